import { sql } from 'kysely'
import type { Deps } from '../../../deps.ts'
import { findCustomerApp } from '../../../store/apps.ts'
import { APPS_TOPIC } from '../../../store/signals.ts'
import { rotateApiKey } from '../../change-app.ts'
import { type Actor, recordOperatorEvent } from '../operator-event.ts'

/** How much of a key's hash names it: enough to tell an app's keys apart, and it leads to no key. */
const FINGERPRINT_CHARACTERS = 8

export interface KeyFacts {
  readonly fingerprint: string
  readonly createdAt: number
  /** When it stops working, or did. */
  readonly endsAt: number | undefined
  readonly lastUsedAt: number | undefined
}

const MOST_KEYS_SHOWN = 50

/** An app's keys, the newest first; undefined where there is no such app. */
export async function listKeys(
  deps: Deps,
  appId: number,
): Promise<readonly KeyFacts[] | undefined> {
  await deps.tally.flush()
  if ((await findCustomerApp(deps.db, appId)) === undefined) return undefined
  const rows = await deps.db
    .selectFrom('api_keys')
    .select(['key_hash', 'created_at', 'revoked_at', 'last_used_at'])
    .where('app_id', '=', appId)
    .orderBy('created_at', 'desc')
    .limit(MOST_KEYS_SHOWN)
    .execute()
  return rows.map((row) => ({
    fingerprint: row.key_hash.slice(0, FINGERPRINT_CHARACTERS),
    createdAt: row.created_at,
    endsAt: row.revoked_at ?? undefined,
    lastUsedAt: row.last_used_at ?? undefined,
  }))
}

/** A new key, told here and never again; the former ones end after `overlapMs`. Undefined where there is no such app. */
export async function rotateKey(
  deps: Deps,
  actor: Actor,
  appId: number,
  overlapMs: number,
): Promise<string | undefined> {
  if ((await findCustomerApp(deps.db, appId)) === undefined) return undefined
  const apiKey = await rotateApiKey(deps, appId, overlapMs)
  const facts = { overlapMs }
  const event = { kind: 'operator_key_rotated', appId, at: deps.now(), facts } as const
  await recordOperatorEvent(deps.db, actor, event)
  return apiKey
}

/** Ends one key at once, unless it is the last that works: an app without any key could ask nothing any more. */
export async function endKey(
  deps: Deps,
  actor: Actor,
  appId: number,
  fingerprint: string,
): Promise<'ended' | 'not-found' | 'last-key'> {
  const at = deps.now()
  return await deps.signals.announce(deps.db, [APPS_TOPIC], async (tx) => {
    if ((await findCustomerApp(tx, appId)) === undefined) return 'not-found'
    const living = await tx
      .selectFrom('api_keys')
      .select('key_hash')
      .where('app_id', '=', appId)
      .where((eb) => eb.or([eb('revoked_at', 'is', null), eb('revoked_at', '>', at)]))
      .$if(deps.dialect === 'postgres', (query) => query.forUpdate())
      .execute()
    const isNamed = ({ key_hash: hash }: { readonly key_hash: string }) =>
      hash.slice(0, FINGERPRINT_CHARACTERS) === fingerprint
    if (!living.some(isNamed)) return 'not-found'
    if (living.every(isNamed)) return 'last-key'
    await tx
      .updateTable('api_keys')
      .set({ revoked_at: at })
      .where('app_id', '=', appId)
      .where(sql<string>`substr(key_hash, 1, ${sql.lit(FINGERPRINT_CHARACTERS)})`, '=', fingerprint)
      .execute()
    const facts = { fingerprint }
    await recordOperatorEvent(tx, actor, { kind: 'operator_key_ended', appId, at, facts })
    return 'ended'
  })
}
