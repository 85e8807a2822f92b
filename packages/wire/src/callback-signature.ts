import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { utf8ToBytes } from '@noble/hashes/utils.js'
import { isWireArray } from './wire-value.ts'
import type { WireObject, WireValue } from './wire-value.ts'

export interface CallbackToSign {
  /** The application's API key. */
  readonly apiKey: string
  /** Unix seconds as text, sent as `X-Authy-Signature-Nonce`. */
  readonly nonce: string
  readonly method: string
  /** The callback URL exactly as configured; a query or fragment is left out. */
  readonly url: string
  readonly payload: WireObject
}

/** The value of `X-Authy-Signature` (docs/wire §9.1). */
export function signCallback(callback: CallbackToSign): string {
  const signed = [
    callback.nonce,
    callback.method.toUpperCase(),
    signedUrl(callback.url),
    canonicalQuery(callback.payload),
  ].join('|')
  const key = utf8ToBytes(callback.apiKey.toWellFormed())
  const digest = hmac(sha256, key, utf8ToBytes(signed.toWellFormed()))
  return btoa(String.fromCharCode(...digest))
}

/** Nothing we send is nested deeper; a stranger's body may be, and must not exhaust the stack. */
const MOST_LEVELS = 32

/** Whether a callback bears the right signature; takes as long for a near miss as for a far one. */
export function verifyCallbackSignature(callback: CallbackToSign, signature: string): boolean {
  if (isDeeperThan(MOST_LEVELS, callback.payload)) return false
  return equalsInConstantTime(signCallback(callback), signature)
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

function equalsInConstantTime(expected: string, received: string): boolean {
  if (expected.length !== received.length) return false
  let difference = 0
  for (let index = 0; index < expected.length; index += 1) {
    difference |= expected.charCodeAt(index) ^ received.charCodeAt(index)
  }
  return difference === 0
}
