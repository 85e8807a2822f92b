import type { Kysely } from 'kysely'
import type { Schema } from './schema.ts'

/** The key of this name: the one given, unless there was one already. Of two nodes that both make one, both get the same. */
export async function insertOrFindServiceKey(
  db: Kysely<Schema>,
  key: { readonly name: string; readonly sealedKey: string; readonly createdAt: number },
): Promise<string> {
  await db
    .insertInto('service_keys')
    .values({ name: key.name, sealed_key: key.sealedKey, created_at: key.createdAt })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute()
  const row = await db
    .selectFrom('service_keys')
    .select('sealed_key')
    .where('name', '=', key.name)
    .executeTakeFirstOrThrow()
  return row.sealed_key
}

export async function findServiceKey(
  db: Kysely<Schema>,
  name: string,
): Promise<string | undefined> {
  const row = await db
    .selectFrom('service_keys')
    .select('sealed_key')
    .where('name', '=', name)
    .executeTakeFirst()
  return row?.sealed_key
}
