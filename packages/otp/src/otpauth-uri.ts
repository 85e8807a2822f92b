import { decodeBase32, encodeBase32 } from './base32.ts'
import type { Algorithm, Digits } from './hotp.ts'
import { requireDigits, requirePeriod, requireSecret, requireWholeNumber } from './parameters.ts'

interface OtpauthAccount {
  /** Who issued the secret, as the app shows it; without it, `undefined`. */
  readonly issuer: string | undefined
  /** Whose account it is, often an e-mail address; may be empty. */
  readonly label: string
  readonly secret: Uint8Array
  readonly algorithm: Algorithm
  readonly digits: Digits
}

export interface OtpauthTotp extends OtpauthAccount {
  readonly type: 'totp'
  readonly periodSeconds: number
}

export interface OtpauthHotp extends OtpauthAccount {
  readonly type: 'hotp'
  readonly counter: number
}

/** What an `otpauth:` URI says, with its defaults filled in. */
export type Otpauth = OtpauthTotp | OtpauthHotp

/** What `formatOtpauthUri` takes: only the type, the label and the secret are needed. */
export interface OtpauthInput {
  readonly type: 'totp' | 'hotp'
  readonly issuer?: string | undefined
  readonly label: string
  readonly secret: Uint8Array
  /** Default `SHA-1`. */
  readonly algorithm?: Algorithm
  /** Default 6. */
  readonly digits?: Digits
  /** Of a `totp`, in seconds; default 30. */
  readonly periodSeconds?: number
  /** Of an `hotp`, the next counter; default 0. */
  readonly counter?: number
}

/** Why a text is no `otpauth:` URI. The reason never holds any part of the text. */
export type OtpauthUriProblem =
  | 'not-otpauth'
  | 'unknown-type'
  | 'bad-percent-encoding'
  | 'missing-secret'
  | 'bad-secret'
  | 'unknown-algorithm'
  | 'bad-digits'
  | 'bad-period'
  | 'bad-counter'

export type OtpauthUriResult =
  | { readonly ok: true; readonly value: Otpauth }
  | { readonly ok: false; readonly reason: OtpauthUriProblem }

const DEFAULT_PERIOD_SECONDS = 30

/**
 * The URI that authenticator apps read from a QR code, in the "Key Uri Format" of Google
 * Authenticator, on which the IETF has no RFC; the percent-encoding is that of RFC 3986 §2.1.
 *
 * `algorithm`, `digits` and `period` are written only where they differ from SHA-1, 6 and 30: some
 * apps misread them, and a shorter URI makes a coarser QR code. An `hotp` always has its `counter`,
 * which that format requires. A `:` in the issuer or the label is written `%3A`; a label with one
 * and no issuer begins with an empty issuer, since apps take what precedes a colon for the issuer.
 * Half a surrogate pair, which cannot be encoded, becomes U+FFFD.
 *
 * @throws TypeError or RangeError for an empty secret, a period below one second or a negative counter.
 *
 * @example
 * ```ts
 * formatOtpauthUri({ type: 'totp', issuer: 'Acme Co', label: 'ada@example.com', secret })
 * // 'otpauth://totp/Acme%20Co:ada@example.com?secret=GEZD…&issuer=Acme%20Co'
 * ```
 */
export function formatOtpauthUri(input: OtpauthInput): string {
  const { type, label, secret, algorithm = 'SHA-1', digits = 6 } = input
  const { periodSeconds = DEFAULT_PERIOD_SECONDS, counter = 0 } = input
  requireSecret(secret)
  requireDigits(digits)
  requirePeriod(periodSeconds)
  requireWholeNumber('counter', counter)
  const issuer = input.issuer === '' ? undefined : input.issuer
  const query = [`secret=${encodeBase32(secret)}`]
  if (issuer !== undefined) query.push(`issuer=${percentEncode(issuer)}`)
  if (algorithm !== 'SHA-1') query.push(`algorithm=${algorithm.replace('-', '')}`)
  if (digits !== 6) query.push(`digits=${digits}`)
  if (type === 'hotp') query.push(`counter=${counter}`)
  else if (periodSeconds !== DEFAULT_PERIOD_SECONDS) query.push(`period=${periodSeconds}`)
  const needsPrefix = issuer !== undefined || label.includes(':')
  const prefix = needsPrefix ? `${percentEncode(issuer ?? '')}:` : ''
  return `otpauth://${type}/${prefix}${percentEncode(label)}?${query.join('&')}`
}

/**
 * Reads the URI of an authenticator's QR code, the reverse of `formatOtpauthUri`.
 *
 * Forgiving, since many programs write these: any case in the scheme, the type, the names and the
 * algorithm; `+` for a space in the parameters (in the path it stays, as in `ada+work@example.com`);
 * the issuer in the path, in the parameter or nowhere, where the parameter wins; spaces before the
 * label dropped; `counter` may be missing. Of a parameter given twice the first counts, and unknown
 * ones are passed over.
 *
 * Read by hand, not with `URL`: engines disagree on where the host of an `otpauth:` URI ends.
 *
 * @example
 * ```ts
 * const read = parseOtpauthUri(scanned)
 * if (read.ok) read.value.label
 * else read.reason // 'missing-secret', …
 * ```
 */
export function parseOtpauthUri(text: string): OtpauthUriResult {
  const parts = /^otpauth:\/\/([^/?#]*)\/?([^?#]*)(?:\?([^#]*))?/i.exec(text.trim())
  if (parts === null) return refuse('not-otpauth')
  const [, typeText = '', pathText = '', queryText = ''] = parts
  const type = typeText.toLowerCase()
  if (type !== 'totp' && type !== 'hotp') return refuse('unknown-type')
  const query = parseQuery(queryText)
  const name = query && parseName(pathText, query.get('issuer'))
  if (!query || !name) return refuse('bad-percent-encoding')

  const secretText = query.get('secret')
  if (secretText === undefined || secretText === '') return refuse('missing-secret')
  const secret = decodeBase32(secretText)
  if (secret === undefined || secret.length === 0) return refuse('bad-secret')
  const algorithm = parseAlgorithm(query.get('algorithm') ?? 'SHA1')
  if (algorithm === undefined) return refuse('unknown-algorithm')
  const digits = parseDigits(query.get('digits') ?? '6')
  if (digits === undefined) return refuse('bad-digits')

  const account = { ...name, secret, algorithm, digits }
  if (type === 'hotp') {
    const counter = parseWholeNumber(query.get('counter') ?? '0')
    if (counter === undefined) return refuse('bad-counter')
    return { ok: true, value: { type, ...account, counter } }
  }
  const periodSeconds = parseWholeNumber(query.get('period') ?? String(DEFAULT_PERIOD_SECONDS))
  if (periodSeconds === undefined || periodSeconds === 0) return refuse('bad-period')
  return { ok: true, value: { type, ...account, periodSeconds } }
}

function refuse(reason: OtpauthUriProblem): OtpauthUriResult {
  return { ok: false, reason }
}

/** `@` stays: RFC 3986 §3.3 allows it in a path and §3.4 in a query, and it is in most labels. */
function percentEncode(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replaceAll('%40', '@')
}

function percentDecode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

function parseQuery(text: string): ReadonlyMap<string, string> | undefined {
  const values = new Map<string, string>()
  for (const pair of text.split('&')) {
    const equals = pair.includes('=') ? pair.indexOf('=') : pair.length
    const name = percentDecode(pair.slice(0, equals))?.toLowerCase()
    const value = percentDecode(pair.slice(equals + 1).replaceAll('+', ' '))
    if (name === undefined || value === undefined) return undefined
    if (!values.has(name)) values.set(name, value)
  }
  return values
}

/**
 * Splits the path into issuer and label. The parameter is asked first, since it tells where a prefix
 * that itself holds a colon ends; then a bare colon, which `formatOtpauthUri` writes only between the
 * two; then the first encoded one, which the format allows there too.
 */
function parseName(
  path: string,
  issuerParameter: string | undefined,
): { readonly issuer: string | undefined; readonly label: string } | undefined {
  const decoded = percentDecode(path)
  if (decoded === undefined) return undefined
  const issuer = issuerParameter === '' ? undefined : issuerParameter
  if (issuer !== undefined && decoded.startsWith(`${issuer}:`)) {
    return { issuer, label: trimLabel(decoded.slice(issuer.length + 1)) }
  }
  const splittable = path.includes(':') ? path : path.replace(/%3a/i, ':')
  const colon = splittable.indexOf(':')
  const prefix = percentDecode(splittable.slice(0, Math.max(colon, 0)))
  const label = percentDecode(splittable.slice(colon + 1))
  if (prefix === undefined || label === undefined) return undefined
  return { issuer: issuer ?? (prefix === '' ? undefined : prefix), label: trimLabel(label) }
}

/** The format lets spaces stand between the colon and the label; they belong to neither. */
function trimLabel(label: string): string {
  return label.replace(/^ +/, '')
}

/** `SHA1`, `SHA-1`, `sha1` and `HmacSHA1` are all in use. */
function parseAlgorithm(text: string): Algorithm | undefined {
  const [, bits] = /^(?:hmac-?)?sha-?(1|256|512)$/i.exec(text) ?? []
  if (bits === '1') return 'SHA-1'
  if (bits === '256') return 'SHA-256'
  return bits === '512' ? 'SHA-512' : undefined
}

function parseDigits(text: string): Digits | undefined {
  const digits = parseWholeNumber(text)
  return digits === 6 || digits === 7 || digits === 8 ? digits : undefined
}

function parseWholeNumber(text: string): number | undefined {
  if (!/^\d+$/.test(text)) return undefined
  const value = Number(text)
  return Number.isSafeInteger(value) ? value : undefined
}
