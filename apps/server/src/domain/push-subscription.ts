import { type AddressBlock, isAllowedInside } from './inner-address.ts'

/** Where and how to wake a closed authenticator, as browsers give it (the Push API's `PushSubscription`). */
export interface PushSubscription {
  readonly endpoint: string
  readonly keys: {
    /** The receiver's public key: an uncompressed point of P-256 in base64url (RFC 8291 §2.1). */
    readonly p256dh: string
    /** 16 bytes in base64url (RFC 8291 §3.2). */
    readonly auth: string
  }
}

export type ParsedSubscription =
  | { readonly ok: true; readonly subscription: PushSubscription }
  | { readonly ok: false; readonly field: 'endpoint' | 'p256dh' | 'auth' }

const MOST_CHARACTERS = 1_000
const POINT_BYTES = 65
const AUTH_BYTES = 16

/**
 * A subscription that can be sent to, its keys without padding.
 *
 * @param allowed inner addresses that the operator opened: to these a push may go without TLS, as to a
 *   push service of one's own on the same machine
 */
export function parsePushSubscription(
  { endpoint, keys }: PushSubscription,
  allowed: readonly AddressBlock[],
): ParsedSubscription {
  if (!isEndpoint(endpoint, allowed)) return { ok: false, field: 'endpoint' }
  const point = decodeBase64Url(keys.p256dh)
  if (point === undefined || !isPointOfP256(point)) return { ok: false, field: 'p256dh' }
  if (decodeBase64Url(keys.auth)?.length !== AUTH_BYTES) return { ok: false, field: 'auth' }
  return {
    ok: true,
    subscription: {
      endpoint,
      keys: { p256dh: unpadded(keys.p256dh), auth: unpadded(keys.auth) },
    },
  }
}

function unpadded(text: string): string {
  return text.replace(/=+$/, '')
}

function isEndpoint(text: string, allowed: readonly AddressBlock[]): boolean {
  if (text.length > MOST_CHARACTERS || !/^[\x21-\x7e]+$/.test(text)) return false
  const url = URL.parse(text)
  if (url === null || url.username !== '' || url.password !== '' || url.hash !== '') return false
  if (url.protocol === 'https:') return true
  const host = url.hostname === 'localhost' ? '127.0.0.1' : url.hostname.replace(/^\[|\]$/g, '')
  return url.protocol === 'http:' && isAllowedInside(host, allowed)
}

function decodeBase64Url(text: string): Uint8Array | undefined {
  const [, digits = ''] = /^([A-Za-z0-9_-]+)={0,2}$/.exec(text) ?? []
  // One digit more than whole groups is no byte.
  if (digits === '' || digits.length % 4 === 1) return undefined
  const binary = atob(digits.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(binary, (character) => character.charCodeAt(0))
}

/** The curve's prime and its `b` (FIPS 186-5, as in SEC 2 §2.4.2, secp256r1). */
const P = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn
const B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn

/** y² = x³ - 3x + b: a point beside the curve would give its sender away what we encrypt for others. */
function isPointOfP256(bytes: Uint8Array): boolean {
  if (bytes.length !== POINT_BYTES || bytes[0] !== 4) return false
  const x = toNumber(bytes.subarray(1, 33))
  const y = toNumber(bytes.subarray(33))
  return x < P && y < P && (y * y - (x * x * x - 3n * x + B)) % P === 0n
}

function toNumber(bytes: Uint8Array): bigint {
  return bytes.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n)
}
