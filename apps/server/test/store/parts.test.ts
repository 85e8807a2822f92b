import { sql } from 'kysely'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { createLogFollowing } from '../../src/actions/following/follow-logs.ts'
import { DEFAULT_KEEP_DAYS } from '../../src/domain/keep-days.ts'
import { DAY_MS, dayOf } from '../../src/domain/time-span.ts'
import { recordEvent } from '../../src/store/counters.ts'
import { keepParts } from '../../src/store/keep-parts.ts'
import { migrate, pendingMigrations } from '../../src/store/migrate.ts'
import { MIGRATIONS } from '../../src/store/migrations.ts'
import type { Store } from '../../src/store/open.ts'
import { listParts } from '../../src/store/postgres/partitions.ts'
import { createDatabase } from '../database.ts'
import { START } from '../test-clock.ts'
import { testServer } from '../test-server.ts'
import { emptyDatabase, emptyStore } from './empty-store.ts'

// Of PostgreSQL alone: on SQLite nothing is in parts, and every test here ends at once.

const FOLLOWERS = { events: ['user-events'], messages: ['recipient-messages'] }
const optionsAt = (now: number, { dialect }: Pick<Store, 'dialect'>) => ({
  dialect,
  now,
  keep: DEFAULT_KEEP_DAYS,
  followers: FOLLOWERS,
})
const event = (at: number) => ({ appId: 1, authyId: 7, at, kind: 'k', facts: '{}' })

async function partOf({ db }: Pick<Store, 'db'>, at: number): Promise<string | undefined> {
  const { rows } = await sql<{ readonly part: string }>`
    SELECT tableoid::regclass::text AS part FROM events WHERE at = ${at}`.execute(db)
  return rows[0]?.part
}

/** Until nothing more is to be made: each look makes one part of each table. */
async function makeAll(store: Store, now: number): Promise<void> {
  const count = async () => (await listParts(store.db, 'request_log')).length
  let before = 0
  while (before < (before = await count())) await keepParts(store.db, optionsAt(now, store))
}

test('a database with rows becomes one in parts: none is lost, and numbers go on where they stood', async () => {
  const { open } = await emptyDatabase()
  const store = open()
  if (store.dialect === 'sqlite') return
  const { db } = store
  const former = MIGRATIONS.filter(({ id }) => id < 8)
  await sql`CREATE TABLE schema_migrations (id BIGINT PRIMARY KEY, applied_at BIGINT NOT NULL)`.execute(
    db,
  )
  for (const migration of former) {
    for (const statement of migration.statements('postgres', START))
      await sql.raw(statement).execute(db)
    await db
      .insertInto('schema_migrations')
      .values({ id: migration.id, applied_at: START })
      .execute()
  }
  for (let count = 0; count < 5; count++) await recordEvent(db, event(START + count))
  // The last ones are gone, and their numbers were seen.
  await db.deleteFrom('events').where('id', '>', 3).execute()
  const names = MIGRATIONS.filter(({ id }) => id >= 8).map(({ id, name }) => `${id} ${name}`)
  const nodes = [store, open(), open()]
  const ran = await Promise.all(nodes.map((node) => migrate(node.db, 'postgres', START + DAY_MS)))
  expect(ran.flat()).toEqual(names)
  expect(await pendingMigrations(db)).toEqual([])

  await recordEvent(db, event(START + 9))
  const rows = await db.selectFrom('events').select(['id', 'at']).orderBy('id').execute()
  expect(rows.map(({ id }) => id)).toEqual([1, 2, 3, 6])
  const end = dayOf(START + DAY_MS) + 30 * DAY_MS
  expect(await listParts(db, 'events')).toEqual([
    { name: 'events_first', from: undefined, until: end },
    { name: 'events_rest', from: undefined, until: undefined },
  ])
  // What helped to attach without reading must not refuse rows of later.
  const { rows: checks } =
    await sql`SELECT 1 FROM pg_constraint WHERE conname LIKE '%first_check'`.execute(db)
  expect(checks).toEqual([])
})

test('PostgreSQL takes the present tables for parts without reading them', async () => {
  const { env, drop } = await createDatabase('empty')
  onTestFinished(drop)
  if (env['DATABASE_URL'] === undefined) return
  const client = new pg.Client({ connectionString: env['DATABASE_URL'] })
  await client.connect()
  const said: string[] = []
  client.on('notice', ({ message }) => said.push(message ?? ''))
  const growth = MIGRATIONS.filter(({ id }) => id === 8)
  const former = MIGRATIONS.filter(({ id }) => id < 8)
  for (const each of former.flatMap(({ statements }) => statements('postgres', START)))
    await client.query(each)
  for (const each of growth.flatMap(({ prepare }) => prepare?.('postgres', START) ?? []))
    await client.query(each)
  await client.query('SET client_min_messages = debug1')
  await client.query('BEGIN')
  for (const each of growth.flatMap(({ statements }) => statements('postgres', START)))
    await client.query(each)
  await client.query('COMMIT')
  await client.end()
  const unread = said.filter((each) => /"\w+_first" is implied by existing constraints/.test(each))
  expect(unread).toHaveLength(7)
})

test('parts are there before their time, and those past theirs are dropped whole', async () => {
  const store = await emptyStore()
  if (store.dialect === 'sqlite') return
  const { db } = store
  await recordEvent(db, event(START))
  await makeAll(store, START)
  const first = dayOf(START) + 30 * DAY_MS
  await makeAll(store, first)
  const parts = await listParts(db, 'events')
  const [, second] = parts
  // A twelfth of 400 days would be 33, and the longest part has 30.
  expect(second).toEqual({ name: `events_from_${first}`, from: first, until: first + 30 * DAY_MS })
  await recordEvent(db, event(first))
  expect(await partOf(store, START)).toBe('events_first')
  expect(await partOf(store, first)).toBe(`events_from_${first}`)
  // Nobody made a part for this one, and it is kept all the same.
  await recordEvent(db, event(first + 3_000 * DAY_MS))
  expect(await partOf(store, first + 3_000 * DAY_MS)).toBe('events_rest')

  const over = first + 430 * DAY_MS
  await keepParts(db, optionsAt(over, store))
  // Its follower has not read it.
  expect(await partOf(store, first)).toBe(`events_from_${first}`)
  await createLogFollowing({ ...store, readDb: db }).followToEnd()
  await keepParts(db, optionsAt(over - 1, store))
  expect(await partOf(store, START)).toBeUndefined()
  expect(await partOf(store, first)).toBe(`events_from_${first}`)
  await keepParts(db, optionsAt(over, store))
  expect(await partOf(store, first)).toBeUndefined()
  expect((await listParts(db, 'events')).map(({ name }) => name)).not.toContain('events_first')
})

test('of a part that is to be made, rows that came too early stay where they are', async () => {
  const store = await emptyStore()
  if (store.dialect === 'sqlite') return
  const first = dayOf(START) + 30 * DAY_MS
  await recordEvent(store.db, event(first + 3 * DAY_MS))
  await makeAll(store, first)
  expect((await listParts(store.db, 'events'))[1]?.from).toBe(first + 30 * DAY_MS)
  expect(await partOf(store, first + 3 * DAY_MS)).toBe('events_rest')
})

test('the parts of an index go with the rows that they point to', async () => {
  const server = await testServer()
  const { db, dialect } = server.deps
  if (dialect === 'sqlite') return
  const span = 32
  await db
    .insertInto('user_events')
    .values({ span: 0, authy_id: 7, event_id: 1, app_id: 1 })
    .execute()
  await sql`INSERT INTO events (id, app_id, authy_id, at, kind, facts)
    VALUES (${span * 2 ** 20}, 1, 7, ${START}, 'k', '{}')`.execute(db)
  for (let look = 0; look < 3; look++) await keepParts(db, optionsAt(START, server.deps))
  expect(await listParts(db, 'user_events')).toEqual([
    { name: 'user_events_from_32', from: 32, until: 48 },
    { name: 'user_events_from_48', from: 48, until: 64 },
    { name: 'user_events_rest', from: undefined, until: undefined },
  ])
  expect(await db.selectFrom('user_events').selectAll().execute()).toEqual([])
})

test('a long reader puts a change of the parts off, and nobody waits behind it', async () => {
  const server = await testServer()
  const { db, dialect } = server.deps
  if (dialect === 'sqlite') return
  const over = Date.now() + 500 * DAY_MS
  const store = { ...server.deps, db, dialect }
  await createLogFollowing(server.deps).followToEnd()
  const reader = server.anotherNode().deps.db
  await reader.transaction().execute(async (tx) => {
    await tx.selectFrom('events').select('id').execute()
    const { postponed } = await keepParts(db, optionsAt(over, store))
    // Of events: the next part, which attaches through the part without bounds, and the end of the first.
    expect(postponed).toBe(2)
    await recordEvent(db, event(START))
  })
  await createLogFollowing(server.deps).followToEnd()
  await keepParts(db, optionsAt(over, store))
  expect((await listParts(db, 'events')).map(({ name }) => name)).not.toContain('events_first')
})
