/** How long Approve is held: long enough not to be a tap, short enough not to be a chore. */
export const HOLD_MS = 700

/** A finger that was on its way when the page came up must not meet a button that works. */
export const ARMED_AFTER_MS = 500

/** How long the second press of a key may take. */
export const CONFIRM_WITHIN_MS = 6_000

/** Two presses closer together are one, by a shaky hand or a key that bounces. */
const APART_MS = 250

/** What a press without a pointer means, after the one before it. Times in milliseconds. */
export function decidePress(before: number | undefined, now: number): 'ask' | 'approve' | 'ignore' {
  if (before === undefined || now - before > CONFIRM_WITHIN_MS) return 'ask'
  return now - before < APART_MS ? 'ignore' : 'approve'
}
