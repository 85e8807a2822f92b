import { createHash } from 'node:crypto'
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { REQUEST_TYPE } from '@countersign/wire'
import { onTestFinished, expect, test, vi } from 'vitest'
import { testServer, type TestNode, type TestServer } from '../test-server.ts'
import { register } from './person.ts'
import { registerDevice, respond, type TestDevice } from './test-device.ts'
import { sweep } from '../sweep.ts'

interface LiveEvent {
  readonly id: string | undefined
  readonly name: string
  readonly data: unknown
}

interface LiveStream {
  /** The next event; a failed test, not a hang, where none comes. */
  readonly next: () => Promise<LiveEvent>
  readonly ended: () => Promise<boolean>
  readonly close: () => void
}

const ONETOUCH = { family: 'onetouch' } as const

/** Connects over a real socket: a stream never ends, so it cannot be injected. */
async function connect(
  server: TestServer,
  device: TestDevice,
  lastEventId?: string,
  node: TestNode = server,
  closing = new AbortController(),
): Promise<LiveStream> {
  const address = node.app.server.address() ?? (await listen(node))
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const claims = {
    method: 'GET',
    path: '/device/v1/events',
    body: createHash('sha256').digest('base64url'),
    time: server.clock.now(),
    nonce: Buffer.from(server.deps.random(16)).toString('base64url'),
  }
  onTestFinished(() => closing.abort())
  const response = await fetch(`http://127.0.0.1:${port}/device/v1/events`, {
    signal: closing.signal,
    headers: {
      authorization: `Device ${await device.sign(REQUEST_TYPE, claims)}`,
      ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    },
  })
  if (response.status !== 200 || response.body === null)
    throw new Error(`No stream: ${response.status} ${await response.text()}`)
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  async function block(): Promise<string | undefined> {
    while (!text.includes('\n\n')) {
      const { value, done } = await reader.read()
      if (done) return undefined
      text += value
    }
    const end = text.indexOf('\n\n')
    const first = text.slice(0, end)
    text = text.slice(end + 2)
    return first.startsWith(':') ? await block() : first
  }
  return {
    async next() {
      const lines = ((await block()) ?? '').split('\n')
      const field = (name: string) =>
        lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2)
      return {
        id: field('id'),
        name: field('event') ?? 'none',
        data: JSON.parse(field('data') ?? 'null') as unknown,
      }
    },
    ended: async () => (await block()) === undefined,
    close: () => closing.abort(),
  }
}

async function listen(node: TestNode) {
  await node.app.listen({ host: '127.0.0.1', port: 0 })
  return node.app.server.address()
}

async function ask(server: TestServer, id: number, message: string): Promise<string> {
  const asked = await server.call(`POST /users/${id}/approval_requests`, { message }, ONETOUCH)
  return asked.body.approval_request.uuid
}

async function start() {
  const server = await testServer()
  const id = await register(server)
  const device = await registerDevice(server)
  return { server, id, device }
}

test('what happens is told while it happens', async () => {
  const { server, id, device } = await start()
  const stream = await connect(server, device)
  expect(await stream.next()).toMatchObject({
    name: 'hello',
    data: { time: server.clock.now() },
  })
  const uuid = await ask(server, id, 'a')
  expect(await stream.next()).toMatchObject({ name: 'approval-requested', data: { uuid } })
  await respond(server, device, uuid, 'denied')
  const answered = { name: 'approval-answered', data: { uuid, status: 'denied' } }
  expect(await stream.next()).toMatchObject(answered)
  await server.call(`GET /sms/${id}`)
  expect(await stream.next()).toMatchObject({ name: 'token-wanted', data: { appId: server.appId } })
  await server.call(`POST /users/${id}/delete`)
  expect((await stream.next()).name).toBe('apps-changed')
})

test('after a break the stream goes on where it was, and nothing is lost', async () => {
  const { server, id, device } = await start()
  const first = await connect(server, device)
  await first.next()
  await ask(server, id, 'a')
  const seen = await first.next()
  first.close()
  const missed = [await ask(server, id, 'b'), await ask(server, id, 'c')]
  const second = await connect(server, device, seen.id)
  expect((await second.next()).name).toBe('hello')
  expect([await second.next(), await second.next()].map((event) => event.data)).toEqual(
    missed.map((uuid) => ({ uuid })),
  )
})

test('what happens in a break before the first event is not lost either', async () => {
  const { server, id, device } = await start()
  await ask(server, id, 'a')
  const first = await connect(server, device)
  const hello = await first.next()
  first.close()
  const uuid = await ask(server, id, 'b')
  const second = await connect(server, device, hello.id)
  await second.next()
  expect(await second.next()).toMatchObject({ name: 'approval-requested', data: { uuid } })
})

test('numbers rise by one, however many nodes write at once', async () => {
  const { server, id, device } = await start()
  const other = server.anotherNode()
  const stream = await connect(server, device)
  await stream.next()
  await Promise.all(
    Array.from({ length: 8 }, (_, index) =>
      (index % 2 === 0 ? server : other).call(
        `POST /users/${id}/approval_requests`,
        { message: `m${index}` },
        ONETOUCH,
      ),
    ),
  )
  // On SQLite the other node's signals stay there: one more of ours makes the stream look.
  await ask(server, id, 'last')
  const ids: number[] = []
  for (let count = 0; count < 9; count++) ids.push(Number((await stream.next()).id))
  expect(ids).toEqual(ids.map((_, index) => (ids[0] ?? 0) + index))
})

test.each(['999', '-1', 'abc', '18446744073709551616'])(
  'a last event %s that never was is a reset',
  async (lastEventId) => {
    const { server, device } = await start()
    const stream = await connect(server, device, lastEventId)
    expect((await stream.next()).name).toBe('hello')
    expect((await stream.next()).name).toBe('reset')
  },
)

test('events that are no longer kept are a reset', async () => {
  const { server, id, device } = await start()
  await ask(server, id, 'a')
  await ask(server, id, 'b')
  server.clock.advance(7 * 86_400_000 + 1)
  await sweep(server.deps, server.clock.now())
  const stream = await connect(server, device, '1')
  expect([(await stream.next()).name, (await stream.next()).name]).toEqual(['hello', 'reset'])
})

test('a revoked device hears of it, and its stream ends; the other one goes on', async () => {
  const { server, id, device } = await start()
  const tablet = await registerDevice(server)
  const streams = [await connect(server, device), await connect(server, tablet)] as const
  for (const stream of streams) await stream.next()
  await tablet.call(`DELETE /devices/${device.id()}`)
  for (const stream of streams) {
    const revoked = { name: 'device-revoked', data: { deviceId: device.id() } }
    expect(await stream.next()).toMatchObject(revoked)
  }
  expect(await streams[0].ended()).toBe(true)
  await ask(server, id, 'a')
  expect((await streams[1].next()).name).toBe('approval-requested')
})

test('another person hears nothing of it', async () => {
  const { server, id } = await start()
  const stranger = await registerDevice(server, { phone: '+15551230000' })
  const stream = await connect(server, stranger)
  await stream.next()
  await ask(server, id, 'a')
  await stranger.call('PATCH /device', { name: 'Mine' })
  expect((await stream.next()).name).toBe('devices-changed')
})

test('a fifth stream of one device ends the first', async () => {
  const { server, device } = await start()
  const first = await connect(server, device)
  await first.next()
  for (let count = 0; count < 4; count++) await connect(server, device)
  expect(await first.ended()).toBe(true)
})

test('a device that hangs up while it is let in leaves nothing behind', async () => {
  const { server, device } = await start()
  const { runAct } = server.deps
  const responses: ServerResponse[] = []
  const leaving = new AbortController()
  server.app.server.on('request', (_request, response: ServerResponse) => responses.push(response))
  // The act that lets it in answers only once the connection is gone.
  Object.assign(server.deps, {
    runAct: async (act: string, key: string, input: unknown) => {
      const answer = await runAct(act, key, input)
      const [response] = responses
      leaving.abort()
      if (response !== undefined && !response.destroyed) await once(response, 'close')
      return answer
    },
  })
  await expect(connect(server, device, undefined, server, leaving)).rejects.toThrow('aborted')
  Object.assign(server.deps, { runAct })
  await vi.waitFor(async () => {
    const metrics = await server.app.inject('/metrics')
    expect(metrics.body).toContain('countersign_live_streams 0')
  })
  const stream = await connect(server, device)
  await stream.next()
  expect((await server.app.inject('/metrics')).body).toContain('countersign_live_streams 1')
})

test('a server that stops ends its streams', async () => {
  const { server, device } = await start()
  const stream = await connect(server, device)
  await stream.next()
  await server.app.close()
  expect(await stream.ended()).toBe(true)
})
