import { type Opened } from '@countersign/server'
import { seededAction, seededAuthyId, seededPhone, seededToken } from './population.ts'

/** Rows in one statement: SQLite takes 32,766 parameters at most. */
const ROWS = 1_000
/** When a seeded token expires: in 2100. */
export const FAR = 4_102_444_800_000

/** Fills a database with users who each hold valid sent tokens for so many actions, written as the service writes them. */
export async function seed(
  { deps }: Opened,
  appId: number,
  users: number,
  tokensEach: number,
): Promise<void> {
  const { db, vault, random } = deps
  const now = deps.now()
  for (let start = 0; start < users; start += ROWS) {
    const indexes = Array.from(
      { length: Math.min(ROWS, users - start) },
      (_, place) => start + place,
    )
    await db.transaction().execute(async (tx) => {
      await insertPeople({ ...deps, db: tx }, appId, indexes)
      for (let place = 0; place < tokensEach; place++) {
        const action = seededAction(place)
        await tx
          .insertInto('sent_tokens')
          .values(
            indexes.map((index) => {
              const authyId = seededAuthyId(index)
              return {
                app_id: appId,
                authy_id: authyId,
                action,
                channel: 'sms' as const,
                sealed_token: vault.seal(
                  seededToken(index, place),
                  `sent_tokens/${appId}/${authyId}/${action}`,
                  random(12),
                ),
                expires_at: FAR,
                guesses: 0,
                sends: 1,
                last_sent_at: now,
                last_request: '',
                used_at: null,
              }
            }),
          )
          .execute()
      }
    })
  }
}

/** The users of these indexes, as the service registers them. */
export async function insertPeople(
  { db, vault, random, now }: Pick<Opened['deps'], 'db' | 'vault' | 'random' | 'now'>,
  appId: number,
  indexes: readonly number[],
): Promise<void> {
  const at = now()
  await db
    .insertInto('users')
    .values(
      indexes.map((index) => {
        const phone = seededPhone(index)
        const phoneHash = vault.blindIndex('phone', phone)
        return {
          authy_id: seededAuthyId(index),
          phone_hash: phoneHash,
          sealed_phone: vault.seal(phone, `users/${phoneHash}`, random(12)),
          country_code: 1,
          region: 'US',
          created_at: at,
        }
      }),
    )
    .execute()
  await db
    .insertInto('app_users')
    .values(
      indexes.map((index) => ({
        app_id: appId,
        authy_id: seededAuthyId(index),
        created_at: at,
        confirmed_at: at,
        region: 'US',
      })),
    )
    .execute()
}
