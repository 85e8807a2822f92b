import { type Kysely, sql } from 'kysely'
import type { Dialect } from './migrations/migration.ts'
import type { Schema } from './schema.ts'

/** Holds a name until the transaction ends, for what has no row yet that could be held. On SQLite a transaction is alone anyway. */
export async function holdName(tx: Kysely<Schema>, dialect: Dialect, name: string): Promise<void> {
  if (dialect === 'postgres')
    await sql`SELECT pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(tx)
}
