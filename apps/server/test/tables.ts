import type { Kysely } from 'kysely'
import type { Schema } from '../src/store/schema.ts'

/** What postgres/partitions.ts and the migration call the parts of a table. */
const PART = /_(first|rest|from_\d+)$/

/** The tables of a database with their columns, without the parts that some are in on PostgreSQL. */
export async function tablesOf(db: Kysely<Schema>) {
  const tables = await db.introspection.getTables()
  return tables.filter(({ name }) => !PART.test(name))
}
