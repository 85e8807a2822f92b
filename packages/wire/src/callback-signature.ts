import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { utf8ToBytes } from '@noble/hashes/utils.js'
import { canonicalQuery, isCanonicalisable, signedText } from './signed-text.ts'
import type { WireObject } from './wire-value.ts'

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
  const { apiKey, nonce, method, url, payload } = callback
  const signed = signedText({ nonce, method, url, query: canonicalQuery(payload) })
  const digest = hmac(sha256, utf8ToBytes(apiKey.toWellFormed()), utf8ToBytes(signed))
  return btoa(String.fromCharCode(...digest))
}

/** Whether a callback bears the right signature; takes as long for a near miss as for a far one. */
export function verifyCallbackSignature(callback: CallbackToSign, signature: string): boolean {
  if (!isCanonicalisable(callback.payload)) return false
  return equalsInConstantTime(signCallback(callback), signature)
}

function equalsInConstantTime(expected: string, received: string): boolean {
  if (expected.length !== received.length) return false
  let difference = 0
  for (let index = 0; index < expected.length; index += 1) {
    difference |= expected.charCodeAt(index) ^ received.charCodeAt(index)
  }
  return difference === 0
}
