import { type DeviceEvent, memoryStore, openDevice, type WaitMs } from '@countersign/device'
import { expect, test } from 'vitest'
import { textAt } from '../../../../conformance/read-answer.ts'
import { startBalancer } from './balancer.ts'
import { applicationAt, startTwoNodes } from './nodes.ts'

// Why it matters: nobody chooses the node that their phone is connected to, nor when that node dies. Two
// real processes on one database, started together while it has no tables yet.

const PHONE = '+13173389302'

/** Pauses between two connections wait until the test lets them end; nothing else takes as short a time. */
function pausesOf(): { readonly waitMs: WaitMs; readonly end: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>()
  return {
    waitMs: (ms, signal) =>
      ms <= 1_000
        ? promise
        : new Promise((ended) => signal?.addEventListener('abort', () => ended(), { once: true })),
    end: resolve,
  }
}

test('a device on one node answers what was asked on another, and goes on there when its own is killed', async () => {
  const [a, b] = (await startTwoNodes()).nodes
  const app = applicationAt(await b.url(), a.apiKey() ?? b.apiKey() ?? '')
  const id = await app.addUser(PHONE)

  const balancer = await startBalancer([await a.url(), await b.url()], 'first alive')
  const pauses = pausesOf()
  const device = await openDevice({
    baseUrl: balancer.url,
    store: memoryStore(),
    waitMs: pauses.waitMs,
  })
  await device.register({
    phone: PHONE,
    via: 'sms',
    name: 'Phone',
    system: 'linux',
    version: '1.0.0',
  })
  const code = (await b.messagesTo(PHONE))?.findLast(({ token }) => token !== undefined)?.token
  await device.complete(code ?? '')

  const ask = async (message: string): Promise<string> => {
    const path = `/onetouch/json/users/${id}/approval_requests`
    return textAt((await app.ask('POST', path, { message })).body, 'approval_request', 'uuid')
  }
  const read = async (uuid: string, query = ''): Promise<string> => {
    const path = `/onetouch/json/approval_requests/${uuid}${query}`
    return textAt((await app.ask('GET', path)).body, 'approval_request', 'status')
  }
  const events = device.events()[Symbol.asyncIterator]()
  const next = async (name: DeviceEvent['name']): Promise<DeviceEvent> => {
    for (;;) {
      const { value, done } = await events.next()
      if (done === true || value === undefined) throw new Error(`The stream ended before ${name}.`)
      if (value.name === name) return value
    }
  }
  await next('hello')

  const uuid = await ask('Log in')
  const waiting = read(uuid, '?wait=30')
  expect(await next('approval-requested')).toMatchObject({ data: { uuid } })
  await device.approve(await device.approval(uuid))
  expect(await waiting).toBe('approved')
  expect(await next('approval-answered')).toMatchObject({ data: { uuid, status: 'approved' } })

  const broken = next('disconnected')
  await a.kill()
  await broken
  const missed = [await ask('One'), await ask('Two'), await ask('Three')]
  pauses.end()
  const heard = [
    await next('approval-requested'),
    await next('approval-requested'),
    await next('approval-requested'),
  ]
  expect(heard.map((event) => 'data' in event && event.data)).toEqual(
    missed.map((each) => ({ uuid: each })),
  )
  await ask('Four')
  expect((await next('approval-requested')).name).toBe('approval-requested')
  await device.deny(await device.approval(missed[0] ?? ''))
  expect(await read(missed[0] ?? '')).toBe('denied')
})
