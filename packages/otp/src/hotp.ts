import { hmac } from '@noble/hashes/hmac.js'
import { sha1 } from '@noble/hashes/legacy.js'
import { sha256, sha512 } from '@noble/hashes/sha2.js'
import { constantTimeEqual } from './constant-time-equal.ts'
import { requireDigits, requireSecret, requireWholeNumber } from './parameters.ts'

/** The hash inside the HMAC; RFC 4226 knows SHA-1 only, RFC 6238 §1.2 adds the other two. */
export type Algorithm = 'SHA-1' | 'SHA-256' | 'SHA-512'

/** RFC 4226 §5.3: "at least 6 digits and possibly 7 and 8-digit code". */
export type Digits = 6 | 7 | 8

export interface HotpOptions {
  /** Default `SHA-1`. */
  readonly algorithm?: Algorithm
  /** Default 6. */
  readonly digits?: Digits
}

export interface VerifyHotpInput extends HotpOptions {
  readonly secret: Uint8Array
  /** What the person typed, with the spaces already taken out. */
  readonly token: string
  /** The next counter that is expected. */
  readonly counter: number
  /** How many counters after `counter` are tried too (RFC 4226 §7.4). */
  readonly lookAhead: number
  /** How many counters before `counter` are tried too; default 0. A match there is a token already used. */
  readonly lookBehind?: number
}

/** The last four bytes of the counter are one unsigned 32-bit word, so are the first four. */
const WORD = 2 ** 32

/**
 * The token for a counter (RFC 4226 §5.3).
 *
 * `counter` is any safe integer from 0, `secret` the raw bytes of the shared secret.
 *
 * @throws TypeError if `secret` is not a `Uint8Array`; RangeError if it is empty, or if the counter,
 * the digits or the algorithm is outside what is listed.
 *
 * @example
 * ```ts
 * const secret = Uint8Array.from('12345678901234567890', (character) => character.charCodeAt(0))
 * hotp(secret, 0) // '755224'
 * hotp(secret, 0, { digits: 8 }) // '84755224'
 * ```
 */
export function hotp(secret: Uint8Array, counter: number, options: HotpOptions = {}): string {
  requireWholeNumber('counter', counter)
  return keyedHotp(secret, options)(counter)
}

/**
 * The counter whose token this is, or `undefined` (RFC 4226 §7.2, §7.4).
 *
 * Every counter from `counter - lookBehind` to `counter + lookAhead` is computed and compared, also
 * after a match, so the time taken does not tell which one matched. Should two match, the lowest from
 * `counter` on wins, then the highest below it. After a match the caller stores the result plus one.
 *
 * A malformed token is no match.
 *
 * @throws TypeError or RangeError as `hotp` does, and RangeError for a negative look-ahead.
 *
 * @example
 * ```ts
 * const matched = verifyHotp({ secret, token: '287082', counter: 0, lookAhead: 5 }) // 1
 * ```
 */
export function verifyHotp(input: VerifyHotpInput): number | undefined {
  const { secret, token, counter, lookAhead, lookBehind = 0 } = input
  requireWholeNumber('counter', counter)
  requireWholeNumber('lookAhead', lookAhead)
  requireWholeNumber('lookBehind', lookBehind)
  const candidates: number[] = []
  for (let offset = 0; offset <= lookAhead; offset += 1) candidates.push(counter + offset)
  for (let offset = 1; offset <= lookBehind; offset += 1) candidates.push(counter - offset)
  return findCounter(keyedHotp(secret, input), token, candidates, -1)
}

/**
 * The first of these counters that lies after `after` and whose token this is. All are computed and
 * compared; those that cannot exist (below 0, above the safe integers) are passed over.
 */
export function findCounter(
  tokenAt: (counter: number) => string,
  token: string,
  candidates: readonly number[],
  after: number,
): number | undefined {
  let matched: number | undefined
  for (const candidate of candidates) {
    if (candidate < 0 || !Number.isSafeInteger(candidate)) continue
    const equal = constantTimeEqual(tokenAt(candidate), token)
    if (equal && candidate > after && matched === undefined) matched = candidate
  }
  return matched
}

/** Runs the key through HMAC once for a whole window: that is half the cost of each token. */
export function keyedHotp(secret: Uint8Array, options: HotpOptions): (counter: number) => string {
  const { algorithm = 'SHA-1', digits = 6 } = options
  requireSecret(secret)
  requireDigits(digits)
  const keyed = hmac.create(hashFor(algorithm), secret)
  return (counter) => truncate(keyed.clone().update(counterBytes(counter)).digest(), digits)
}

function hashFor(algorithm: Algorithm): typeof sha1 | typeof sha256 | typeof sha512 {
  switch (algorithm) {
    case 'SHA-1':
      return sha1
    case 'SHA-256':
      return sha256
    case 'SHA-512':
      return sha512
    default:
      throw new RangeError(`algorithm must be SHA-1, SHA-256 or SHA-512, not ${String(algorithm)}`)
  }
}

/** Eight bytes, high-order byte first (RFC 4226 §5.2). Bit operators see 32 bits, hence two words. */
function counterBytes(counter: number): Uint8Array {
  const bytes = new Uint8Array(8)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, Math.floor(counter / WORD))
  view.setUint32(4, counter % WORD)
  return bytes
}

/** Dynamic truncation (RFC 4226 §5.3), reading the offset from the last byte as RFC 6238 does. */
function truncate(digest: Uint8Array, digits: Digits): string {
  const view = new DataView(digest.buffer, digest.byteOffset, digest.byteLength)
  const offset = view.getUint8(digest.byteLength - 1) & 0x0f
  // The top bit is masked so that signed and unsigned machines agree (RFC 4226 §5.3).
  const value = view.getUint32(offset) & 0x7fffffff
  return String(value % 10 ** digits).padStart(digits, '0')
}
