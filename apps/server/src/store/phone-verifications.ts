import type { Kysely } from 'kysely'
import type { Schema } from './schema.ts'

/** The last verification of a number by an app, whatever became of it. */
export async function findPhoneVerification(db: Kysely<Schema>, appId: number, phoneHash: string) {
  return await db
    .selectFrom('phone_verifications')
    .selectAll()
    .where('app_id', '=', appId)
    .where('phone_hash', '=', phoneHash)
    .executeTakeFirst()
}
