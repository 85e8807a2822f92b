export const LEAST_PIN_DIGITS = 6

/** Tries that cost nothing: a thumb slips. */
const FREE_TRIES = 3

const SECOND = 1_000

/** After the fourth wrong PIN, the fifth …; the last goes on. */
const DELAYS: readonly number[] = [30, 60, 300, 900, 3_600].map((seconds) => seconds * SECOND)

/** How long to wait after this many wrong PINs in a row, in milliseconds. */
export function pinDelay(wrongTries: number): number {
  if (wrongTries <= FREE_TRIES) return 0
  return DELAYS[Math.min(wrongTries - FREE_TRIES, DELAYS.length) - 1] ?? 0
}

export function isPin(text: string): boolean {
  return new RegExp(`^\\d{${LEAST_PIN_DIGITS},64}$`).test(text)
}

/** Whether the app has been away for longer than the person allows. */
export function isLockDue(hiddenAt: number | undefined, now: number, lockAfterMs: number): boolean {
  if (hiddenAt === undefined) return false
  // A clock that was set back must not keep it open.
  return now - hiddenAt >= lockAfterMs || now < hiddenAt
}
