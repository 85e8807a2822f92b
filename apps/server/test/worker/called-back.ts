import { setCallback } from '../../src/actions/app-callback.ts'
import { enqueueCallback } from '../../src/actions/enqueue-callback.ts'
import type { CallbackFacts } from '../../src/domain/callback.ts'
import { type Endpoint, startEndpoint, status } from '../delivery/endpoint.ts'
import { type TestServer, testServer, type TestServerOptions } from '../test-server.ts'

/** An answer of a person's; a test changes what it is about. */
export const ANSWER: CallbackFacts = {
  uuid: 'dda2c400-bc43-0135-d7be-1285ca17e122',
  appId: 1,
  authyId: 1_000_123,
  status: 'approved',
  content: {
    appName: 'Acme',
    askedWith: '',
    message: 'Login requested, ok?',
    details: [['Email Address', 'jdoe@example.com']],
    hiddenDetails: [['ip', '1.1.1.1']],
    logos: null,
    requestedFrom: null,
    secondsToExpire: 86_400,
    number: null,
  },
  createdAt: 1_699_999_900_000,
  expiresAt: 1_700_086_300_000,
  answeredAt: 1_700_000_000_000,
  notMe: false,
  statement: 'eyJ.eyJ.sig',
  device: {
    id: 1_234_567,
    name: 'Phone',
    system: 'android',
    registeredAt: 1_690_000_000_000,
    registeredVia: 'sms',
    registeredIp: undefined,
    lastSeenAt: 1_690_000_001_000,
    lastIp: '10.0.0.1',
  },
}

export interface CalledBack {
  readonly server: TestServer
  readonly endpoint: Endpoint
  /** Where the endpoint takes callbacks. */
  readonly url: string
  /** Enqueues the callback of an answer and gives its id. */
  readonly answer: (change?: Partial<CallbackFacts>) => Promise<string>
}

/** A server whose app Acme is called back at an endpoint on this machine. */
export async function calledBack(options: TestServerOptions = {}): Promise<CalledBack> {
  const server = await testServer({
    ...options,
    env: { OUTBOUND_ALLOW: 'loopback', ...options.env },
  })
  const endpoint = await startEndpoint(status(200))
  const url = `${endpoint.url}/authy/callback`
  await setCallbackOf(server, server.appId, url)
  return {
    server,
    endpoint,
    url,
    answer: (change) => answer(server, { appId: server.appId, ...change }),
  }
}

export async function setCallbackOf(
  server: TestServer,
  appId: number,
  url: string,
  method?: 'POST' | 'GET',
): Promise<void> {
  const set = await setCallback(server.deps, appId, url, method)
  if (set.result !== 'set') throw new Error(`The callback was not set: ${set.result}`)
}

export async function answer(
  server: TestServer,
  change: Partial<CallbackFacts> = {},
): Promise<string> {
  const facts = { ...ANSWER, ...change }
  const id = await server.deps.db
    .transaction()
    .execute(async (tx) => await enqueueCallback({ ...server.deps, db: tx }, facts))
  if (id === undefined) throw new Error('The app has no callback URL.')
  return id
}

export const callbacks = (server: TestServer) =>
  server.deps.db.selectFrom('callbacks').selectAll().orderBy('created_at').orderBy('id').execute()

export const jobs = (server: TestServer) =>
  server.deps.db.selectFrom('jobs').selectAll().orderBy('id').execute()

/** Kinds and facts of what was recorded about callbacks, in order. */
export async function events(server: TestServer) {
  const rows = await server.deps.db
    .selectFrom('events')
    .select(['app_id', 'kind', 'facts'])
    .where('kind', 'like', 'callback%')
    .orderBy('id')
    .execute()
  return rows.map((row) => {
    const facts: unknown = JSON.parse(row.facts)
    return { appId: row.app_id, kind: row.kind, facts }
  })
}

export const settings = (server: TestServer, appId = server.appId) =>
  server.deps.db
    .selectFrom('app_callbacks')
    .selectAll()
    .where('app_id', '=', appId)
    .executeTakeFirst()

/** Lets the worker do all it can now, then moves the clock to when the next job is due. */
export async function runToNextDue(server: TestServer): Promise<void> {
  await server.worker.runUntilIdle()
  const due = (await jobs(server)).map((job) => Math.max(job.due_at, job.leased_until))
  if (due.length > 0) server.clock.advance(Math.max(0, Math.min(...due) - server.clock.now()))
}
