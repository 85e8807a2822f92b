import { type Kysely, sql } from 'kysely'
import { type CallbackFailure, KEPT_FAILURES } from '../domain/callback.ts'
import type { Dialect } from './migrations/migration.ts'
import type { Schema } from './schema.ts'

/** The URL that was called, as it stood then: one that was set since is not to blame, nor to thank. */
export interface CallbackTarget {
  readonly appId: number
  readonly url: string
  readonly setAt: number
}

/** Callbacks of leased jobs, with where they go now. */
export async function findCallbacks(db: Kysely<Schema>, ids: readonly string[]) {
  return await db
    .selectFrom('callbacks')
    .leftJoin('app_callbacks', 'app_callbacks.app_id', 'callbacks.app_id')
    .select([
      'callbacks.id',
      'callbacks.app_id as appId',
      'callbacks.authy_id as authyId',
      'callbacks.kind',
      'callbacks.sealed_facts as sealedFacts',
      'callbacks.status',
      'app_callbacks.url',
      'app_callbacks.method',
      'app_callbacks.set_at as setAt',
    ])
    .where('callbacks.id', 'in', [...ids])
    .execute()
}

/** The living keys of apps, the newest first; one that is about to be revoked is the last to be asked. */
export async function findSigningKeys(
  db: Kysely<Schema>,
  appIds: readonly number[],
  now: number,
): Promise<readonly SigningKey[]> {
  return await db
    .selectFrom('api_keys')
    .select(['app_id as appId', 'key_hash as keyHash', 'sealed_key as sealedKey'])
    .where('app_id', 'in', [...new Set(appIds)])
    .where((eb) => eb.or([eb('revoked_at', 'is', null), eb('revoked_at', '>', now)]))
    .orderBy((eb) => eb.case().when('revoked_at', 'is', null).then(0).else(1).end())
    .orderBy('created_at', 'desc')
    .execute()
}

export interface SigningKey {
  readonly appId: number
  readonly keyHash: string
  readonly sealedKey: string
}

export interface CallbackRow {
  readonly id: string
  readonly appId: number
  readonly authyId: number | undefined
  readonly kind: 'approval' | 'test'
  readonly sealedFacts: string
  readonly createdAt: number
  readonly deadlineAt: number
}

/** A callback and the job that delivers it: call it inside the transaction of the decision. */
export async function insertCallback(db: Kysely<Schema>, row: CallbackRow): Promise<void> {
  await db
    .insertInto('callbacks')
    .values({
      id: row.id,
      app_id: row.appId,
      authy_id: row.authyId ?? null,
      kind: row.kind,
      sealed_facts: row.sealedFacts,
      status: 'queued',
      created_at: row.createdAt,
    })
    .execute()
  await db
    .insertInto('jobs')
    .values({
      id: row.id,
      kind: 'deliver-callback',
      subject: String(row.appId),
      due_at: row.createdAt,
      deadline_at: row.deadlineAt,
      leased_until: 0,
      attempts: 0,
    })
    .execute()
}

export async function findCallbackSettings(db: Kysely<Schema>, appId: number) {
  return await db
    .selectFrom('app_callbacks')
    .selectAll()
    .where('app_id', '=', appId)
    .executeTakeFirst()
}

/** Whatever was wrong with the former URL is forgotten with it. */
export async function saveCallbackSettings(
  db: Kysely<Schema>,
  settings: {
    readonly appId: number
    readonly url: string
    readonly method: 'POST' | 'GET'
    readonly setAt: number
  },
): Promise<void> {
  const columns = {
    url: settings.url,
    method: settings.method,
    failures: 0,
    set_at: settings.setAt,
    disabled_at: null,
    disabled_reason: null,
    disabled_url: null,
    last_failures: '[]',
  }
  await db
    .insertInto('app_callbacks')
    .values({ app_id: settings.appId, ...columns })
    .onConflict((conflict) => conflict.column('app_id').doUpdateSet(columns))
    .execute()
}

/**
 * Whoever settles an app's callbacks, or drops all of them, holds its row first: otherwise two of them
 * could each hold what the other waits for.
 */
export async function lockCallbackSettings(
  tx: Kysely<Schema>,
  dialect: Dialect,
  appIds: readonly number[],
): Promise<void> {
  // On SQLite the transaction is the only one.
  if (dialect === 'sqlite' || appIds.length === 0) return
  await tx
    .selectFrom('app_callbacks')
    .select('app_id')
    .where('app_id', 'in', [...appIds])
    .orderBy('app_id')
    .forUpdate()
    .execute()
}

export async function resetCallbackFailures(
  tx: Kysely<Schema>,
  { appId, url, setAt }: CallbackTarget,
): Promise<void> {
  await tx
    .updateTable('app_callbacks')
    .set({ failures: 0 })
    .where('app_id', '=', appId)
    .where('url', '=', url)
    .where('set_at', '=', setAt)
    .where('failures', '>', 0)
    .execute()
}

/** The last failures of an app's endpoint, as `countCallbackFailure` writes them. */
export function readFailures(stored: string | undefined): readonly CallbackFailure[] {
  return JSON.parse(stored ?? '[]') as readonly CallbackFailure[]
}

/** Counts a failure and, where it is one too many, takes the URL away; says whether it did. */
export async function countCallbackFailure(
  tx: Kysely<Schema>,
  { appId, url, setAt }: CallbackTarget,
  failure: {
    readonly most: number
    readonly now: number
    readonly attempt: number
    readonly reason: string
  },
): Promise<boolean> {
  // The caller holds the row, so that nobody writes between this and what follows.
  const settings = await findCallbackSettings(tx, appId)
  const { now: at, attempt, reason } = failure
  const lastFailures = [...readFailures(settings?.last_failures), { at, attempt, reason }].slice(
    -KEPT_FAILURES,
  )
  const isLast = sql<boolean>`failures + 1 >= ${sql.lit(failure.most)}`
  const counted = await tx
    .updateTable('app_callbacks')
    .set((eb) => ({
      failures: eb('failures', '+', 1),
      url: eb.case().when(isLast).then('').else(eb.ref('url')).end(),
      disabled_at: eb.case().when(isLast).then(sql.lit(failure.now)).end(),
      disabled_reason: eb.case().when(isLast).then(failure.reason).end(),
      disabled_url: eb.case().when(isLast).then(eb.ref('url')).end(),
      last_failures: JSON.stringify(lastFailures),
    }))
    .where('app_id', '=', appId)
    .where('url', '=', url)
    .where('set_at', '=', setAt)
    .returning('disabled_at')
    .executeTakeFirst()
  return counted !== undefined && counted.disabled_at !== null
}

/** Those that wait, and those under way elsewhere, which are over once they come back. */
export async function dropQueuedCallbacks(
  tx: Kysely<Schema>,
  appId: number,
  now: number,
  reason: string,
): Promise<number> {
  const dropped = await tx
    .deleteFrom('jobs')
    .where('kind', '=', 'deliver-callback')
    .where('subject', '=', String(appId))
    .returning('id')
    .execute()
  const ids = dropped.map((job) => job.id)
  for (let from = 0; from < ids.length; from += DROPPED_AT_ONCE) {
    await tx
      .updateTable('callbacks')
      .set({ status: 'dropped', last_error: reason, settled_at: now })
      .where('id', 'in', ids.slice(from, from + DROPPED_AT_ONCE))
      .execute()
  }
  return ids.length
}

/** Both databases take only so many parameters to a statement. */
const DROPPED_AT_ONCE = 500

/** Writes what an attempt came to; the job is the caller's. */
export async function writeCallbackOutcome(
  tx: Kysely<Schema>,
  ids: readonly string[],
  outcome: {
    readonly status: Schema['callbacks']['status']
    readonly error: string | null
    readonly now: number
  },
): Promise<void> {
  await tx
    .updateTable('callbacks')
    .set((eb) => ({
      status: outcome.status,
      last_error: outcome.error,
      attempts: eb('attempts', '+', 1),
      settled_at: outcome.status === 'queued' ? null : outcome.now,
    }))
    .where('id', 'in', [...ids])
    .execute()
}
