import type { PublicJwk } from '@countersign/wire'
import { type CryptoKey, exportJWK } from 'jose'
import { readPublicJwk } from './answers.ts'
import { DeviceError } from './device-error.ts'

export interface DeviceKeyPair {
  /** Never leaves the device; not extractable unless the store can keep it in no other way. */
  readonly privateKey: CryptoKey
  readonly publicJwk: PublicJwk
}

/** The two key pairs of a device at one service (docs/device-protocol.md, "Keys"). */
export interface DeviceKeys {
  readonly signing: DeviceKeyPair
  readonly agreement: DeviceKeyPair
}

export const SIGNING_ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' } as const
export const SIGNING_USES = ['sign'] as const
export const AGREEMENT_ALGORITHM = { name: 'ECDH', namedCurve: 'P-256' } as const
export const AGREEMENT_USES = ['deriveBits'] as const

/** New keys of P-256, made by WebCrypto. */
export async function createKeys(isExtractable: boolean): Promise<DeviceKeys> {
  const { subtle } = requireCrypto()
  const [signing, agreement] = await Promise.all([
    subtle.generateKey(SIGNING_ALGORITHM, isExtractable, [...SIGNING_USES, 'verify']),
    subtle.generateKey(AGREEMENT_ALGORITHM, isExtractable, [...AGREEMENT_USES]),
  ])
  return { signing: await keyPair(signing), agreement: await keyPair(agreement) }
}

async function keyPair(pair: {
  readonly privateKey: CryptoKey
  readonly publicKey: CryptoKey
}): Promise<DeviceKeyPair> {
  const publicJwk = readPublicJwk(await exportJWK(pair.publicKey), 'public key')
  return { privateKey: pair.privateKey, publicJwk }
}

/** Browsers have WebCrypto's `subtle` in secure contexts only: pages by HTTPS, or from this machine. */
export function requireCrypto(): typeof globalThis.crypto {
  const { crypto } = globalThis
  // The types say that it is always there.
  const subtle: unknown = crypto?.subtle
  if (subtle === undefined || subtle === null) {
    throw new DeviceError('no-crypto', 'WebCrypto is missing: open the page by HTTPS.')
  }
  return crypto
}
