import { isWireArray } from './wire-value.ts'
import type { WireObject, WireValue } from './wire-value.ts'

// What a callback's signature covers. Apart from the signature itself, so that @countersign/client,
// which signs with WebCrypto, has this text and nothing of a hash library.

/** Nothing we send is nested deeper; a stranger's body may be, and must not exhaust the stack. */
const MOST_LEVELS = 32

/**
 * The text that is signed (docs/wire §9.1).
 *
 * @param callback.nonce Unix seconds as text
 * @param callback.url the callback URL exactly as configured; a query or fragment is left out
 * @param callback.query as `canonicalQuery` makes it; of a GET that is the query of the request
 */
export function signedText(callback: {
  readonly nonce: string
  readonly method: string
  readonly url: string
  readonly query: string
}): string {
  const { nonce, method, url, query } = callback
  return [nonce, method.toUpperCase(), signedUrl(url), query].join('|').toWellFormed()
}

/** Whether a payload may be canonicalised at all: a stranger's is looked at before its signature is. */
export function isCanonicalisable(payload: WireObject): boolean {
  return !isDeeperThan(MOST_LEVELS, payload)
}

/**
 * The payload as the signed string, which is also the query of a GET callback (docs/wire §9.3):
 * sorted on each level by the encoded pair, arrays in their order, null as empty, and empty objects
 * and arrays left out.
 */
export function canonicalQuery(payload: WireObject): string {
  return canonicalObject('', payload)
}

function canonicalObject(prefix: string, value: WireObject): string {
  return Object.entries(value)
    .map(([key, member]) => canonicalValue(prefix === '' ? key : `${prefix}[${key}]`, member))
    .filter((pairs) => pairs !== '')
    .toSorted()
    .join('&')
}

function canonicalValue(prefix: string, value: WireValue): string {
  if (value === null) return `${encode(prefix)}=`
  if (typeof value === 'object') {
    if (!isWireArray(value)) return canonicalObject(prefix, value)
    return value
      .map((item) => canonicalValue(`${prefix}[]`, item))
      .filter((pairs) => pairs !== '')
      .join('&')
  }
  return `${encode(prefix)}=${encode(scalarText(value))}`
}

function scalarText(value: string | number | boolean): string {
  // `String(1e21)` is "1e+21"; integers are signed in plain decimal.
  return Number.isInteger(value) ? BigInt(value).toString() : String(value)
}

/** Ruby's `CGI.escape`: a space is `+`, and `! ' ( ) *` are escaped too. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replaceAll(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+')
}

/**
 * Worked on as text: a URL parser would rewrite the port, the case of the host or an escape, and what
 * is signed must be what the operator configured (docs/wire §1, 21). A bare host ends in `/`.
 */
function signedUrl(url: string): string {
  const withoutQuery = url.replace(/[?#].*$/s, '')
  return /^[a-z][a-z0-9+.-]*:\/\/[^/]*$/i.test(withoutQuery) ? `${withoutQuery}/` : withoutQuery
}

function isDeeperThan(levels: number, value: WireValue): boolean {
  if (value === null || typeof value !== 'object') return false
  if (levels === 0) return true
  return Object.values(value).some((member: WireValue) => isDeeperThan(levels - 1, member))
}
