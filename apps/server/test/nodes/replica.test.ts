import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Kysely, PostgresDialect, sql } from 'kysely'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { Schema } from '../../src/store/schema.ts'
import { openConnections } from '../../src/store/postgres/connections.ts'
import { createReadPool } from '../../src/store/postgres/read-pool.ts'
import { testOperator } from '../operator.ts'
import { startPostgres } from '../postgres.ts'
import { testServer } from '../test-server.ts'
import { startTcpProxy } from './tcp-proxy.ts'

// A replica takes the console's long reads off the primary. It may be away and it may be late, and must
// never make an operator believe that what they just did was not done.

const folder = mkdtempSync(join(tmpdir(), 'countersign-replica-'))
let primary: Awaited<ReturnType<typeof startPostgres>>
let replica: Awaited<ReturnType<typeof startPostgres>>

beforeAll(async () => {
  chmodSync(folder, 0o777)
  for (const name of ['primary', 'replica']) {
    mkdirSync(join(folder, name))
    chmodSync(join(folder, name), 0o777)
  }
  const from = join(folder, 'primary')
  await (await startPostgres({}, from)).stop()
  const to = join(folder, 'replica')
  // With its owner: PostgreSQL takes no data folder of somebody else.
  spawnSync('cp', ['-a', join(from, 'data'), join(to, 'data')])
  writeFileSync(join(to, 'data', 'standby.signal'), '')
  primary = await startPostgres({ fsync: 'off' }, from)
  const { port } = new URL(primary.url)
  replica = await startPostgres(
    { fsync: 'off', primary_conninfo: `host=127.0.0.1 port=${port} user=postgres` },
    to,
  )
})

afterAll(async () => {
  await replica.stop()
  await primary.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function isReplica(db: Kysely<Schema>): Promise<boolean> {
  const { rows } = await sql<{ is: boolean }>`SELECT pg_is_in_recovery() AS is`.execute(db)
  return rows[0]?.is === true
}

const onIdleError = () => {}

const there = (url: string) => url.replace(/[^/]*$/, 'console')

const PATIENT = { timeout: 5_000 }

/** Long reads over a proxy that the test breaks. */
async function openReads() {
  const proxy = await startTcpProxy(replica.url)
  const connections = { most: 4, onIdleError }
  const { pool } = openConnections(primary.url, connections)
  const reads = createReadPool(
    pool,
    openConnections(proxy.through(replica.url), connections),
    onIdleError,
    { compareEveryMs: 50, mostBehindMs: 300 },
  )
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: reads }) })
  const own = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
  onTestFinished(async () => {
    await sql`SELECT pg_wal_replay_resume()`.execute(onReplica)
    await onReplica.destroy()
    await db.destroy()
    await own.destroy()
  })
  const onReplica = new Kysely<Schema>({
    dialect: new PostgresDialect({ pool: openConnections(replica.url, connections).pool }),
  })
  return { proxy, db, own, onReplica }
}

test.each(['cut', 'swallow'] as const)(
  'a replica that is away (%s) is done without, and taken up again',
  async (mode) => {
    const { proxy, db } = await openReads()
    await expect.poll(() => isReplica(db), PATIENT).toBe(true)
    proxy.set(mode)
    await expect.poll(() => isReplica(db), PATIENT).toBe(false)
    proxy.set('pass')
    await expect.poll(() => isReplica(db), PATIENT).toBe(true)
  },
)

test('one that is behind is done without until it has caught up', async () => {
  const { db, own, onReplica } = await openReads()
  await expect.poll(() => isReplica(db), PATIENT).toBe(true)
  await sql`SELECT pg_wal_replay_pause()`.execute(onReplica)
  await sql`CREATE TABLE behind (id INT)`.execute(own)
  await expect.poll(() => isReplica(db), PATIENT).toBe(false)
  await sql`SELECT pg_wal_replay_resume()`.execute(onReplica)
  await expect.poll(() => isReplica(db), PATIENT).toBe(true)
})

test('an operator sees what they just did, however late the replica is', async () => {
  const { own, onReplica } = await openReads()
  await sql`CREATE DATABASE console`.execute(own)
  const env = { DATABASE_URL: there(primary.url), DATABASE_READ_URL: there(replica.url) }
  const server = await testServer({ env })
  const { ask } = await testOperator(server)
  const listed = async (cookie = '') => {
    const { body } = await ask('GET /apps', undefined, cookie === '' ? {} : { cookie })
    return body.items.map(({ name }: { readonly name: string }) => name)
  }
  await expect.poll(() => isReplica(server.deps.readDb), PATIENT).toBe(true)
  expect(await listed()).toEqual(['Acme'])
  await sql`SELECT pg_wal_replay_pause()`.execute(onReplica)
  const operator = await testOperator(server)
  const created = await operator.ask('POST /apps', { name: 'Zeta', plan: 'production' })
  expect(created.status).toBe(201)
  expect(await listed()).toEqual(['Acme'])
  const [noted = ''] = String(created.headers['set-cookie']).split(';')
  const { items } = (
    await operator.ask('GET /apps', undefined, { cookie: `${operator.cookie}; ${noted}` })
  ).body
  expect(items.map(({ name }: { readonly name: string }) => name)).toEqual(['Acme', 'Zeta'])
})
