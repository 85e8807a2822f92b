import { type Kysely, sql } from 'kysely'
import { type Counted, type CountedHour, countersAt } from '../domain/counted.ts'
import type { EventWrite } from './hot.ts'
import type { Schema } from './schema.ts'

/** Rows in one statement: SQLite takes 32,766 parameters at most. */
const ROWS_AT_ONCE = 500

/** Adds to counters, in the one order in which every transaction takes their rows. */
export async function addCounters(db: Kysely<Schema>, rows: readonly CountedHour[]): Promise<void> {
  // PostgreSQL takes each row once in a statement.
  const sums = new Map<string, CountedHour>()
  for (const row of rows) {
    const key = `${row.appId} ${row.hour} ${row.name}`
    sums.set(key, { ...row, by: row.by + (sums.get(key)?.by ?? 0) })
  }
  const sorted = [...sums.values()].toSorted(
    (a, b) => a.appId - b.appId || a.hour - b.hour || (a.name < b.name ? -1 : 1),
  )
  for (let from = 0; from < sorted.length; from += ROWS_AT_ONCE) {
    await db
      .insertInto('counters')
      .values(
        sorted
          .slice(from, from + ROWS_AT_ONCE)
          .map(({ appId, hour, name, by }) => ({ app_id: appId, hour, name, count: by })),
      )
      .onConflict((conflict) =>
        conflict
          .columns(['app_id', 'hour', 'name'])
          .doUpdateSet({ count: sql<number>`counters.count + excluded.count` }),
      )
      .execute()
  }
}

/** One more of each, in the hour that `at` lies in. */
export async function countAt(
  db: Kysely<Schema>,
  at: number,
  counted: readonly Counted[],
): Promise<void> {
  await addCounters(db, countersAt(at, counted))
}

export async function recordEvent(db: Kysely<Schema>, event: EventWrite): Promise<void> {
  await db
    .insertInto('events')
    .values({
      app_id: event.appId,
      authy_id: event.authyId ?? null,
      at: event.at,
      kind: event.kind,
      facts: event.facts,
    })
    .execute()
}
