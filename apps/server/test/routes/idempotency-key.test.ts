import { describe, expect, test } from 'vitest'
import { rotateApiKey } from '../../src/actions/change-app.ts'
import type { CallOptions } from '../call.ts'
import { type TestNode, type TestServer, testServer } from '../test-server.ts'
import { refusedWith } from './answers.ts'
import { refusal, register } from './person.ts'
import { registerDevice, respond } from './test-device.ts'
import { sweep } from '../sweep.ts'

const DAY = 86_400_000
const SECOND_PERSON = { 'user[cellphone]': '3173389303' }

async function start(settings: Readonly<Record<string, string>> = {}) {
  const server = await testServer()
  for (const [name, value] of Object.entries(settings)) await server.set(name, value)
  const id = await register(server)
  const device = await registerDevice(server)
  return { server, id, device }
}

/** Asks with a key. */
async function ask(
  node: TestNode,
  id: number,
  key: string,
  change: Readonly<Record<string, string>> = {},
  options: CallOptions = {},
) {
  return await node.call(
    `POST /users/${id}/approval_requests`,
    { message: 'Login requested', 'details[Location]': 'Berlin', ...change },
    { family: 'onetouch', headers: { 'Idempotency-Key': key }, ...options },
  )
}

/** How many requests there are, and how often devices were told of one. */
async function told(server: TestServer): Promise<readonly number[]> {
  const requests = await server.deps.db.selectFrom('approval_requests').select('uuid').execute()
  const events = await server.deps.db
    .selectFrom('device_events')
    .select('number')
    .where('name', '=', 'approval-requested')
    .execute()
  return [requests.length, events.length]
}

describe('the same key', () => {
  test('is the same request with the same number, also once it was answered', async () => {
    const { server, id, device } = await start({ numberMatching: 'true' })
    const first = await ask(server, id, 'login-1')
    const { uuid, number_matching } = first.body.approval_request
    expect(number_matching.code).toMatch(/^\d\d$/)
    expect((await ask(server, id, 'login-1')).text).toBe(first.text)
    const answered = await respond(server, device, uuid, 'approved', {
      number: number_matching.code,
    })
    expect(answered.status).toBe(200)
    expect((await ask(server, id, 'login-1')).text).toBe(first.text)
    expect(await told(server)).toEqual([1, 1])
  })

  test('also once it has expired, under another API key and another name of the app', async () => {
    const { server, id } = await start({ numberMatching: 'true' })
    const first = await ask(server, id, 'login-1', { seconds_to_expire: '60' })
    server.clock.advance(61_000)
    const apiKey = await rotateApiKey(server.deps, server.appId, 0)
    await server.set('name', 'Acme Bank')
    const again = await ask(
      server,
      id,
      'login-1',
      { seconds_to_expire: '60' },
      {
        apiKey,
        headers: { 'idempotency-key': 'login-1' },
      },
    )
    expect([again.status, again.text]).toEqual([200, first.text])
    expect(await told(server)).toEqual([1, 1])
  })

  test('also where it joined a request that others had made', async () => {
    const { server, id, device } = await start()
    const without = await server.call(
      `POST /users/${id}/approval_requests`,
      { message: 'Login requested', 'details[Location]': 'Berlin' },
      { family: 'onetouch' },
    )
    const { uuid } = without.body.approval_request
    expect((await ask(server, id, 'login-1')).body.approval_request.uuid).toBe(uuid)
    expect((await ask(server, id, 'login-2')).body.approval_request.uuid).toBe(uuid)
    await respond(server, device, uuid, 'denied')
    for (const key of ['login-1', 'login-2'])
      expect((await ask(server, id, key)).body.approval_request.uuid).toBe(uuid)
    const fresh = await ask(server, id, 'login-3')
    expect(fresh.body.approval_request.uuid).not.toBe(uuid)
    expect(await told(server)).toEqual([2, 2])
  })

  test('counts as no further push, and is answered past the limit on them', async () => {
    const { server, id } = await start({ numberMatching: 'true', pushesWithoutSuccess: '1' })
    const first = await ask(server, id, 'login-1')
    expect((await ask(server, id, 'login-1')).text).toBe(first.text)
    expect(refusal(await ask(server, id, 'login-2'))).toEqual([429, '60003'])
  })

  test('with another question is refused, and asks nobody', async () => {
    const { server, id } = await start()
    await ask(server, id, 'login-1')
    const changes = [
      { message: 'Transfer' },
      { 'details[Location]': 'Rome' },
      { 'hidden_details[a]': 'b' },
      { 'logos[][res]': 'default', 'logos[][url]': 'https://example.com/a.png' },
      { seconds_to_expire: '60' },
      { user_ip: '203.0.113.7' },
    ]
    for (const change of changes) {
      const answer = await ask(server, id, 'login-1', change)
      expect([answer.status, answer.text]).toEqual([
        400,
        refusedWith(
          '60080',
          'Approval request is invalid: Idempotency-Key - was used for another request',
        ),
      ])
    }
    expect(await told(server)).toEqual([1, 1])
  })

  test('of another person or another app is another request', async () => {
    const { server, id } = await start({ numberMatching: 'true' })
    const other = await register(server, SECOND_PERSON)
    await registerDevice(server, { phone: '+13173389303' })
    const app = await server.newApp('Other')
    await register(server, {}, { apiKey: app.apiKey })
    const answers = [
      await ask(server, id, 'login-1'),
      await ask(server, other, 'login-1'),
      await ask(
        server,
        id,
        'login-1',
        {},
        {
          apiKey: app.apiKey,
          headers: { 'idempotency-key': 'login-1' },
        },
      ),
    ]
    const uuids = answers.map(({ body }) => body.approval_request.uuid)
    expect(new Set(uuids).size).toBe(3)
  })

  test('is free again after a day, and forgotten', async () => {
    const { server, id } = await start({ numberMatching: 'true' })
    const kept = () => server.deps.db.selectFrom('approval_keys').selectAll().execute()
    const first = await ask(server, id, 'login-1')
    server.clock.advance(DAY - 1)
    expect((await ask(server, id, 'login-1')).text).toBe(first.text)
    server.clock.advance(1)
    const second = await ask(server, id, 'login-1', { message: 'Another question' })
    expect(second.status).toBe(200)
    expect(second.text).not.toBe(first.text)
    expect((await ask(server, id, 'login-1', { message: 'Another question' })).text).toBe(
      second.text,
    )
    const [row, ...others] = await kept()
    expect(others).toEqual([])
    // A stolen database must not tell what apps call their logins.
    expect(row?.key_hash).not.toContain('login-1')
    await sweep(server.deps, server.clock.now() + DAY + 1)
    expect(await kept()).toEqual([])
  })

  test('is not used up by a request that was refused', async () => {
    const server = await testServer()
    const id = await register(server)
    expect(refusal(await ask(server, id, 'login-1'))).toEqual([400, '60050'])
    await registerDevice(server)
    expect((await ask(server, id, 'login-1')).status).toBe(200)
  })
})

test.each([1, 2])('twelve at once through %i processes are one request', async (processes) => {
  const { server, id } = await start({ numberMatching: 'true' })
  const nodes = processes === 1 ? [server] : [server, server.anotherNode()]
  // Three times: a process that has yet to connect comes too late for a race.
  for (const [before, key] of ['login-1', 'login-2', 'login-3'].entries()) {
    const answers = await Promise.all(
      nodes.flatMap((node) => Array.from({ length: 12 / processes }, () => ask(node, id, key))),
    )
    const [first] = answers
    expect(first?.status).toBe(200)
    expect(first?.body.approval_request.number_matching.code).toMatch(/^\d\d$/)
    expect(new Set(answers.map(({ text }) => text))).toEqual(new Set([first?.text]))
    expect(await told(server)).toEqual([before + 1, before + 1])
  }
})

test('what is no key is named, and asks nobody; the longest is one', async () => {
  const { server, id } = await start()
  for (const key of ['', 'x'.repeat(256), 'a\tb', 'caf\u00E9']) {
    const answer = await ask(server, id, key)
    const reason = 'Idempotency-Key - is not 1 to 255 printable ASCII characters'
    expect([key, answer.status, answer.text]).toEqual([
      key,
      400,
      refusedWith('60080', `Approval request is invalid: ${reason}`),
    ])
  }
  expect(await told(server)).toEqual([0, 0])
  expect((await ask(server, id, '~'.repeat(255))).status).toBe(200)
})
