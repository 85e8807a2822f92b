/** The bytes of an ASCII text; the secrets of both RFCs are digits written as ASCII. */
export function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}

/** RFC 4226 appendix D: the 20-byte secret `12345678901234567890`. */
export const RFC_4226_SECRET = ascii('12345678901234567890')

/**
 * RFC 6238 appendix B gives one secret, yet its table holds only with seeds as long as the hash: its
 * reference code (appendix A) repeats the ten digits up to 20, 32 and 64 bytes.
 */
export const RFC_6238_SECRETS = {
  'SHA-1': RFC_4226_SECRET,
  'SHA-256': ascii('12345678901234567890123456789012'),
  'SHA-512': ascii('1234567890123456789012345678901234567890123456789012345678901234'),
} as const
