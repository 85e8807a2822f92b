import { backoffMs } from './delivery-schedule.ts'

/** Where there was no answer: with the waits between them, these are about two minutes. */
export const CALLBACK_ATTEMPTS = 6

/** Consecutive callbacks that failed until the app's URL is taken away (docs/wire §8.4). */
export const FAILURES_UNTIL_DISABLED = 3

/** After a day nobody waits for the news any more; whoever does has asked for the status. */
export const CALLBACK_LIFE_MS = 86_400_000

/**
 * When to try a callback again that had no answer; undefined where it has failed.
 *
 * @param attempts made so far, at least 1
 * @param fraction random, 0 to 1
 */
export function decideCallbackRetry(
  attempts: number,
  now: number,
  fraction: number,
): number | undefined {
  if (attempts >= CALLBACK_ATTEMPTS) return undefined
  return Math.round(now + backoffMs(attempts, fraction))
}
