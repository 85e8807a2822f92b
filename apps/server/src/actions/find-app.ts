import type { Deps } from '../deps.ts'
import type { App } from '../domain/app.ts'
import { findAppByKeyHash } from '../store/apps.ts'

/** How long a changed setting or a revoked key may still be seen the old way, in milliseconds. */
const KEPT_MS = 1_000

/** Apps remembered at most; an unknown key is never remembered, so a flood of them fills nothing. */
const KEPT_APPS = 10_000

/** Any key that could be ours: 32 letters and digits, as Authy's were. Others never reach the database. */
const API_KEY = /^[A-Za-z0-9]{32}$/

/** An app, and with which of its keys it calls. */
export interface CallingApp extends App {
  readonly keyHash: string
}

/** Finds apps by their API key, remembering each for a second so that a hot app costs no query. */
export function createAppFinder(
  deps: Pick<Deps, 'db' | 'vault' | 'now'>,
): (apiKey: string) => Promise<CallingApp | undefined> {
  const kept = new Map<string, { readonly app: CallingApp; readonly until: number }>()
  return async (apiKey) => {
    if (!API_KEY.test(apiKey)) return undefined
    const now = deps.now()
    const known = kept.get(apiKey)
    if (known !== undefined && now < known.until) return known.app
    kept.delete(apiKey)
    const keyHash = deps.vault.blindIndex('api-key', apiKey)
    const found = await findAppByKeyHash(deps.db, keyHash, now)
    if (found === undefined) return undefined
    const app = { ...found, keyHash }
    if (kept.size >= KEPT_APPS) kept.clear()
    kept.set(apiKey, { app, until: now + KEPT_MS })
    return app
  }
}
