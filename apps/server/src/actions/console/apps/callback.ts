import type { Deps } from '../../../deps.ts'
import { findCustomerApp } from '../../../store/apps.ts'
import {
  type AppCallback,
  readCallback,
  setCallback,
  type SetCallbackResult,
} from '../../app-callback.ts'
import { type CallbackState, enqueueTestCallback } from '../../enqueue-callback.ts'
import { type Actor, recordOperatorEvent } from '../operator-event.ts'

interface Target {
  readonly url: string
  readonly method: 'POST' | 'GET'
}

/** Where an app is called back, and how that goes; undefined where there is no such app. */
export async function readAppCallback(deps: Deps, appId: number): Promise<AppCallback | undefined> {
  if ((await findCustomerApp(deps.db, appId)) === undefined) return undefined
  return await readCallback(deps, appId)
}

export type ChangeCallbackResult =
  | Exclude<SetCallbackResult, { readonly result: 'app-unknown' }>
  | { readonly result: 'not-found' }
  | { readonly result: 'conflict'; readonly now: Target }

/** Sets where an app is called back, if it still is what `from` says. The event holds the hosts alone: a URL may carry a secret. */
export async function changeAppCallback(
  deps: Deps,
  actor: Actor,
  appId: number,
  change: { readonly from: Target; readonly to: Target },
): Promise<ChangeCallbackResult> {
  const callback = await readAppCallback(deps, appId)
  if (callback === undefined) return { result: 'not-found' }
  const { url, method } = callback
  if (url !== change.from.url || method !== change.from.method)
    return { result: 'conflict', now: { url, method } }
  return await set(deps, actor, appId, callback, change.to)
}

/** Calls the URL again that failures had taken away. */
export async function enableAppCallback(
  deps: Deps,
  actor: Actor,
  appId: number,
): Promise<ChangeCallbackResult> {
  const callback = await readAppCallback(deps, appId)
  if (callback?.disabledUrl === undefined) return { result: 'not-found' }
  const { disabledUrl: url, method } = callback
  return await set(deps, actor, appId, callback, { url, method })
}

async function set(
  deps: Deps,
  actor: Actor,
  appId: number,
  before: AppCallback,
  to: Target,
): Promise<ChangeCallbackResult> {
  const changed = await setCallback(deps, appId, to.url, to.method)
  if (changed.result === 'app-unknown') return { result: 'not-found' }
  if (changed.result === 'set') {
    await recordOperatorEvent(deps.db, actor, {
      kind: 'operator_callback_changed',
      appId,
      at: deps.now(),
      facts: { before: factsOf(before), after: factsOf(changed.callback) },
    })
  }
  return changed
}

function factsOf({ url, method }: Target) {
  return { host: URL.parse(url)?.host ?? '', method }
}

/** Sends the sample; undefined where the app, or its URL, is not there. */
export async function testAppCallback(
  deps: Deps,
  actor: Actor,
  appId: number,
): Promise<string | undefined> {
  if ((await findCustomerApp(deps.db, appId)) === undefined) return undefined
  const id = await enqueueTestCallback(deps, appId)
  if (id === undefined) return undefined
  const facts = { callback: id }
  const event = { kind: 'operator_callback_tested', appId, at: deps.now(), facts } as const
  await recordOperatorEvent(deps.db, actor, event)
  return id
}

/** What became of a callback of the app. */
export async function readAppCallbackState(
  deps: Deps,
  appId: number,
  id: string,
): Promise<CallbackState | undefined> {
  const row = await deps.db
    .selectFrom('callbacks')
    .select(['status', 'attempts', 'last_error'])
    .where('id', '=', id)
    .where('app_id', '=', appId)
    .executeTakeFirst()
  return row && { status: row.status, attempts: row.attempts, error: row.last_error ?? undefined }
}
