import { type Throttle, throttledUntil } from '../../domain/throttle.ts'
import type { CounterWrite, HotTransaction } from '../../store/hot.ts'

export const HOUR_MS = 3_600_000

/** One thing that is counted and limited: so many in a window. */
export interface Limit {
  readonly id: string
  readonly limit: number
  readonly windowMs: number
}

/** Sums of the same counter, so that a group writes each row once. */
export function sumCounters(rows: readonly CounterWrite[]): readonly CounterWrite[] {
  const sums = new Map<string, CounterWrite>()
  for (const row of rows) {
    const key = `${row.appId} ${row.hour} ${row.name}`
    sums.set(key, { ...row, by: row.by + (sums.get(key)?.by ?? 0) })
  }
  return [...sums.values()]
}

/**
 * Counts one more against every limit of each entry and says until when it is throttled, if it is.
 * Increment and return: what is over the limit after the increment was not let through, however
 * many came at once.
 */
export async function raiseLimits(
  tx: Pick<HotTransaction, 'raiseThrottles'>,
  entries: readonly (readonly Limit[])[],
  now: number,
): Promise<readonly (number | undefined)[]> {
  const raises = new Map<string, { id: string; by: number; windowEndsAt: number }>()
  for (const { id, windowMs } of entries.flat()) {
    raises.set(id, { id, by: (raises.get(id)?.by ?? 0) + 1, windowEndsAt: now + windowMs })
  }
  if (raises.size === 0) return entries.map(() => undefined)
  const raised = await tx.raiseThrottles([...raises.values()], now)
  const left = new Map([...raises.values()].map((raise) => [raise.id, raise.by]))
  return entries.map((limits) => {
    let until: number | undefined
    for (const { id, limit } of limits) {
      const throttle = raised.get(id)
      // Fail closed: a count that did not come back is a count that is exceeded.
      if (throttle === undefined) return Number.MAX_SAFE_INTEGER
      const rank = throttle.count - (left.get(id) ?? 0) + 1
      left.set(id, (left.get(id) ?? 0) - 1)
      if (rank > limit) until = Math.max(until ?? 0, throttle.windowEndsAt)
    }
    return until
  })
}

/** The latest moment until which any of the limits, as read, is exceeded. */
export function latestThrottle(
  limits: readonly Limit[],
  throttles: ReadonlyMap<string, Throttle>,
  now: number,
): number | undefined {
  let until: number | undefined
  for (const { id, limit } of limits) {
    const ends = throttledUntil(throttles.get(id), limit, now)
    if (ends !== undefined) until = Math.max(until ?? 0, ends)
  }
  return until
}
