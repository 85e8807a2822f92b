import type { Kysely, Selectable } from 'kysely'
import type { Dialect } from './migrations/migration.ts'
import type { Schema } from './schema.ts'

export type RegistrationRow = Selectable<Schema['device_registrations']>

/** A registration, its row held until the transaction ends. */
export async function lockRegistration(
  tx: Kysely<Schema>,
  dialect: Dialect,
  id: string,
): Promise<RegistrationRow | undefined> {
  return await tx
    .selectFrom('device_registrations')
    .selectAll()
    .where('id', '=', id)
    .$if(dialect === 'postgres', (query) => query.forUpdate())
    .executeTakeFirst()
}

export async function findRegistration(
  db: Kysely<Schema>,
  id: string,
): Promise<RegistrationRow | undefined> {
  return await db
    .selectFrom('device_registrations')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
}
