import { sql } from 'kysely'
import { expect, test } from 'vitest'
import type { Throttle } from '../../src/domain/throttle.ts'
import type { ThrottleRaise } from '../../src/store/hot.ts'
import type { Store } from '../../src/store/open.ts'
import { raiseThrottles } from '../../src/store/throttles.ts'
import { START } from '../test-clock.ts'
import { hot } from './call-hot.ts'
import { emptyStore } from './empty-store.ts'

const raise = (id: string): ThrottleRaise => ({ id, by: 1, windowEndsAt: START + 60_000 })

/** Returns once some statement waits for a lock. On SQLite there is one writer, and what waits has not begun. */
async function untilOneWaits(store: Store): Promise<void> {
  while (store.dialect === 'postgres') {
    const { rows } = await sql`SELECT 1 FROM pg_locks WHERE NOT granted`.execute(store.db)
    if (rows.length > 0) return
  }
}

test('a group that the database ends to break a deadlock is taken again', async () => {
  const store = await emptyStore()
  let raised: Promise<ReadonlyMap<string, Throttle>> = Promise.resolve(new Map())
  await store.db.transaction().execute(async (tx) => {
    // Who looks for a circle first is ended: this transaction is in no hurry.
    if (store.dialect === 'postgres') await sql`SET LOCAL deadlock_timeout = '1min'`.execute(tx)
    await raiseThrottles(tx, [raise('b')], START)
    raised = hot(store, 'raiseThrottles', [raise('a'), raise('b')], START)
    await untilOneWaits(store)
    await raiseThrottles(tx, [raise('a')], START)
  })
  const counts = [...(await raised)].map(([id, { count }]) => [id, count])
  expect(Object.fromEntries(counts)).toEqual({ a: 2, b: 2 })
})

test('an input that no index takes fails alone', async () => {
  const store = await emptyStore()
  // Random, since PostgreSQL compresses what repeats.
  const long = Array.from({ length: 4_000 }, (_, index) => ((index * 7_919) % 9_973).toString(36))
  const outcomes = await Promise.allSettled([
    hot(store, 'raiseThrottles', [raise(long.join(''))], START),
    hot(store, 'raiseThrottles', [raise('short')], START),
  ])
  expect(outcomes[1]?.status).toBe('fulfilled')
})

/** Ends the connection of a transaction while none of its statements runs. A thread of SQLite has none to lose. */
async function cutOff(store: Store, tx: Store['db']): Promise<void> {
  if (store.dialect === 'sqlite') throw new Error('cut off')
  const { rows } = await sql<{ readonly pid: number }>`SELECT pg_backend_pid() AS pid`.execute(tx)
  await sql`SELECT pg_terminate_backend(${rows[0]?.pid}::int, 5000)`.execute(store.db)
  // What was said before this has been heard now.
  await sql`SELECT 1`.execute(store.db)
}

test('a connection that breaks between two statements ends its transaction, and not the process', async () => {
  const store = await emptyStore()
  const transaction = store.db.transaction().execute(async (tx) => {
    await raiseThrottles(tx, [raise('cut')], START)
    await cutOff(store, tx)
    await raiseThrottles(tx, [raise('cut')], START)
  })
  await expect(transaction).rejects.toThrow(/cut off|terminat|not queryable/i)
  const counts = await hot(store, 'raiseThrottles', [raise('cut')], START)
  expect(counts.get('cut')?.count).toBe(1)
})
