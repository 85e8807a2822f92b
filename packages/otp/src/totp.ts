import type { HotpOptions } from './hotp.ts'
import { findCounter, keyedHotp } from './hotp.ts'
import { requirePeriod, requireWholeNumber } from './parameters.ts'

export interface TotpOptions extends HotpOptions {
  /** Length of a step in seconds; default 30 (RFC 6238 §5.2). */
  readonly periodSeconds?: number
}

export interface VerifyTotpInput extends TotpOptions {
  readonly secret: Uint8Array
  /** What the person typed, with the spaces already taken out. */
  readonly token: string
  /** The time, in milliseconds since 1970. */
  readonly now: number
  /** Steps tried either side of now; default 1. */
  readonly window?: number
  /** Steps tried after now, for a clock that runs fast; default `window`. */
  readonly lookAhead?: number
  /** Steps tried before now, for a slow clock or a slow reader; default `window`. */
  readonly lookBehind?: number
  /** The last step already spent: this one and earlier ones do not match (RFC 6238 §5.2). */
  readonly afterStep?: number | undefined
}

/** RFC 6238 §5.2: "We RECOMMEND a default time-step size of 30 seconds". */
const DEFAULT_PERIOD_SECONDS = 30

/** RFC 6238 §5.2 recommends at most one step for the delay of the network. */
const DEFAULT_WINDOW = 1

/**
 * The number of the step that a time falls in (RFC 6238 §4.2, with T0 = 0).
 *
 * `nowMs` is in milliseconds since 1970, `periodSeconds` a whole number of seconds from 1.
 *
 * @throws RangeError if either is outside that.
 *
 * @example
 * ```ts
 * totpStep(59_000, 30) // 1
 * ```
 */
export function totpStep(nowMs: number, periodSeconds: number): number {
  requirePeriod(periodSeconds)
  const step = Math.floor(nowMs / (periodSeconds * 1000))
  if (!Number.isSafeInteger(step) || step < 0) {
    throw new RangeError(`the time must be milliseconds from 1970 on, not ${String(nowMs)}`)
  }
  return step
}

/**
 * The token for a time (RFC 6238 §4.2).
 *
 * `nowMs` is in milliseconds since 1970, `secret` the raw bytes of the shared secret.
 *
 * @throws TypeError or RangeError as `hotp` and `totpStep` do.
 *
 * @example
 * ```ts
 * totp(secret, 59_000, { digits: 8 }) // '94287082' for the secret of RFC 6238 appendix B
 * ```
 */
export function totp(secret: Uint8Array, nowMs: number, options: TotpOptions = {}): string {
  const step = totpStep(nowMs, options.periodSeconds ?? DEFAULT_PERIOD_SECONDS)
  return keyedHotp(secret, options)(step)
}

/**
 * The step whose token this is, or `undefined` (RFC 6238 §5.2).
 *
 * Every step of the window is computed and compared, also after a match and also up to `afterStep`,
 * so the time taken does not tell which one matched or was spent. Should two match, the one nearest
 * to now wins, and of two equally near the earlier, which spends less. A token must be good only
 * once: store the step with one conditional update, and pass it as `afterStep` or compare it.
 * Without `afterStep` a spent token still matches, for a caller that tells "reused" from "wrong".
 *
 * A malformed token is no match.
 *
 * @throws TypeError or RangeError as `totp` does, and RangeError for a negative window.
 *
 * @example
 * ```ts
 * const match = verifyTotp({ secret, token: '287082', now: 59_000 })
 * match?.step // 1
 * ```
 */
export function verifyTotp(input: VerifyTotpInput): { readonly step: number } | undefined {
  const { secret, token, now, afterStep = -1, window = DEFAULT_WINDOW } = input
  const { lookAhead = window, lookBehind = window, periodSeconds = DEFAULT_PERIOD_SECONDS } = input
  requireWholeNumber('window', window)
  requireWholeNumber('lookAhead', lookAhead)
  requireWholeNumber('lookBehind', lookBehind)
  // No step is after NaN: unnoticed, it would refuse every token.
  if (!Number.isSafeInteger(afterStep)) {
    throw new RangeError(`afterStep must be a safe integer, not ${String(afterStep)}`)
  }
  const current = totpStep(now, periodSeconds)
  const steps = nearestFirst(lookBehind, lookAhead).map((offset) => current + offset)
  const step = findCounter(keyedHotp(secret, input), token, steps, afterStep)
  return step === undefined ? undefined : { step }
}

/** 0, -1, 1, -2, 2, … as far as each side goes. */
function nearestFirst(lookBehind: number, lookAhead: number): readonly number[] {
  const offsets = [0]
  for (let distance = 1; distance <= Math.max(lookBehind, lookAhead); distance += 1) {
    if (distance <= lookBehind) offsets.push(-distance)
    if (distance <= lookAhead) offsets.push(distance)
  }
  return offsets
}
