import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { createLogFollowing } from '../../src/actions/following/follow-logs.ts'
import { FOLLOWERS } from '../../src/actions/following/followers.ts'
import { DAY_MS } from '../../src/domain/time-span.ts'
import { recordEvent } from '../../src/store/counters.ts'
import { listEvents } from '../../src/store/events.ts'
import { GROWING_TABLES } from '../../src/store/growing-tables.ts'
import { findEdge } from '../../src/store/log-horizon.ts'
import { listMessagesTo } from '../../src/store/message-lists.ts'
import { SPAN } from '../../src/store/spans.ts'
import { readTimeline } from '../../src/store/timelines.ts'
import { sweep } from '../sweep.ts'
import { START } from '../test-clock.ts'
import { testServer, type TestServer } from '../test-server.ts'

const AUTHY_ID = 7

/** Fifteen rows of each table that grows, a day apart, the last of them from now. */
async function fill({ deps: { db }, appId }: TestServer): Promise<void> {
  for (let day = 14; day >= 0; day--) {
    const at = START - day * DAY_MS
    const id = `${String(100 - day)}-0000`
    const ofUser = { app_id: appId, authy_id: AUTHY_ID }
    await db
      .insertInto('events')
      .values({ ...ofUser, at, kind: 'k', facts: '{}' })
      .execute()
    await db
      .insertInto('messages')
      .values({
        ...ofUser,
        id,
        kind: 'token',
        channel: 'sms',
        locale: 'en',
        to_hash: 'to',
        sealed_content: '',
        status: 'sent',
        created_at: at,
        expires_at: at,
      })
      .execute()
    await db
      .insertInto('callbacks')
      .values({
        ...ofUser,
        id,
        kind: 'approval',
        sealed_facts: '',
        status: 'delivered',
        created_at: at,
      })
      .execute()
    await db
      .insertInto('webhook_deliveries')
      .values({
        id,
        webhook_id: 'WH',
        event_id: null,
        event: 'e',
        status: 'failed',
        created_at: at,
      })
      .execute()
    await db
      .insertInto('approval_requests')
      .values({
        ...ofUser,
        uuid: id,
        request_hash: '',
        sealed_content: '',
        status: 'pending',
        created_at: at,
        expires_at: null,
      })
      .execute()
    await db
      .insertInto('activities')
      .values({ ...ofUser, kind: 'banned', sealed_data: '', user_ip: null, at })
      .execute()
    await db
      .insertInto('request_log')
      .values({
        app_id: appId,
        at,
        method: 'GET',
        route: '/',
        path: '/',
        status: 200,
        error_code: null,
        duration_ms: 1,
        request_id: id,
        request_body: '',
        response_body: '',
        expires_at: at + 7 * DAY_MS,
      })
      .execute()
  }
}

async function countsOf({ deps }: TestServer): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {}
  for (const { name } of GROWING_TABLES) {
    const { rows } = await sql`SELECT 1 FROM ${sql.table(name)}`.execute(deps.db)
    counts[name] = rows.length
  }
  return counts
}

const TEN = {
  events: 10,
  messages: 10,
  callbacks: 10,
  webhookDeliveries: 10,
  approvals: 10,
} as const

test('what grows is kept for its days, and the log of requests until its end', async () => {
  const server = await testServer()
  await fill(server)
  await createLogFollowing(server.deps).followToEnd()
  await sweep(server.deps, START)
  const all = Object.fromEntries(GROWING_TABLES.map(({ name }) => [name, 15]))
  expect(await countsOf(server)).toEqual({ ...all, request_log: 8 })
  await sweep(server.deps, START, TEN)
  const kept = Object.fromEntries(GROWING_TABLES.map(({ name }) => [name, 11]))
  expect(await countsOf(server)).toEqual({ ...kept, request_log: 8 })
  // Kept for ever unless it is said.
  await sweep(server.deps, START + 50_000 * DAY_MS, { approvals: undefined })
  expect((await countsOf(server))['approval_requests']).toBe(11)
})

test('what a follower has not taken yet stays, and so does the last row, from which numbers go on', async () => {
  const server = await testServer()
  await fill(server)
  const late = START + 500 * DAY_MS
  await sweep(server.deps, late)
  expect(await countsOf(server)).toMatchObject({ events: 15, messages: 15, callbacks: 0 })
  await createLogFollowing(server.deps).followToEnd()
  await server.deps.db
    .updateTable('followers')
    .set({ last_number: 4 })
    .where('name', '=', 'conversions')
    .execute()
  await sweep(server.deps, late)
  expect(await countsOf(server)).toMatchObject({ events: 11, messages: 1 })
  await createLogFollowing(server.deps).followToEnd()
  await sweep(server.deps, late)
  expect(await countsOf(server)).toMatchObject({ events: 1, messages: 1 })
  const next = { appId: 1, authyId: AUTHY_ID, at: START, kind: 'k', facts: '{}' }
  await recordEvent(server.deps.db, next)
  expect(await findEdge(server.deps.db, 'events', 'max')).toBe(16)
})

test('a backlog goes in steps of 500 rows, and every table has its turn', async () => {
  const server = await testServer()
  const { db } = server.deps
  for (let part = 0; part < 3; part++) {
    const rows = Array.from({ length: 700 }, () => ({
      app_id: 1,
      authy_id: AUTHY_ID,
      at: START,
      kind: 'k',
      facts: '{}',
    }))
    await db.insertInto('events').values(rows).execute()
  }
  await createLogFollowing(server.deps).followToEnd()
  const idle = await sweep(server.deps, START)
  const busy = await sweep(server.deps, START + 401 * DAY_MS)
  // 2,099 rows: four full steps and a last one, the first of which the idle round has too.
  expect(busy - idle).toBe(4)
  expect((await countsOf(server))['events']).toBe(1)
})

test('the indexes by person and recipient lose the parts whose rows are gone; lists show nothing of them', async () => {
  const server = await testServer()
  const { db, dialect } = server.deps
  await fill(server)
  await createLogFollowing(server.deps, FOLLOWERS, { numbersABatch: 3 * SPAN }).followToEnd()
  // As if the first rows had numbers of the parts before.
  const first = await db
    .selectFrom('user_events')
    .select((eb) => eb.fn.min('event_id').as('id'))
    .executeTakeFirstOrThrow()
  await db
    .updateTable('events')
    .set({ id: 2 * SPAN })
    .where('id', '=', first.id + 14)
    .execute()
  await db
    .updateTable('messages')
    .set({ number: 2 * SPAN })
    .where('number', '=', 15)
    .execute()
  await createLogFollowing(server.deps, FOLLOWERS, { numbersABatch: 3 * SPAN }).followToEnd()
  await sweep(server.deps, START, TEN)
  const entries = async () => ({
    events: (await db.selectFrom('user_events').select('span').execute()).length,
    messages: (await db.selectFrom('recipient_messages').select('span').execute()).length,
  })
  // Of the living part nothing is looked for: what points to a row that is gone shows nothing.
  expect(await entries()).toEqual({ events: 16, messages: 16 })
  const query = { appIds: [server.appId], before: Number.MAX_SAFE_INTEGER, limit: 100 }
  const timeline = await readTimeline(db, { ...query, authyId: AUTHY_ID, kinds: [] })
  expect(timeline).toHaveLength(11)
  const listed = await listMessagesTo(db, ['to'], { ...query, dialect })
  expect(listed.messages).toHaveLength(11)
  await sweep(server.deps, START + 11 * DAY_MS, TEN)
  await sweep(server.deps, START + 11 * DAY_MS, TEN)
  expect(await entries()).toEqual({ events: 1, messages: 1 })
  const filter = { appIds: [server.appId], hasOperators: false, kind: undefined }
  const events = await listEvents(
    db,
    { ...filter, from: START - 30 * DAY_MS, until: undefined },
    { below: undefined, limit: 10 },
  )
  expect(events.rows.map(({ id }) => id)).toEqual([2 * SPAN])
})

test('codes to numbers go after their days, and those that were renewed since stay', async () => {
  const server = await testServer()
  const number = { country_code: '1', phone_number: '775-461-5609' }
  await server.call('POST /phones/verification/start', number)
  await server.call('POST /phones/verification/start', { ...number, phone_number: '775-461-5610' })
  const count = async () =>
    (await server.deps.db.selectFrom('phone_verifications').select('id').execute()).length
  server.clock.advance(80 * DAY_MS)
  await server.call('POST /phones/verification/start', number)
  await sweep(server.deps, START + 91 * DAY_MS)
  expect(await count()).toBe(1)
  await sweep(server.deps, START + 91 * DAY_MS, { phoneVerifications: 7 })
  expect(await count()).toBe(0)
})
