import type { Deps } from '../deps.ts'
import { addToCounter } from '../store/counters.ts'

export interface ApiCallTally {
  readonly count: (appId: number, keyHash: string) => void
  /** Writes what was counted since the last time. */
  readonly flush: () => Promise<void>
}

/**
 * Counts API calls in memory, and which keys they came with, for the worker to write now and then: a write
 * for every read of a status would cost more than the read. A crash loses what was counted since the last
 * flush, at most a few seconds of a statistic; nothing else is counted this way.
 */
export function createApiCallTally(deps: Pick<Deps, 'db' | 'now'>): ApiCallTally {
  let tally = new Map<number, number>()
  let usedAt = new Map<string, number>()
  return {
    count(appId, keyHash) {
      tally.set(appId, (tally.get(appId) ?? 0) + 1)
      usedAt.set(keyHash, deps.now())
    },
    async flush() {
      if (tally.size === 0) return
      const [dueCalls, dueKeys] = [tally, usedAt]
      tally = new Map()
      usedAt = new Map()
      for (const [appId, by] of dueCalls)
        await addToCounter(deps.db, appId, deps.now(), 'api-calls', by)
      // In one order on every node, so that none waits in a circle.
      for (const [keyHash, at] of [...dueKeys].sort(([a], [b]) => (a < b ? -1 : 1))) {
        await deps.db
          .updateTable('api_keys')
          .set({ last_used_at: at })
          .where('key_hash', '=', keyHash)
          .execute()
      }
    },
  }
}
