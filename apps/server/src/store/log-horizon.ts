import { type Kysely, sql } from 'kysely'
import type { Dialect } from './migrations/migration.ts'
import type { Schema } from './schema.ts'

/** Tables that only grow, in the order of their numbers. */
export type Log = 'events' | 'messages'

export const NUMBER_OF = { events: 'id', messages: 'number' } as const satisfies Record<Log, string>

/** Finds how far a log is complete: up to there no row can appear any more. */
export type FindHorizon = () => Promise<number>

/**
 * On SQLite that is the last row. On PostgreSQL a transaction may draw its number first and commit it
 * last, and nothing that can be read tells of a row that is not yet there. But whoever inserts holds a
 * lock on the table from before they draw the number until their end. So: take the last number, then
 * see who holds that lock; once those are gone, every number up to it is there or never will be
 * (CREATE INDEX CONCURRENTLY waits in the same way). It costs writers nothing.
 */
export function createHorizon(db: Kysely<Schema>, dialect: Dialect, log: Log): FindHorizon {
  if (dialect === 'sqlite') return async () => await findLastNumber(db, log)
  let complete = 0
  let candidate: { readonly last: number; readonly writers: ReadonlySet<string> } | undefined

  return async () => {
    if (candidate !== undefined) {
      const writers = await findWriters(db, log)
      if (writers.some((writer) => candidate?.writers.has(writer) === true)) return complete
      complete = candidate.last
    }
    const last = await findLastNumber(db, log)
    const writers = await findWriters(db, log)
    if (writers.length === 0) {
      complete = last
      candidate = undefined
    } else {
      candidate = { last, writers: new Set(writers) }
    }
    return complete
  }
}

/** The number of the first or the last row of a log; undefined where it has none. */
export async function findEdge(
  db: Kysely<Schema>,
  log: Log,
  edge: 'min' | 'max',
): Promise<number | undefined> {
  const { rows } = await sql<{ readonly number: number | null }>`
    SELECT ${sql.raw(edge)}(${sql.ref(NUMBER_OF[log])}) AS number FROM ${sql.table(log)}`.execute(
    db,
  )
  return rows[0]?.number ?? undefined
}

async function findLastNumber(db: Kysely<Schema>, log: Log): Promise<number> {
  return (await findEdge(db, log, 'max')) ?? 0
}

/** Transactions that may still insert, or have and not committed: every INSERT takes this very mode. A virtual id is given once. */
async function findWriters(db: Kysely<Schema>, log: Log): Promise<readonly string[]> {
  const { rows } = await sql<{ readonly writer: string }>`
    SELECT DISTINCT virtualtransaction AS writer FROM pg_locks
    WHERE locktype = 'relation' AND relation = ${sql.lit(log)}::regclass
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND granted AND mode = 'RowExclusiveLock'`.execute(db)
  return rows.map(({ writer }) => writer)
}
