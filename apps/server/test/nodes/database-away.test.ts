import { expect, inject, onTestFinished, test, vi } from 'vitest'
import { userTopic } from '../../src/store/signals.ts'
import { register } from '../routes/person.ts'
import { testServer } from '../test-server.ts'
import { applicationAt, startServing } from './nodes.ts'
import { type ProxyMode, startTcpProxy } from './tcp-proxy.ts'

// Why it matters: databases fail over, and networks lose packets. Logins that are asked for meanwhile must
// be refused quickly, for the application to fall back; and when the database is back, all must go on with
// nobody's help: a server that has to be restarted makes ten seconds an hour.

/** As many answers as tell what goes on; the service could give hundreds of times as many. */
const ASK_EVERY_MS = 20

/** A connection that does not come costs 2 s, one that falls silent 2.4 s; a slow machine needs room. */
const LONGEST_ANSWER_MS = 6_000

interface Sample {
  readonly path: string
  readonly startedAt: number
  readonly tookMs: number
  readonly isServed: boolean
  readonly retryAfter: string | null
}

async function startBehindProxy() {
  const proxy = await startTcpProxy(inject('postgresUrl'))
  onTestFinished(() => proxy.set('pass'))
  const { server, apiKey } = await startServing({}, proxy.through)
  const id = await applicationAt(server.url, apiKey).addUser('+13173389302')
  return { server, proxy, apiKey, id }
}

/** Asks the whole time, and keeps what came of it. */
function startAsking(url: string, apiKey: string, authyId: number) {
  const samples: Sample[] = []
  const underWay: Promise<void>[] = []
  // A lookup, a hot act, and one that writes a job.
  const paths = ['app/details', `verify/1234567/${authyId}?force=true`, `sms/${authyId}?force=true`]
  const timer = setInterval(() => {
    for (const path of paths) underWay.push(ask(path))
  }, ASK_EVERY_MS)
  async function ask(path: string): Promise<void> {
    const startedAt = performance.now()
    const response = await fetch(`${url}/protected/json/${path}`, {
      headers: { 'X-Authy-API-Key': apiKey },
    })
    await response.arrayBuffer()
    samples.push({
      path,
      startedAt,
      tookMs: performance.now() - startedAt,
      isServed: response.status !== 503,
      retryAfter: response.headers.get('retry-after'),
    })
  }
  const stop = async () => {
    clearInterval(timer)
    await Promise.all(underWay)
  }
  onTestFinished(stop)
  return { samples, stop }
}

async function until(isSo: () => boolean): Promise<void> {
  await vi.waitFor(() => expect(isSo()).toBe(true), { timeout: 10_000, interval: 10 })
}

test.each<{ readonly mode: ProxyMode; readonly goesOn: 'at once' | 'once it hears again' }>([
  { mode: 'cut', goesOn: 'at once' },
  // Connections that were asked for while nobody answered must run out first.
  { mode: 'swallow', goesOn: 'once it hears again' },
])(
  'a database that is away ($mode) costs errors for as long, and nothing after',
  async ({ mode, goesOn }) => {
    const { server, proxy, apiKey, id } = await startBehindProxy()
    const { samples, stop } = startAsking(server.url, apiKey, id)
    const countSince = (at: number, isServed: boolean) =>
      samples.filter((each) => each.startedAt > at && each.isServed === isServed).length

    await until(() => countSince(0, true) > 30)
    expect(countSince(0, false)).toBe(0)
    const awayAt = performance.now()
    proxy.set(mode)
    await until(() => countSince(awayAt, false) > 60)
    proxy.set('pass')
    const passedAt = performance.now()
    await until(server.deps.signals.isHearing)
    const backAt = goesOn === 'at once' ? passedAt : performance.now()
    await until(() => countSince(backAt, true) > 60)
    await stop()

    expect(samples.filter((each) => each.startedAt > backAt && !each.isServed)).toEqual([])
    expect(samples.filter((each) => !each.isServed && each.retryAfter === null)).toEqual([])
    expect(samples.filter(({ tookMs }) => tookMs > LONGEST_ANSWER_MS)).toEqual([])
    // What follows the acts has gone on by itself.
    const { lastNumber } = await server.deps.db
      .selectFrom('events')
      .select((eb) => eb.fn.max('id').as('lastNumber'))
      .executeTakeFirstOrThrow()
    await vi.waitFor(
      async () => {
        const follower = await server.deps.db
          .selectFrom('followers')
          .select('last_number')
          .where('name', '=', 'user-events')
          .executeTakeFirstOrThrow()
        expect(follower.last_number).toBeGreaterThanOrEqual(lastNumber)
      },
      { timeout: 5_000 },
    )
  },
)

test('what was counted and noted while the database was away is written when it is back', async () => {
  const proxy = await startTcpProxy(inject('postgresUrl'))
  const server = await testServer({ throughProxy: proxy.through })
  const { tally, requestLog, db } = server.deps
  await server.call('GET /app/details')
  proxy.set('cut')
  await server.call('GET /app/details')
  await expect(tally.flush()).rejects.toBeInstanceOf(Error)
  await expect(requestLog.flush()).rejects.toBeInstanceOf(Error)
  proxy.set('pass')
  await tally.flush()
  await requestLog.flush()
  const counted = await db
    .selectFrom('counters')
    .select('count')
    .where('name', '=', 'api-calls')
    .executeTakeFirstOrThrow()
  const noted = await db.selectFrom('request_log').select('status').execute()
  expect([counted.count, noted.map(({ status }) => status)]).toEqual([2, [200, 200]])
})

test('what was told while a node heard nothing is seen when it hears again', async () => {
  const proxy = await startTcpProxy(inject('postgresUrl'))
  const server = await testServer({ throughProxy: proxy.through })
  const other = server.anotherNode()
  const id = await register(server)
  const { signals } = server.deps
  let looks = 0
  signals.subscribe(userTopic(id), () => looks++)
  await vi.waitFor(() => expect(signals.isHearing()).toBe(true))
  proxy.set('cut')
  await vi.waitFor(() => expect(signals.isHearing()).toBe(false))
  looks = 0
  other.deps.signals.publish([userTopic(id)])
  expect(await other.call('GET /app/details')).toMatchObject({ status: 200 })
  expect(looks).toBe(0)
  proxy.set('pass')
  await vi.waitFor(() => expect(looks).toBe(1))
})
