import type { Deps } from '../deps.ts'
import type { CallbackFailure } from '../domain/callback.ts'
import { type ParsedCallbackUrl, parseCallbackUrl } from '../domain/callback-url.ts'
import { findApp } from '../store/apps.ts'
import { findCallbackSettings, readFailures, saveCallbackSettings } from '../store/callbacks.ts'
import { recordEvent } from '../store/counters.ts'

/** Where an app is called back, and how that goes. */
export interface AppCallback {
  /** Empty where there is none. */
  readonly url: string
  readonly method: 'POST' | 'GET'
  /** Callbacks that failed since the last one that did not. */
  readonly failures: number
  /** Milliseconds; undefined unless too many failures took the URL away. */
  readonly disabledAt: number | undefined
  readonly disabledReason: string | undefined
  /** What was called until then. */
  readonly disabledUrl: string | undefined
  /** The last three, the newest last. */
  readonly lastFailures: readonly CallbackFailure[]
}

const NONE: AppCallback = {
  url: '',
  method: 'POST',
  failures: 0,
  disabledAt: undefined,
  disabledReason: undefined,
  disabledUrl: undefined,
  lastFailures: [],
}

export async function readCallback(deps: Deps, appId: number): Promise<AppCallback> {
  const row = await findCallbackSettings(deps.db, appId)
  if (row === undefined) return NONE
  return {
    url: row.url,
    method: row.method,
    failures: row.failures,
    disabledAt: row.disabled_at ?? undefined,
    disabledReason: row.disabled_reason ?? undefined,
    disabledUrl: row.disabled_url ?? undefined,
    lastFailures: readFailures(row.last_failures),
  }
}

export type SetCallbackResult =
  | { readonly result: 'set'; readonly callback: AppCallback }
  | { readonly result: 'app-unknown' }
  | {
      readonly result: 'url-refused'
      readonly reason: Extract<ParsedCallbackUrl, { readonly ok: false }>['reason']
    }

/**
 * Sets where and how the app is called back; this also enables a callback that failures had disabled. An
 * empty URL takes it away.
 *
 * @param method undefined keeps the former one, which is POST at first
 */
export async function setCallback(
  deps: Deps,
  appId: number,
  url: string,
  method: 'POST' | 'GET' | undefined,
): Promise<SetCallbackResult> {
  const parsed = url === '' ? ({ ok: true, url } as const) : parseCallbackUrl(url)
  if (!parsed.ok) return { result: 'url-refused', reason: parsed.reason }
  return await deps.db.transaction().execute(async (tx) => {
    if ((await findApp(tx, appId)) === undefined) return { result: 'app-unknown' }
    const former = await findCallbackSettings(tx, appId)
    const at = deps.now()
    const chosen = method ?? former?.method ?? 'POST'
    await saveCallbackSettings(tx, { appId, url: parsed.url, method: chosen, setAt: at })
    const kind = url === '' ? 'callback_removed' : 'callback_set'
    await recordEvent(tx, { appId, authyId: undefined, at, kind, facts: '{}' })
    return { result: 'set', callback: await readCallback({ ...deps, db: tx }, appId) }
  })
}
