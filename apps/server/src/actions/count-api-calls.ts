import type { Deps } from '../deps.ts'
import { addToCounter } from '../store/counters.ts'

export interface ApiCallTally {
  readonly count: (appId: number) => void
  /** Writes what was counted since the last time. */
  readonly flush: () => Promise<void>
}

/**
 * Counts API calls in memory, for the worker to write now and then: a write for every read of a
 * status would cost more than the read. A crash loses what was counted since the last flush, at
 * most a few seconds of a statistic; nothing else is counted this way.
 */
export function createApiCallTally(deps: Pick<Deps, 'db' | 'now'>): ApiCallTally {
  let tally = new Map<number, number>()
  return {
    count(appId) {
      tally.set(appId, (tally.get(appId) ?? 0) + 1)
    },
    async flush() {
      if (tally.size === 0) return
      const due = tally
      tally = new Map()
      for (const [appId, by] of due) await addToCounter(deps.db, appId, deps.now(), 'api-calls', by)
    },
  }
}
