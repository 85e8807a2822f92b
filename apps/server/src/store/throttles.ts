import { type Kysely, sql } from 'kysely'
import type { Throttle } from '../domain/throttle.ts'
import type { ThrottleRaise } from './hot.ts'
import type { Schema } from './schema.ts'

/** Adds and returns the new counts, as `raiseThrottles` of the hot acts does; for everything else. */
export async function raiseThrottles(
  db: Kysely<Schema>,
  raises: readonly ThrottleRaise[],
  now: number,
): Promise<ReadonlyMap<string, Throttle>> {
  const raised = new Map<string, Throttle>()
  for (const { id, by, windowEndsAt } of raises.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    const row = await db
      .insertInto('throttles')
      .values({ id, count: by, window_ends_at: windowEndsAt })
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet({
          count: sql<number>`CASE WHEN throttles.window_ends_at <= ${now} THEN excluded.count ELSE throttles.count + excluded.count END`,
          window_ends_at: sql<number>`CASE WHEN throttles.window_ends_at <= ${now} THEN excluded.window_ends_at ELSE throttles.window_ends_at END`,
        }),
      )
      .returning(['count', 'window_ends_at as windowEndsAt'])
      .executeTakeFirst()
    if (row !== undefined) raised.set(id, row)
  }
  return raised
}
