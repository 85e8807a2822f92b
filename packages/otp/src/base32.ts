export interface Base32Options {
  /** Whether `=` fills the last group of eight; default false, as authenticator apps expect. */
  readonly padding?: boolean
}

/** RFC 4648 §6, table 3. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/**
 * Both cases, letter by letter. Not `toUpperCase()`: that turns the letters ı (U+0131) and ſ (U+017F),
 * which are no base32, into I and S.
 */
const VALUES: ReadonlyMap<string, number> = new Map(
  Array.from(ALPHABET).flatMap((letter, value) => [
    [letter, value],
    [letter.toLowerCase(), value],
  ]),
)

/** What is left of a group of eight when it holds 1, 2, 3 or 4 whole bytes (RFC 4648 §6), or none. */
const POSSIBLE_REMAINDERS: readonly number[] = [0, 2, 4, 5, 7]

/**
 * Bytes as base32 (RFC 4648 §6), without padding unless asked.
 *
 * @example
 * ```ts
 * encodeBase32(Uint8Array.of(0x66, 0x6f)) // 'MZXQ'
 * encodeBase32(Uint8Array.of(0x66, 0x6f), { padding: true }) // 'MZXQ===='
 * ```
 */
export function encodeBase32(bytes: Uint8Array, options: Base32Options = {}): string {
  let text = ''
  let buffer = 0
  let bits = 0
  for (const byte of bytes) {
    buffer = (buffer << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += ALPHABET.charAt((buffer >> bits) & 31)
    }
    buffer &= (1 << bits) - 1
  }
  if (bits > 0) text += ALPHABET.charAt((buffer << (5 - bits)) & 31)
  return options.padding === true ? text.padEnd(Math.ceil(text.length / 8) * 8, '=') : text
}

/**
 * Base32 as bytes (RFC 4648 §6), or `undefined` if it is none.
 *
 * Made for secrets that people copy by hand: either case, spaces and dashes anywhere and any amount
 * of padding at the end are taken. Anything else, and a length that no bytes encode to, is refused.
 * Bits left over in the last letter are dropped, which RFC 4648 §3.5 leaves to the decoder, because
 * secrets with such bits are in use. It never throws, so no error can carry the secret.
 *
 * @example
 * ```ts
 * decodeBase32('mzxw 6ytb') // the bytes of 'fooba'
 * decodeBase32('M') // undefined
 * ```
 */
export function decodeBase32(text: string): Uint8Array | undefined {
  const letters = withoutPadding(text.replaceAll(/[ -]/g, ''))
  if (!POSSIBLE_REMAINDERS.includes(letters.length % 8)) return undefined
  const bytes = new Uint8Array(Math.floor((letters.length * 5) / 8))
  let buffer = 0
  let bits = 0
  let length = 0
  for (const letter of letters) {
    const value = VALUES.get(letter)
    if (value === undefined) return undefined
    buffer = (buffer << 5) | value
    bits += 5
    if (bits >= 8) {
      bits -= 8
      bytes[length] = buffer >> bits
      length += 1
      buffer &= (1 << bits) - 1
    }
  }
  return bytes
}

/** By hand, since `/=+$/` takes quadratic time over `====…A`, and the text comes from outside. */
function withoutPadding(text: string): string {
  let end = text.length
  while (end > 0 && text.charAt(end - 1) === '=') end -= 1
  return text.slice(0, end)
}
