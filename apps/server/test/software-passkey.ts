import { createHash, createSign, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { isoCBOR } from '@simplewebauthn/server/helpers'

/** An authenticator as WebAuthn §6 describes one, in a few lines: it makes a passkey, and signs with it. */
export interface SoftwarePasskey {
  readonly id: string
  /** What `navigator.credentials.create` would give. */
  readonly create: (options: { readonly challenge: string }, change?: Change) => object
  /** What `navigator.credentials.get` would give. */
  readonly get: (options: { readonly challenge: string }, change?: Change) => object
}

/** What a test changes of an answer that would be right. */
export interface Change {
  readonly origin?: string
  readonly rpId?: string
  readonly isVerified?: boolean
  readonly count?: number
}

const USER_PRESENT = 0x01
const USER_VERIFIED = 0x04
const HAS_CREDENTIAL = 0x40

export function softwarePasskey(host: string): SoftwarePasskey {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const credentialId = createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest()
  const id = credentialId.toString('base64url')
  let count = 0

  function authenticatorData(change: Change, flags: number, more: Uint8Array): Buffer {
    count = change.count ?? count + 1
    const counter = Buffer.alloc(4)
    counter.writeUInt32BE(count)
    const verified = change.isVerified === false ? 0 : USER_VERIFIED
    return Buffer.concat([
      createHash('sha256')
        .update(change.rpId ?? host)
        .digest(),
      Buffer.from([flags | USER_PRESENT | verified]),
      counter,
      more,
    ])
  }

  function clientData(type: string, challenge: string, change: Change): Buffer {
    const origin = change.origin ?? `https://${host}`
    return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }))
  }

  const answerOf = (response: object) => ({
    id,
    rawId: id,
    type: 'public-key',
    clientExtensionResults: {},
    response,
  })

  return {
    id,
    create({ challenge }, change = {}) {
      const length = Buffer.alloc(2)
      length.writeUInt16BE(credentialId.length)
      const credential = Buffer.concat([Buffer.alloc(16), length, credentialId, coseKey(publicKey)])
      const authData = authenticatorData(change, HAS_CREDENTIAL, credential)
      const attestation = new Map<string, unknown>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', Uint8Array.from(authData)],
      ])
      return answerOf({
        clientDataJSON: clientData('webauthn.create', challenge, change).toString('base64url'),
        attestationObject: Buffer.from(isoCBOR.encode(attestation as never)).toString('base64url'),
        transports: ['internal'],
      })
    },
    get({ challenge }, change = {}) {
      const authData = authenticatorData(change, 0, Buffer.alloc(0))
      const data = clientData('webauthn.get', challenge, change)
      const signed = Buffer.concat([authData, createHash('sha256').update(data).digest()])
      return answerOf({
        clientDataJSON: data.toString('base64url'),
        authenticatorData: authData.toString('base64url'),
        signature: createSign('sha256').update(signed).sign(privateKey).toString('base64url'),
      })
    },
  }
}

/** RFC 9053 §7.1.1: kty EC2, ES256, P-256, x, y. */
function coseKey(publicKey: KeyObject): Uint8Array {
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  const key = new Map<number, unknown>([
    [1, 2],
    [3, -7],
    [-1, 1],
    [-2, Uint8Array.from(Buffer.from(x, 'base64url'))],
    [-3, Uint8Array.from(Buffer.from(y, 'base64url'))],
  ])
  return isoCBOR.encode(key as never)
}
