import { type Throttle, throttledUntil } from '../../domain/throttle.ts'
import { type LimitName, limitOf } from '../../domain/counter-names.ts'
import type { HotTransaction } from '../../store/hot.ts'

/** One thing that is counted and limited: so many in a window. */
export interface Limit {
  readonly id: string
  readonly limit: number
  readonly windowMs: number
}

/** A limit that was reached. */
export interface ExceededLimit {
  readonly retryAt: number
  /** Undefined where it is none of those that are counted. */
  readonly limit: LimitName | undefined
}

/**
 * Counts one more against every limit of each entry and says which it exceeds the longest, if any.
 * Increment and return: what is over the limit after the increment was not let through, however
 * many came at once.
 */
export async function raiseLimits(
  tx: Pick<HotTransaction, 'raiseThrottles'>,
  entries: readonly (readonly Limit[])[],
  now: number,
): Promise<readonly (ExceededLimit | undefined)[]> {
  const raises = new Map<string, { id: string; by: number; windowEndsAt: number }>()
  for (const { id, windowMs } of entries.flat()) {
    raises.set(id, { id, by: (raises.get(id)?.by ?? 0) + 1, windowEndsAt: now + windowMs })
  }
  if (raises.size === 0) return entries.map(() => undefined)
  const raised = await tx.raiseThrottles([...raises.values()], now)
  const left = new Map([...raises.values()].map((raise) => [raise.id, raise.by]))
  return entries.map((limits) => {
    let exceeded: ExceededLimit | undefined
    for (const { id, limit } of limits) {
      const throttle = raised.get(id)
      // Fail closed: a count that did not come back is a count that is exceeded.
      if (throttle === undefined) return { retryAt: Number.MAX_SAFE_INTEGER, limit: limitOf(id) }
      const rank = throttle.count - (left.get(id) ?? 0) + 1
      left.set(id, (left.get(id) ?? 0) - 1)
      if (rank > limit) exceeded = later(exceeded, id, throttle.windowEndsAt)
    }
    return exceeded
  })
}

/** Of the limits, as read, the one that is exceeded the longest. */
export function latestThrottle(
  limits: readonly Limit[],
  throttles: ReadonlyMap<string, Throttle>,
  now: number,
): ExceededLimit | undefined {
  let exceeded: ExceededLimit | undefined
  for (const { id, limit } of limits) {
    const ends = throttledUntil(throttles.get(id), limit, now)
    if (ends !== undefined) exceeded = later(exceeded, id, ends)
  }
  return exceeded
}

function later(known: ExceededLimit | undefined, id: string, retryAt: number): ExceededLimit {
  return known !== undefined && known.retryAt >= retryAt ? known : { retryAt, limit: limitOf(id) }
}
