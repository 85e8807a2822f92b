import type { Deps } from '../deps.ts'
import { apiKeyRow } from './sealed-rows.ts'

const KEY_CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** Real keys had 32 letters and digits; some clients refuse shorter ones (docs/wire, transport). */
const KEY_LENGTH = 32

const IV_BYTES = 12

/** Makes a key for an app: its hash to find the app by, the key itself sealed, since callbacks are signed with it. */
export async function insertApiKey(
  { db, vault, now, random }: Pick<Deps, 'db' | 'vault' | 'now' | 'random'>,
  appId: number,
): Promise<string> {
  const apiKey = drawKey(random)
  const keyHash = vault.blindIndex('api-key', apiKey)
  await db
    .insertInto('api_keys')
    .values({
      key_hash: keyHash,
      app_id: appId,
      sealed_key: vault.seal(apiKey, apiKeyRow(keyHash), random(IV_BYTES)),
      created_at: now(),
      revoked_at: null,
    })
    .execute()
  return apiKey
}

/** 62 characters divide no power of two, so bytes past the last whole multiple are drawn again. */
export function drawKey(random: (bytes: number) => Uint8Array): string {
  const usable = 256 - (256 % KEY_CHARACTERS.length)
  let key = ''
  while (key.length < KEY_LENGTH) {
    for (const byte of random(KEY_LENGTH)) {
      if (byte < usable && key.length < KEY_LENGTH)
        key += KEY_CHARACTERS.charAt(byte % KEY_CHARACTERS.length)
    }
  }
  return key
}
