import type { Deps } from '../deps.ts'
import type { App } from '../domain/app.ts'
import { findAppByKeyHash } from '../store/apps.ts'
import { APPS_TOPIC, TRUSTED_MS } from '../store/signals.ts'

/** How long an app is remembered where every change of it is heard, in milliseconds. */
const KEPT_MS = 30_000

/** Apps remembered at most; an unknown key is never remembered, so a flood of them fills nothing. */
const KEPT_APPS = 10_000

/** Any key that could be ours: 32 letters and digits, as Authy's were. Others never reach the database. */
const API_KEY = /^[A-Za-z0-9]{32}$/

/** An app, and with which of its keys it calls. */
export interface CallingApp extends App {
  readonly keyHash: string
}

interface KeptApp {
  readonly app: CallingApp
  /** Milliseconds, from before it was read. */
  readonly readAt: number
  /** When the key stops working, though nothing changes. */
  readonly endsAt: number
}

/**
 * Finds apps by their API key, remembering them so that a hot app costs no query. Every announced change
 * makes it forget all of them; where this process may not have heard of one, it trusts what it
 * remembers for a second.
 */
export function createAppFinder(
  deps: Pick<Deps, 'db' | 'vault' | 'now' | 'signals'>,
): (apiKey: string) => Promise<CallingApp | undefined> {
  const kept = new Map<string, KeptApp>()
  let changes = 0
  deps.signals.subscribe(APPS_TOPIC, () => {
    changes += 1
    kept.clear()
  })

  function isCurrent({ readAt, endsAt }: KeptApp, now: number): boolean {
    const age = now - readAt
    // A clock that was set back must not lengthen any trust.
    if (age < 0 || now >= endsAt) return false
    return age < TRUSTED_MS || (age < KEPT_MS && deps.signals.isHearing())
  }

  return async (apiKey) => {
    if (!API_KEY.test(apiKey)) return undefined
    const now = deps.now()
    const known = kept.get(apiKey)
    if (known !== undefined && isCurrent(known, now)) return known.app
    kept.delete(apiKey)
    const changesBefore = changes
    const keyHash = deps.vault.blindIndex('api-key', apiKey)
    const found = await findAppByKeyHash(deps.db, keyHash, now)
    if (found === undefined) return undefined
    const app = { ...found.app, keyHash }
    // What was read before a change that was heard meanwhile would be the former app, for half a minute.
    if (changes !== changesBefore) return app
    if (kept.size >= KEPT_APPS) kept.clear()
    kept.set(apiKey, { app, readAt: now, endsAt: found.keyEndsAt ?? Infinity })
    return app
  }
}
