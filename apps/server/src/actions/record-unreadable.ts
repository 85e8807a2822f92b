import type { Deps } from '../deps.ts'
import { recordEvent } from '../store/counters.ts'

/** Records that an app sent what nobody can read: thousands of parameters, or text that is none. */
export async function recordUnreadable(deps: Deps, appId: number, reason: string): Promise<void> {
  await recordEvent(deps.db, {
    appId,
    authyId: undefined,
    at: deps.now(),
    kind: 'request_unreadable',
    facts: JSON.stringify({ reason }),
  })
}
