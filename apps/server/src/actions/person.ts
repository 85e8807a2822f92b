import type { Deps } from '../deps.ts'
import type { PhoneNumber } from '../domain/phone-number.ts'
import { phoneRow } from './sealed-rows.ts'

/** Ids have eight digits or more: short ones would be tried by hand, and 1234 is the id of test callbacks. */
const LEAST_ID = 10_000_000
const MOST_ID = 2_147_483_647
export const ID_DRAWS = 20
const IV_BYTES = 12

/** The Authy id of a phone number, which is made when it was never seen. */
export async function findOrCreatePerson(
  { db, vault, now, random }: Pick<Deps, 'db' | 'vault' | 'now' | 'random'>,
  phone: PhoneNumber,
): Promise<number> {
  const phoneHash = vault.blindIndex('phone', phone.e164)
  for (let draw = 0; draw < ID_DRAWS; draw++) {
    const known = await db
      .selectFrom('users')
      .select('authy_id')
      .where('phone_hash', '=', phoneHash)
      .executeTakeFirst()
    if (known !== undefined) return known.authy_id
    // Drawn, not counted up: an id tells nothing of how many there are or which came before.
    const authyId = drawId(random)
    await db
      .insertInto('users')
      .values({
        authy_id: authyId,
        phone_hash: phoneHash,
        sealed_phone: vault.seal(phone.e164, phoneRow(phoneHash), random(IV_BYTES)),
        country_code: phone.countryCode,
        region: phone.region ?? null,
        created_at: now(),
      })
      // Either the id is taken, or another request has just registered the phone: look again.
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }
  throw new Error(`No free Authy id in ${ID_DRAWS} draws.`)
}

/** A number that tells nothing, for people and for their devices. */
export function drawId(random: (bytes: number) => Uint8Array): number {
  const bytes = random(6)
  const drawn = Buffer.from(bytes).readUIntBE(0, 6)
  return LEAST_ID + (drawn % (MOST_ID - LEAST_ID + 1))
}
