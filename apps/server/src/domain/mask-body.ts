/** What stands in place of a secret. */
const MASK = '•••'

/** Bytes of a body that are kept. */
export const MOST_BODY_BYTES = 4_096

/** Of one text in a body, before it is looked through: what is longer says no more. */
const MOST_TEXT_CHARACTERS = 500

/** Members of one body that are looked at. */
const MOST_MEMBERS = 400

const SECRET_NAME =
  /token|secret|seed|signature|password|statement|jwt|qr_?code|(?:api|access|signing)_?key|^(?:pin|otp|code|custom_code|verification_code)$/i
const PHONE_NAME = /phone/i
const EMAIL_NAME = /email/i
/** Names whose numbers are none of a phone: they are what one looks for in a log. */
const PLAIN_NAME = /(?:^|_)(?:id|uuid|ip|at|date|time|code)s?$/i
/** The words that the answers have where elsewhere a token stands. */
const NO_SECRETS: ReadonlySet<string> = new Set(['is valid', 'is invalid'])

const EMAIL = /[^\s@"'<>,;:]{1,64}@[^\s@"'<>,;:]{1,255}/g
/** Six digits or more, as one writes a phone number; a token in a text is one too. */
const DIGITS = /\+?\d(?:[ ().-]{0,2}\d){5,}/g
/** Keys, compact JWS, base64. */
const OPAQUE = /[A-Za-z0-9_+/=-]{32,}(?:\.[A-Za-z0-9_+/=-]+)*/g

/**
 * Parameters or an answer as JSON with its secrets masked, at most 4 kB of it: tokens, keys, e-mail addresses, and
 * of phone numbers all but the last two digits. By name where the name says what it is, and by look
 * everywhere else: an app may put a phone number into any text.
 *
 * @param body what was parsed: hashes are Maps or plain objects
 */
export function maskBody(body: unknown): string {
  let left = MOST_MEMBERS
  const mask = (name: string, value: unknown): unknown => {
    left -= 1
    if (left < 0) return '…'
    if (value instanceof Map) return maskMembers([...value] as readonly [string, unknown][])
    if (Array.isArray(value)) return value.map((each: unknown) => mask(name, each))
    if (typeof value === 'object' && value !== null) return maskMembers(Object.entries(value))
    return maskScalar(name, value)
  }
  const maskMembers = (members: readonly [string, unknown][]): unknown =>
    Object.fromEntries(
      members
        .slice(0, Math.max(0, left))
        // A name is chosen by the caller too.
        .map(([name, value]) => [maskText(name), mask(name, value)]),
    )
  return cut(JSON.stringify(mask('', body)) ?? '')
}

function maskScalar(name: string, value: unknown): unknown {
  if (typeof value !== 'string' && typeof value !== 'number') return value
  const text = String(value)
  if (SECRET_NAME.test(name) && !/^(?:error|country)_code$/.test(name))
    return NO_SECRETS.has(text) || text === '' ? text : MASK
  if (EMAIL_NAME.test(name)) return text === '' ? text : MASK
  if (PHONE_NAME.test(name)) return maskDigits(maskText(text))
  if (typeof value === 'number') return value
  if (PLAIN_NAME.test(name)) return maskOpaque(text)
  return maskText(text)
}

/** A piece of a path, or any text of a stranger. */
export function maskText(text: string): string {
  return maskOpaque(text.slice(0, MOST_TEXT_CHARACTERS).replaceAll(EMAIL, MASK)).replaceAll(
    DIGITS,
    maskDigits,
  )
}

function maskOpaque(text: string): string {
  return text.slice(0, MOST_TEXT_CHARACTERS).replaceAll(OPAQUE, MASK)
}

/** All digits but the last two. */
function maskDigits(text: string): string {
  return text.replaceAll(/\d(?=(?:\D*\d){2})/g, '•')
}

function cut(text: string): string {
  const bytes = new TextEncoder().encode(text)
  if (bytes.length <= MOST_BODY_BYTES) return text
  // A letter that is cut in two is left out.
  return `${new TextDecoder().decode(bytes.subarray(0, MOST_BODY_BYTES - 3)).replace(/\uFFFD$/, '')}…`
}
