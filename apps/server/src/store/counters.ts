import { type Kysely, sql } from 'kysely'
import type { CounterWrite, EventWrite } from './hot.ts'
import type { Schema } from './schema.ts'

export const HOUR_MS = 3_600_000

/** Adds to the counter of the hour that `at` lies in. */
export async function addToCounter(
  db: Kysely<Schema>,
  appId: number,
  at: number,
  name: string,
  by = 1,
): Promise<void> {
  const row: CounterWrite = { appId, hour: at - (at % HOUR_MS), name, by }
  await db
    .insertInto('counters')
    .values({ app_id: row.appId, hour: row.hour, name: row.name, count: row.by })
    .onConflict((conflict) =>
      conflict
        .columns(['app_id', 'hour', 'name'])
        .doUpdateSet({ count: sql<number>`counters.count + excluded.count` }),
    )
    .execute()
}

/** Sums by name of an app's counters from `from` until before `until`, both the start of an hour. */
export async function sumCounters(
  db: Kysely<Schema>,
  appId: number,
  from: number,
  until: number,
): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom('counters')
    .select(['name', sql<number | string>`sum(count)`.as('total')])
    .where('app_id', '=', appId)
    .where('hour', '>=', from)
    .where('hour', '<', until)
    .groupBy('name')
    .execute()
  // PostgreSQL sums BIGINT to NUMERIC, which its driver gives as text.
  return new Map(rows.map((row) => [row.name, Number(row.total)]))
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
