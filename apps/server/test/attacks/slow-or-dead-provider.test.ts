/**
 * A carrier that hangs or refuses must not be felt by the application: an answer that waits for it
 * makes a client with a one-second timeout send again, and each repetition waits in its turn. What is
 * asked for is written down and answered; delivering it is somebody else's time. Where there is no
 * provider at all, that is said at once.
 */
import { expect, test } from 'vitest'
import type { Channel, Provider } from '../../src/delivery/provider.ts'
import { refusedWith } from '../routes/answers.ts'
import { register, refusal, status } from '../routes/person.ts'
import { testServer } from '../test-server.ts'

function provider(name: string, deliver: Provider['deliver']): Provider {
  return { name, channels: ['sms', 'call', 'email'], deliver, check: async () => undefined }
}

const everywhere = (
  ...all: readonly Provider[]
): Readonly<Record<Channel, readonly Provider[]>> => ({
  sms: all,
  call: all,
  email: all,
})

/** Answers only when it is stopped. */
const hanging = provider('hanging', async (_message, signal) => {
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
  return { status: 'failed', reason: 'stopped' }
})

test('a provider that hangs delays nobody', async () => {
  const server = await testServer({ providers: everywhere(hanging) })
  const id = await register(server)
  await server.call(`GET /sms/${id}`)
  expect(await server.worker.look()).toBe(true)
  const answers = [
    await server.call(`GET /call/${id}`),
    await server.call(`POST /email/${id}`),
    await server.call(`GET /users/${id}/status`),
  ]
  expect(answers.map(status)).toEqual([200, 200, 200])
  const token = (await server.outbox()).at(-1)?.token
  expect(status(await server.call(`GET /verify/${token}/${id}`))).toBe(200)
  await server.worker.stop()
  expect((await server.outbox())[0]).toMatchObject({ status: 'queued', error: 'stopped' })
})

test('of a provider that hangs, some are under way and the rest waits in the database', async () => {
  let started = 0
  const counted = provider('counted', async (message, signal) => {
    started++
    return await hanging.deliver(message, signal)
  })
  const server = await testServer({ providers: everywhere(counted) })
  await server.set('sendsPerPhone', '1000')
  const id = await register(server)
  for (let send = 0; send < 450; send++) await server.call(`GET /sms/${id}?action=a${send}`)
  for (let look = 0; look < 8; look++) await server.worker.look()
  expect(started).toBe(400)
  expect(await server.worker.look()).toBe(false)
  expect(status(await server.call(`GET /users/${id}/status`))).toBe(200)
})

test.each([
  ['fails', async () => ({ status: 'failed', reason: 'down' }) as const],
  ['refuses', async () => ({ status: 'refused', reason: 'no such number' }) as const],
  [
    'throws',
    async () => {
      throw new TypeError('a bug of the provider')
    },
  ],
  [
    'throws what is no error',
    async () => {
      throw 'a text'
    },
  ],
  // What a provider that is not written in TypeScript might do.
  ['answers nothing', async () => JSON.parse('{"status":"failed"}')],
] satisfies readonly (readonly [string, Provider['deliver']])[])(
  'a provider that %s fails no answer',
  async (_name, deliver) => {
    const server = await testServer({ providers: everywhere(provider('bad', deliver)) })
    const id = await register(server)
    expect(status(await server.call(`GET /sms/${id}`))).toBe(200)
    await server.worker.runUntilIdle()
    server.clock.advance(5_000)
    expect(status(await server.call(`GET /sms/${id}`))).toBe(200)
    const token = (await server.outbox()).at(-1)?.token
    expect(status(await server.call(`GET /verify/${token}/${id}`))).toBe(200)
  },
)

test('where a channel has no provider, that is the answer, and nothing is kept', async () => {
  const server = await testServer({
    env: { SMS_PROVIDER: 'none', CALL_PROVIDER: 'none', EMAIL_PROVIDER: 'none' },
  })
  const id = await register(server, { send_install_link_via_sms: 'true' })
  const number = { country_code: '1', phone_number: '3173389302' }
  const answers = [
    await server.call(`GET /sms/${id}`),
    await server.call(`GET /call/${id}`),
    await server.call(`POST /email/${id}`),
    await server.call('POST /phones/verification/start', { ...number, via: 'sms' }),
    await server.call('POST /phones/verification/start', { ...number, via: 'call' }),
  ]
  expect(answers.map(refusal)).toEqual([
    [403, '60007'],
    [403, '60006'],
    [403, '60031'],
    [403, '60007'],
    [403, '60006'],
  ])
  expect(answers[0]?.text).toBe(refusedWith('60007', 'SMS is not enabled on this account'))
  expect(answers[1]?.text).toBe(refusedWith('60006', 'Phone calls are not enabled on this account'))
  expect(await server.outbox()).toEqual([])
})
