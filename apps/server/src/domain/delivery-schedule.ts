/** The wait after the first failed attempt; doubled with each further one. */
const FIRST_BACKOFF_MS = 2_000
const LONGEST_BACKOFF_MS = 60_000

/** The last attempt is made this long before the token dies: later, nobody could still type it. */
const LAST_ATTEMPT_MARGIN_MS = 15_000

export type RetryDecision =
  | { readonly result: 'retry'; readonly dueAt: number }
  | { readonly result: 'give-up' }

/**
 * When to try a delivery again.
 *
 * @param attempts made so far, at least 1
 * @param fraction random, 0 to 1: spreads what failed together, so that it does not come back together
 * @param retryAfterMs what the provider asked for, if it did
 */
export function decideRetry(
  attempts: number,
  now: number,
  deadlineAt: number,
  fraction: number,
  retryAfterMs: number | undefined,
): RetryDecision {
  const wait = Math.max(backoffMs(attempts, fraction), retryAfterMs ?? 0)
  const lastAttemptAt = deadlineAt - LAST_ATTEMPT_MARGIN_MS
  if (now >= lastAttemptAt) return { result: 'give-up' }
  return { result: 'retry', dueAt: Math.min(Math.round(now + wait), lastAttemptAt) }
}

/** The wait after so many attempts: doubled each time, and by chance between half of it and all. */
export function backoffMs(attempts: number, fraction: number): number {
  const whole = Math.min(FIRST_BACKOFF_MS * 2 ** Math.min(attempts - 1, 20), LONGEST_BACKOFF_MS)
  return whole * (0.5 + fraction / 2)
}
