import type { Kysely } from 'kysely'
import { MIGRATIONS } from './migrations.ts'
import type { Migration } from './migrations/migration.ts'
import type { Schema } from './schema.ts'

/** A server is as new as the last migration that it knows. */
const OWN = Math.max(...MIGRATIONS.map(({ id }) => id))

/** A newer version has taken away what this one needs: it must not write, nor even read. */
export class ServerTooOld extends Error {
  override readonly name = 'ServerTooOld'

  constructor(leastServer: number) {
    super(
      `This version is too old for the database. It knows the migrations up to ${OWN}, and the database needs ${leastServer}`,
    )
  }
}

/** @throws ServerTooOld */
export async function refuseTooOld(db: Kysely<Schema>): Promise<void> {
  const least = await readLeastServer(db)
  if (least > OWN) throw new ServerTooOld(least)
}

export async function isTooOld(db: Kysely<Schema>): Promise<boolean> {
  return (await readLeastServer(db)) > OWN
}

/** Notes what a migration that has just run asks of servers. */
export async function noteLeastServer(
  tx: Kysely<Schema>,
  { id, leastServer }: Pick<Migration, 'id' | 'leastServer'>,
): Promise<void> {
  if (leastServer === undefined) return
  await tx
    .updateTable('schema_migrations')
    .set({ least_server: leastServer })
    .where('id', '=', id)
    .execute()
}

async function readLeastServer(db: Kysely<Schema>): Promise<number> {
  // All columns, whichever there are: a database that is older than this one has none for it.
  const rows = await db.selectFrom('schema_migrations').selectAll().execute()
  return Math.max(0, ...rows.map((row) => row.least_server ?? 0))
}
