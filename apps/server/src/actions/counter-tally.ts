import type { Deps } from '../deps.ts'
import { API_CALLS, type LimitName, refusedName } from '../domain/counter-names.ts'
import { addCounters } from '../store/counters.ts'
import { hourOf } from '../domain/time-span.ts'

export interface CounterTally {
  readonly count: (appId: number, name: string, by?: number) => void
  /** A call of the API, and the key that it came with. */
  readonly countCall: (appId: number, keyHash: string) => void
  /** An attempt that a limit refused; undefined is a limit that is not counted. */
  readonly countRefused: (appId: number, limit: LimitName | undefined) => void
  /** Writes what was counted since the last time. */
  readonly flush: () => Promise<void>
}

/** Flushes in a row that may fail, about a minute of them: then the counts themselves may be what is refused. */
const MOST_FAILURES = 30

/**
 * Counts in memory, for the worker to write now and then: API calls and which keys they came with, since a write for every read of a
 * status would cost more than the read, and refused attempts, since a flood of them must cost no disk.
 * A crash loses what was counted since the last flush, at most a few seconds of a statistic; a database
 * that is away for less than a minute loses nothing.
 */
export function createCounterTally(deps: Pick<Deps, 'db' | 'now'>): CounterTally {
  let usedAt = new Map<string, number>()
  let failures = 0
  let tally = new Map<string, { readonly appId: number; readonly name: string; by: number }>()

  function count(appId: number, name: string, by = 1): void {
    const key = `${appId} ${name}`
    const known = tally.get(key)
    if (known === undefined) tally.set(key, { appId, name, by })
    else known.by += by
  }

  return {
    count,
    countCall(appId, keyHash) {
      count(appId, API_CALLS)
      usedAt.set(keyHash, deps.now())
    },
    countRefused(appId, limit) {
      if (limit !== undefined) count(appId, refusedName(limit))
    },
    async flush() {
      if (tally.size === 0) return
      const [due, dueKeys] = [tally, usedAt]
      tally = new Map()
      usedAt = new Map()
      const hour = hourOf(deps.now())
      try {
        await deps.db.transaction().execute(async (tx) => {
          await addCounters(
            tx,
            [...due.values()].map((each) => ({ ...each, hour })),
          )
          // In one order on every node, so that none waits in a circle.
          for (const [keyHash, at] of [...dueKeys].sort(([a], [b]) => (a < b ? -1 : 1))) {
            await tx
              .updateTable('api_keys')
              .set({ last_used_at: at })
              .where('key_hash', '=', keyHash)
              .execute()
          }
        })
        failures = 0
      } catch (error) {
        failures = (failures + 1) % MOST_FAILURES
        if (failures > 0) {
          for (const { appId, name, by } of due.values()) count(appId, name, by)
          usedAt = new Map([...dueKeys, ...usedAt])
        }
        throw error
      }
    },
  }
}
