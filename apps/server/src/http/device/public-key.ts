import { type CryptoKey, importJWK } from 'jose'
import type { PublicJwk } from '@countersign/wire'

/** 32 bytes in base64url: a coordinate of P-256 (RFC 7518 §6.2.1). */
const COORDINATE = /^[A-Za-z0-9_-]{43}$/

/** The four members and no more, in one order: equal keys are equal texts. */
export function canonicalKey(jwk: PublicJwk): string {
  return JSON.stringify({ kty: jwk.kty, crv: jwk.crv, x: jwk.x, y: jwk.y })
}

/** A public P-256 key, or undefined for what is none: also a point that is not on the curve. */
export async function importPublicKey(
  jwk: unknown,
  algorithm: 'ES256' | 'ECDH-ES',
): Promise<{ readonly key: CryptoKey; readonly jwk: PublicJwk } | undefined> {
  if (!isPublicJwk(jwk)) return undefined
  try {
    const { kty, crv, x, y } = jwk
    const key = await importJWK({ kty, crv, x, y }, algorithm)
    return key instanceof Uint8Array ? undefined : { key, jwk: { kty, crv, x, y } }
  } catch {
    return undefined
  }
}

function isPublicJwk(jwk: unknown): jwk is PublicJwk {
  if (typeof jwk !== 'object' || jwk === null) return false
  const { kty, crv, x, y } = jwk as Readonly<Record<string, unknown>>
  return kty === 'EC' && crv === 'P-256' && isCoordinate(x) && isCoordinate(y)
}

function isCoordinate(text: unknown): boolean {
  return typeof text === 'string' && COORDINATE.test(text)
}
