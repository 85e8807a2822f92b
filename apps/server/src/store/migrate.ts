import { type Kysely, sql } from 'kysely'
import { isTooOld, noteLeastServer, refuseTooOld } from './least-server.ts'
import { MIGRATIONS } from './migrations.ts'
import type { Dialect, Migration } from './migrations/migration.ts'
import type { Schema } from './schema.ts'

/** Any constant will do; all our nodes must agree on it. */
const MIGRATION_LOCK = 7_263_648_291

/**
 * Brings the schema up to date and says which migrations ran. Nodes that start together run each one once.
 *
 * @throws ServerTooOld
 */
export async function migrate(
  db: Kysely<Schema>,
  dialect: Dialect,
  now: number,
): Promise<readonly string[]> {
  if (await hasSchema(db, dialect)) {
    await refuseTooOld(db)
    await prepare(db, dialect, now)
  }
  return await underLock(db, dialect, async (tx) => {
    await sql`CREATE TABLE IF NOT EXISTS schema_migrations (id BIGINT PRIMARY KEY, applied_at BIGINT NOT NULL)`.execute(
      tx,
    )
    await refuseTooOld(tx)
    const due = await findDue(tx)
    for (const migration of due) {
      for (const statement of migration.statements(dialect, now))
        await sql.raw(statement).execute(tx)
      await tx
        .insertInto('schema_migrations')
        .values({ id: migration.id, applied_at: now })
        .execute()
      await noteLeastServer(tx, migration)
    }
    return due.map(nameOf)
  })
}

async function prepare(db: Kysely<Schema>, dialect: Dialect, now: number): Promise<void> {
  for (const { id, prepare: statementsOf } of await findDue(db)) {
    for (const statement of statementsOf?.(dialect, now) ?? []) {
      await underLock(db, dialect, async (tx) => {
        // Another node may have run the migration meanwhile.
        const due = await findDue(tx)
        if (due.some((each) => each.id === id)) await sql.raw(statement).execute(tx)
      })
    }
  }
}

async function underLock<T>(
  db: Kysely<Schema>,
  dialect: Dialect,
  work: (tx: Kysely<Schema>) => Promise<T>,
): Promise<T> {
  return await db.transaction().execute(async (tx) => {
    // On SQLite the transaction is IMMEDIATE, which is lock enough.
    if (dialect === 'postgres') {
      // Another node's migration, or a large table's, may take longer than any request's statement.
      await sql`SET LOCAL statement_timeout = 0`.execute(tx)
      await sql`SET LOCAL lock_timeout = 0`.execute(tx)
      await sql`SELECT pg_advisory_xact_lock(${MIGRATION_LOCK})`.execute(tx)
    }
    return await work(tx)
  })
}

/** Whether requests can be served: no migration lacks, and none took away what this version needs. One that is newer is no reason to stop. */
export async function canServe(db: Kysely<Schema>): Promise<boolean> {
  return (await pendingMigrations(db)).length === 0 && !(await isTooOld(db))
}

/** Migrations that have not run yet, for `doctor` and `/readyz`. */
export async function pendingMigrations(db: Kysely<Schema>): Promise<readonly string[]> {
  return (await findDue(db)).map(nameOf)
}

/** Migrations that ran here and that this version does not know: the database is of a newer one. */
export async function unknownMigrations(db: Kysely<Schema>): Promise<readonly number[]> {
  const applied = await db.selectFrom('schema_migrations').select('id').orderBy('id').execute()
  const known = new Set(MIGRATIONS.map(({ id }) => id))
  return applied.map(({ id }) => id).filter((id) => !known.has(id))
}

async function findDue(db: Kysely<Schema>): Promise<readonly Migration[]> {
  const applied = await db.selectFrom('schema_migrations').select('id').execute()
  const known = new Set(applied.map((row) => row.id))
  return MIGRATIONS.filter((migration) => !known.has(migration.id))
}

function nameOf({ id, name }: Migration): string {
  return `${id} ${name}`
}

/** Whether any migration ever ran here; false for a database that was just made. */
export async function hasSchema(db: Kysely<Schema>, dialect: Dialect): Promise<boolean> {
  const found =
    dialect === 'postgres'
      ? sql`SELECT 1 WHERE to_regclass('schema_migrations') IS NOT NULL`
      : sql`SELECT 1 FROM sqlite_master WHERE name = 'schema_migrations'`
  return (await found.execute(db)).rows.length > 0
}
