import { type CryptoKey, exportJWK } from 'jose'
import { readApp, readDevice, readPublicJwk, readRegistration } from './answers.ts'
import type { StoredDevice, StoredRegistration } from './device-store.ts'
import {
  AGREEMENT_ALGORITHM,
  AGREEMENT_USES,
  type DeviceKeyPair,
  requireCrypto,
  SIGNING_ALGORITHM,
  SIGNING_USES,
} from './keys.ts'
import type { PublicJwk } from '@countersign/wire'
import { listOf, oneOf, orNull, type Read, readText, readWholeNumber, record } from './shape.ts'

/** For stores that keep text: everything as JSON, the private keys as JWK (RFC 7518 §6.2.2). */
export async function writeStoredText(stored: StoredDevice): Promise<string> {
  const { keys, ...rest } = stored
  const [signing, agreement] = await Promise.all([
    exportJWK(keys.signing.privateKey),
    exportJWK(keys.agreement.privateKey),
  ])
  const text: Record<keyof StoredText, unknown> = {
    format: FORMAT,
    ...rest,
    signingKey: { ...keys.signing.publicJwk, d: signing.d },
    agreementKey: { ...keys.agreement.publicJwk, d: agreement.d },
  }
  return `${JSON.stringify(text, undefined, 2)}\n`
}

/** The device in such a text, or undefined where it is none. It never throws, so no error can carry a key. */
export async function readStoredText(text: string): Promise<StoredDevice | undefined> {
  try {
    const { format: _, signingKey, agreementKey, ...rest } = readStored(JSON.parse(text), '')
    const [signing, agreement] = await Promise.all([
      keyPair(signingKey, SIGNING_ALGORITHM, SIGNING_USES),
      keyPair(agreementKey, AGREEMENT_ALGORITHM, AGREEMENT_USES),
    ])
    return { ...rest, keys: { signing, agreement } }
  } catch {
    return undefined
  }
}

/** Raised when a later version writes something that this one would misread. */
const FORMAT = 1

interface PrivateJwk extends PublicJwk {
  readonly d: string
}

interface StoredText extends Omit<StoredDevice, 'keys'> {
  readonly format: number
  readonly signingKey: PrivateJwk
  readonly agreementKey: PrivateJwk
}

const readPrivateJwk: Read<PrivateJwk> = (value, at) => ({
  ...readPublicJwk(value, at),
  ...record<{ d: string }>({ d: readText })(value, at),
})

const readStatus = record<{ status: StoredRegistration['status'] }>({
  status: oneOf(['pending', 'complete']),
})

const readStoredRegistration: Read<StoredRegistration> = (value, at) =>
  readStatus(value, at).status === 'pending'
    ? record<StoredRegistration & { status: 'pending' }>({
        status: oneOf(['pending']),
        registration: readRegistration,
      })(value, at)
    : record<StoredRegistration & { status: 'complete' }>({
        status: oneOf(['complete']),
        device: readDevice,
      })(value, at)

const readStored = record<StoredText>({
  format: oneOf([FORMAT]),
  baseUrl: readText,
  registration: readStoredRegistration,
  phone: orNull(readText),
  apps: listOf(readApp),
  sealedTokens: orNull(readText),
  lastEventId: orNull(readText),
  clockOffsetMs: readWholeNumber,
  signingKey: readPrivateJwk,
  agreementKey: readPrivateJwk,
})

async function keyPair(
  { d, ...publicJwk }: PrivateJwk,
  algorithm: { readonly name: string; readonly namedCurve: string },
  uses: readonly ('sign' | 'deriveBits')[],
): Promise<DeviceKeyPair> {
  const isExtractable = true
  const privateKey: CryptoKey = await requireCrypto().subtle.importKey(
    'jwk',
    { ...publicJwk, d },
    algorithm,
    isExtractable,
    [...uses],
  )
  return { privateKey, publicJwk }
}
