import { type RawBuilder, sql } from 'kysely'
import type { Dialect } from './migrations/migration.ts'

/**
 * Rows of these apps, in a list that follows the order of another index. SQLite has no statistics and
 * would sort all rows of the apps instead; the plus keeps it from that. PostgreSQL has them, and
 * would take anything but the bare column for rare.
 */
export function ofApps(
  dialect: Dialect,
  column: string,
  appIds: readonly number[],
): RawBuilder<boolean> {
  const name = sql.ref(column)
  const ids = sql.join([...appIds])
  return dialect === 'sqlite' ? sql`+${name} IN (${ids})` : sql`${name} IN (${ids})`
}
