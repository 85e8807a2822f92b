import type { Deps } from '../deps.ts'
import { recordEvent } from '../store/counters.ts'
import { drawKey } from './api-key.ts'
import { accessKeyRow } from './sealed-rows.ts'

const IV_BYTES = 12

/** Living ones of one app. */
export const MOST_ACCESS_KEYS = 20

/** When a key was last used is kept to the minute: a program that calls often is one that is in use. */
const USED_EVERY_MS = 60_000

export interface AccessKey {
  readonly id: number
  readonly name: string
  readonly createdAt: number
  readonly lastUsedAt: number | null
  readonly endedAt: number | null
}

export type CreateAccessKeyResult =
  | {
      readonly result: 'created'
      readonly key: AccessKey
      /** Told here and never again, as is the next. */
      readonly accessKey: string
      readonly signingKey: string
    }
  | { readonly result: 'too-many' }

/** Makes a key with which a program manages the webhooks of an app, and the key that signs its requests. */
export async function createAccessKey(
  deps: Deps,
  appId: number,
  name: string,
  by: { readonly operatorId: number; readonly ip: string },
): Promise<CreateAccessKeyResult> {
  const accessKey = drawKey(deps.random)
  const signingKey = drawKey(deps.random)
  const keyHash = deps.vault.blindIndex('access-key', accessKey)
  const createdAt = deps.now()
  return await deps.db.transaction().execute(async (tx) => {
    const living = await tx
      .selectFrom('access_keys')
      .select('id')
      .where('app_id', '=', appId)
      .where('ended_at', 'is', null)
      .execute()
    if (living.length >= MOST_ACCESS_KEYS) return { result: 'too-many' }
    const { id } = await tx
      .insertInto('access_keys')
      .values({
        app_id: appId,
        name,
        key_hash: keyHash,
        sealed_signing_key: deps.vault.seal(
          signingKey,
          accessKeyRow(keyHash),
          deps.random(IV_BYTES),
        ),
        created_at: createdAt,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    const facts = JSON.stringify({ ...by, what: 'access key', accessKey: id, after: { name } })
    const kind = 'operator_access_key_created'
    await recordEvent(tx, { appId, authyId: undefined, at: createdAt, kind, facts })
    const key = { id, name, createdAt, lastUsedAt: null, endedAt: null }
    return { result: 'created', key, accessKey, signingKey }
  })
}

export async function listAccessKeys(deps: Deps, appId: number): Promise<readonly AccessKey[]> {
  return await deps.readDb
    .selectFrom('access_keys')
    .select([
      'id',
      'name',
      'created_at as createdAt',
      'last_used_at as lastUsedAt',
      'ended_at as endedAt',
    ])
    .where('app_id', '=', appId)
    .orderBy('id', 'desc')
    .execute()
}

export async function endAccessKey(
  deps: Deps,
  appId: number,
  id: number,
  by: { readonly operatorId: number; readonly ip: string },
): Promise<'ended' | 'not-found'> {
  return await deps.db.transaction().execute(async (tx) => {
    const at = deps.now()
    const ended = await tx
      .updateTable('access_keys')
      .set({ ended_at: at })
      .where('app_id', '=', appId)
      .where('id', '=', id)
      .where('ended_at', 'is', null)
      .returning('name')
      .executeTakeFirst()
    if (ended === undefined) return 'not-found'
    const facts = JSON.stringify({ ...by, what: 'access key', accessKey: id, before: ended })
    const kind = 'operator_access_key_ended'
    await recordEvent(tx, { appId, authyId: undefined, at, kind, facts })
    return 'ended'
  })
}

export type FoundAccessKey =
  | { readonly result: 'found'; readonly id: number; readonly signingKey: string }
  | { readonly result: 'unknown' }
  | { readonly result: 'ended' }
  | { readonly result: 'of-another-app' }

/** The key of a request, and what its signature is checked with. */
export async function findAccessKey(
  deps: Deps,
  appId: number,
  accessKey: string,
): Promise<FoundAccessKey> {
  const keyHash = deps.vault.blindIndex('access-key', accessKey)
  const row = await deps.db
    .selectFrom('access_keys')
    .selectAll()
    .where('key_hash', '=', keyHash)
    .executeTakeFirst()
  if (row === undefined) return { result: 'unknown' }
  if (row.app_id !== appId) return { result: 'of-another-app' }
  if (row.ended_at !== null) return { result: 'ended' }
  const signingKey = deps.vault.open(row.sealed_signing_key, accessKeyRow(keyHash))
  return { result: 'found', id: row.id, signingKey }
}

export async function noteAccessKeyUse(deps: Deps, id: number): Promise<void> {
  const now = deps.now()
  await deps.db
    .updateTable('access_keys')
    .set({ last_used_at: now })
    .where('id', '=', id)
    .where((eb) =>
      eb.or([eb('last_used_at', 'is', null), eb('last_used_at', '<=', now - USED_EVERY_MS)]),
    )
    .execute()
}
