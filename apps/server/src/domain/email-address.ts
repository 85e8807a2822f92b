/** RFC 5321 §4.5.3.1.3: a path is at most 256 octets, of which two are its angle brackets. */
const MAX_CHARACTERS = 254

/** The address as stored, or undefined. One `@`, no spaces or control characters, a dotted domain: the rest only delivery can tell. */
export function parseEmailAddress(text: string): string | undefined {
  const address = text.trim()
  if (address.length > MAX_CHARACTERS) return undefined
  return /^[^\s@<>,;:"()[\]\\\p{Cc}]{1,64}@[^\s@<>,;:"()[\]\\\p{Cc}.]+(\.[^\s@<>,;:"()[\]\\\p{Cc}.]+)+$/u.test(
    address,
  )
    ? address
    : undefined
}
