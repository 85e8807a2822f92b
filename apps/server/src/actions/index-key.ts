import { createSecretKey, type KeyObject } from 'node:crypto'
import type { Deps } from '../deps.ts'
import { findServiceKey, insertOrFindServiceKey } from '../store/service-keys.ts'
import { blindIndexWith } from '../store/vault.ts'
import { apiKeyRow, serviceKeyRow } from './sealed-rows.ts'

const NAME = 'blind-index'
const IV_BYTES = 12

type Keyed = Pick<Deps, 'db' | 'vault'>

/**
 * Gives the vault the key of this database's blind indexes. It is kept in the database, sealed like
 * everything else, so that hashes stay as they are when the master key under which they began is gone.
 * A database that has none yet gets the one with which its hashes were made.
 */
export async function useIndexKey(deps: Keyed & Pick<Deps, 'now' | 'random'>): Promise<void> {
  const { db, vault, now, random } = deps
  const sealed =
    (await findServiceKey(db, NAME)) ??
    (await insertOrFindServiceKey(db, {
      name: NAME,
      sealedKey: vault.seal(
        (await chooseIndexKey(deps)).export().toString('base64url'),
        serviceKeyRow(NAME),
        random(IV_BYTES),
      ),
      createdAt: now(),
    }))
  vault.useIndexKey(openIndexKey(deps, sealed))
}

/**
 * Whether the master keys are the ones that the database was written with: a sealed API key opens,
 * and its hash is found again. A database without any app fits every key.
 */
export async function masterKeyFits(deps: Keyed): Promise<boolean> {
  try {
    const sealed = await findServiceKey(deps.db, NAME)
    if (sealed === undefined) {
      await chooseIndexKey(deps)
      return true
    }
    const key = openIndexKey(deps, sealed)
    const sample = await findSample(deps)
    return sample === undefined || blindIndexWith(key, 'api-key', sample.apiKey) === sample.keyHash
  } catch {
    // The vault throws for a key that it has not and for one that does not fit: the answer is the same.
    return false
  }
}

function openIndexKey({ vault }: Keyed, sealed: string): KeyObject {
  return createSecretKey(vault.open(sealed, serviceKeyRow(NAME)), 'base64url')
}

/** That of the ring's keys under which an API key is found; throws where none is: a wrong one would hide everybody. */
async function chooseIndexKey(deps: Keyed): Promise<KeyObject> {
  const sample = await findSample(deps)
  const fitting = deps.vault.possibleIndexKeys.find(
    (key) =>
      sample === undefined || blindIndexWith(key, 'api-key', sample.apiKey) === sample.keyHash,
  )
  if (fitting === undefined)
    throw new Error(
      'No master key of MASTER_KEY made the look-up hashes of this database. Name the oldest one too, and start again.',
    )
  return fitting
}

async function findSample({ db, vault }: Keyed) {
  const row = await db
    .selectFrom('api_keys')
    .select(['key_hash as keyHash', 'sealed_key as sealedKey'])
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && { keyHash: row.keyHash, apiKey: vault.open(row.sealedKey, apiKeyRow(row.keyHash)) }
}
