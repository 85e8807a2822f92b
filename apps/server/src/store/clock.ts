import { type Kysely, sql } from 'kysely'
import type { Dialect } from './migrations/migration.ts'
import type { Schema } from './schema.ts'

/** What the database's own clock says, in milliseconds; undefined where it runs on ours, as SQLite does. */
export async function readDatabaseClock(
  db: Kysely<Schema>,
  dialect: Dialect,
): Promise<number | undefined> {
  if (dialect === 'sqlite') return undefined
  const { rows } = await sql<{
    readonly now: number
  }>`SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now`.execute(db)
  return rows[0]?.now
}
