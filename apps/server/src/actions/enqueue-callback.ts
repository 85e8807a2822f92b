import type { Deps } from '../deps.ts'
import type { CallbackFacts } from '../domain/callback.ts'
import { CALLBACK_LIFE_MS } from '../domain/callback-schedule.ts'
import { findCallbackSettings, insertCallback } from '../store/callbacks.ts'
import { timeOrderedId } from '../store/ids.ts'
import { callbackRow } from './sealed-rows.ts'

const IV_BYTES = 12

type Writing = Pick<Deps, 'db' | 'vault' | 'now' | 'random'>

/**
 * Writes a callback with its job, where the app has a URL; the caller's transaction decides whether both
 * exist. Returns the callback's id, or undefined without a URL.
 */
export async function enqueueCallback(
  deps: Writing,
  facts: CallbackFacts,
): Promise<string | undefined> {
  return await enqueue(deps, {
    appId: facts.appId,
    authyId: facts.authyId,
    kind: 'approval',
    facts: JSON.stringify(facts),
  })
}

/** The recorded sample, to try the endpoint out. Undefined where the app has no URL. */
export async function enqueueTestCallback(deps: Deps, appId: number): Promise<string | undefined> {
  const id = await deps.db.transaction().execute(
    async (tx) =>
      // Its payload is always the same: there are no facts to keep.
      await enqueue(
        { ...deps, db: tx },
        { appId, authyId: undefined, kind: 'test', facts: 'null' },
      ),
  )
  deps.wakeWorker()
  return id
}

async function enqueue(
  { db, vault, now, random }: Writing,
  callback: {
    readonly appId: number
    readonly authyId: number | undefined
    readonly kind: 'approval' | 'test'
    readonly facts: string
  },
): Promise<string | undefined> {
  const settings = await findCallbackSettings(db, callback.appId)
  if (settings === undefined || settings.url === '') return undefined
  const createdAt = now()
  const id = timeOrderedId(createdAt, random(10))
  const { facts, ...columns } = callback
  await insertCallback(db, {
    ...columns,
    id,
    sealedFacts: vault.seal(facts, callbackRow(id), random(IV_BYTES)),
    createdAt,
    deadlineAt: createdAt + CALLBACK_LIFE_MS,
  })
  return id
}

export interface CallbackState {
  readonly status: 'queued' | 'delivered' | 'failed' | 'dropped'
  readonly attempts: number
  readonly error: string | undefined
}

/** What became of a callback; undefined for one that there is not. */
export async function readCallbackState(
  deps: Deps,
  id: string,
): Promise<CallbackState | undefined> {
  const row = await deps.db
    .selectFrom('callbacks')
    .select(['status', 'attempts', 'last_error'])
    .where('id', '=', id)
    .executeTakeFirst()
  return row && { status: row.status, attempts: row.attempts, error: row.last_error ?? undefined }
}
