import type { Deps } from '../deps.ts'
import { apiKeyRow } from './sealed-rows.ts'

/**
 * Whether the master keys are the ones that the database was written with: a sealed API key opens,
 * and its hash is found again. A database without any app fits every key.
 */
export async function masterKeyFits({ db, vault }: Pick<Deps, 'db' | 'vault'>): Promise<boolean> {
  const row = await db
    .selectFrom('api_keys')
    .select(['key_hash', 'sealed_key'])
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (row === undefined) return true
  try {
    const apiKey = vault.open(row.sealed_key, apiKeyRow(row.key_hash))
    return vault.blindIndex('api-key', apiKey) === row.key_hash
  } catch {
    // The vault throws for a key that it has not and for one that does not fit: the answer is the same.
    return false
  }
}
