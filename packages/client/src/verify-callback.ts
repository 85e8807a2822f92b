import { canonicalQuery, isCanonicalisable, signedText, type WireObject } from '@countersign/wire'
import type { Callback } from './callback.ts'
import { type CallbackMemory, createCallbackMemory } from './callback-memory.ts'
import { jsonSource, parseCallback, querySource } from './parse-callback.ts'
import { parseBody } from './read-body.ts'

export interface CallbackOptions {
  /** Of the app; several while a key is being rotated. */
  readonly apiKey: string | readonly string[]
  /**
   * The callback URL exactly as it is set at the server; the request's own unless given. Behind a proxy
   * the two differ, and a signature over the other one does not verify.
   */
  readonly url?: string
  /** How old a callback may be, in milliseconds, either way; 300,000 unless given. */
  readonly maxAgeMs?: number
  /** In this process unless given. Several processes need one that they share. */
  readonly seen?: CallbackMemory
  /** Told of each one that is refused, for a log. */
  readonly onRefused?: (reason: CallbackRefusal) => void
  /** Milliseconds since 1970. */
  readonly now?: () => number
}

export type CallbackRefusal =
  /** No signature and nonce. */
  | 'not-signed'
  /** Not by this app's key, not over this URL, or altered. */
  | 'bad-signature'
  /** Or from a time to come: see `maxAgeMs`. */
  | 'too-old'
  /** The very same one came before. */
  | 'replayed'
  /** No callback, or too much of one. */
  | 'malformed'

export type VerifiedCallback =
  | { readonly ok: true; readonly callback: Callback }
  | { readonly ok: false; readonly reason: CallbackRefusal }

/** @internal A request, however a framework has it. */
export interface CallbackRequest {
  readonly method: string
  /** Whole, with its query. */
  readonly url: string
  readonly header: (name: string) => string | undefined
  /** Of a POST: JSON as text, or as it was parsed; undefined where it could not be read. */
  readonly body: unknown
}

const STANDARD_MAX_AGE_MS = 300_000

/** The longest that a server sends: 64 KiB of details, twice, the second time in the signed answer. */
const MOST_BODY_BYTES = 524_288

const ownMemory = createCallbackMemory()

/**
 * Verifies a callback: that your app's key signed it, over your URL, lately, and for the first time
 * (docs/wire §9). Reads the body of the request.
 *
 * @example
 * const verified = await verifyCallback(request, { apiKey, url })
 * if (!verified.ok) return new Response(null, { status: 403 })
 * decided(verified.callback.uuid, verified.callback.status)
 * return new Response('OK')
 */
export async function verifyCallback(
  request: Request,
  options: CallbackOptions,
): Promise<VerifiedCallback> {
  return await verifyCallbackRequest(await callbackRequest(request), options)
}

/** @internal Reads the body of a web request. */
export async function callbackRequest(request: Request): Promise<CallbackRequest> {
  const { method, url } = request
  const header = (name: string) => request.headers.get(name) ?? undefined
  return { method, url, header, body: method === 'POST' ? await textOf(request.body) : undefined }
}

/** @internal The same over a request of any framework. */
export async function verifyCallbackRequest(
  request: CallbackRequest,
  options: CallbackOptions,
): Promise<VerifiedCallback> {
  const verified = await judge(request, options)
  if (!verified.ok) options.onRefused?.(verified.reason)
  return verified
}

async function judge(
  request: CallbackRequest,
  options: CallbackOptions,
): Promise<VerifiedCallback> {
  const signature = request.header('x-authy-signature')
  const nonce = request.header('x-authy-signature-nonce')
  // Every recorded nonce is Unix seconds, one with a fraction (docs/wire §8.3).
  if (signature === undefined || nonce === undefined || !/^\d{1,12}(\.\d{1,9})?$/.test(nonce)) {
    return refuse('not-signed')
  }
  const signed = contentOf(request, options.url)
  if (signed === undefined) return refuse('malformed')
  const { query, source } = signed
  const url = options.url ?? request.url
  const text = signedText({ nonce, method: request.method, url, query })
  const keys = typeof options.apiKey === 'string' ? [options.apiKey] : options.apiKey
  if (!(await isSignedByAny(keys, signature, text))) return refuse('bad-signature')
  const now = options.now?.() ?? Date.now()
  const maxAgeMs = options.maxAgeMs ?? STANDARD_MAX_AGE_MS
  const signedAt = Number(nonce) * 1_000
  if (Math.abs(now - signedAt) > maxAgeMs) return refuse('too-old')
  const callback = parseCallback(source, request.header('webhook-id'))
  if (callback === undefined) return refuse('malformed')
  const memory = options.seen ?? ownMemory
  // The nonce is in it: what a server sends again is signed anew, and is no replay.
  const isFirst = await memory.claim(signature, signedAt + maxAgeMs + 1, now)
  return isFirst ? { ok: true, callback } : refuse('replayed')
}

function refuse(reason: CallbackRefusal): VerifiedCallback {
  return { ok: false, reason }
}

/** What was signed: of a GET the raw query, of a POST the canonical one of its JSON. */
function contentOf(request: CallbackRequest, configured: string | undefined) {
  if (request.method === 'GET') {
    const query = withoutOwn(queryOf(request.url), queryOf(configured ?? ''))
    return query === '' ? undefined : { query, source: querySource(query) }
  }
  if (request.method !== 'POST') return undefined
  const { body } = request
  const payload = typeof body === 'string' ? parseBody(body) : body
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) return undefined
  // JSON, whoever parsed it.
  const json = payload as WireObject
  return isCanonicalisable(json)
    ? { query: canonicalQuery(json), source: jsonSource(json) }
    : undefined
}

function queryOf(url: string): string {
  const start = url.indexOf('?')
  return start === -1 ? '' : url.slice(start + 1).replace(/#.*$/s, '')
}

/** A query that the configured URL has stays before the callback's, and is not signed (docs/wire §8.2). */
function withoutOwn(query: string, own: string): string {
  return own !== '' && query.startsWith(`${own}&`) ? query.slice(own.length + 1) : query
}

async function isSignedByAny(
  keys: readonly string[],
  signature: string,
  text: string,
): Promise<boolean> {
  const bytes = signatureBytes(signature)
  if (bytes === undefined) return false
  const encoder = new TextEncoder()
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  for (const apiKey of keys) {
    // An empty key would be one that everybody has.
    if (apiKey === '') continue
    const key = await crypto.subtle.importKey('raw', encoder.encode(apiKey), algorithm, false, [
      'verify',
    ])
    // Compares in constant time (WebCrypto §22.4.2).
    if (await crypto.subtle.verify('HMAC', key, bytes, encoder.encode(text))) return true
  }
  return false
}

/** 32 bytes in the one spelling that is sent: another one would be a second id of the same callback. */
function signatureBytes(signature: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/.test(signature)) return undefined
  return Uint8Array.from(atob(signature), (character) => character.charCodeAt(0))
}

/** @internal The text of a body, or undefined past what a server sends: a stranger's may never end. */
export async function textOf(body: AsyncIterable<Uint8Array> | null): Promise<string | undefined> {
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength
    if (bytes > MOST_BODY_BYTES) return undefined
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}
