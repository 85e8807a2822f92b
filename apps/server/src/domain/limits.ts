/** Every limit and its source. What an app may change is in app-settings.ts; these are the same for all. */

/** Consecutive wrong tokens before each further one must wait. RFC 4226 §7.3: throttle after a small number. */
export const FREE_ATTEMPTS = 5

/** NIST SP 800-63B §5.2.2: no more than 100 consecutive failed attempts on one account. */
export const SUSPEND_AT_ATTEMPTS = 100

/** The wait after the fifth wrong token; it doubles with each further one. RFC 4226 §7.3 proposes a growing delay. */
export const FIRST_WAIT_MS = 5_000

/** NIST SP 800-63B §5.2.2 suggests waits "30 seconds up to an hour". */
export const LONGEST_WAIT_MS = 3_600_000

/** Guesses that one sent token or code survives: with 7 digits, a chance of 5 in 10,000,000. */
export const GUESSES_PER_SENT_TOKEN = 5

/** The span over which sends and wrong tokens per phone and per address are counted: a token's own life. */
export const THROTTLE_WINDOW_MS = 600_000

export const APP_THROTTLE_WINDOW_MS = 60_000

/** Wrong tokens for one phone number over all apps in ten minutes: an app that forgets a user must not open a new budget. */
export const WRONG_TOKENS_PER_PHONE = 50

/** Two identical sends within this time are one: a client with a one-second timeout repeats blindly (docs/wire, tokens). */
export const IDENTICAL_SEND_MS = 5_000

/** How long a phone verification code lives (docs/wire, phone verification). */
export const CODE_LIFE_MS = 600_000

/** How long the image of a QR code can be fetched. */
export const QR_CODE_LIFE_MS = 600_000

/** How long to wait before the next attempt after `attempts` consecutive wrong tokens, in milliseconds. */
export function waitAfter(attempts: number): number {
  if (attempts < FREE_ATTEMPTS) return 0
  const doublings = Math.min(attempts - FREE_ATTEMPTS, 30)
  return Math.min(FIRST_WAIT_MS * 2 ** doublings, LONGEST_WAIT_MS)
}
