/** A count over a fixed window; one row for each thing counted. */
export interface Throttle {
  readonly count: number
  readonly windowEndsAt: number
}

/** When the next one is allowed, or undefined when it is allowed now. */
export function throttledUntil(
  throttle: Throttle | undefined,
  limit: number,
  now: number,
): number | undefined {
  if (throttle === undefined || now >= throttle.windowEndsAt || throttle.count < limit)
    return undefined
  return throttle.windowEndsAt
}
