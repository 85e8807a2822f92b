import { randomBytes } from './sealing.ts'
import type { Passkey } from './vault.ts'

/** WebAuthn with the PRF extension (WebAuthn Level 3 §10.1.4): the authenticator gives 32 bytes that only it can. */

export interface NewPasskey {
  readonly passkey: Passkey
  readonly secret: Uint8Array<ArrayBuffer>
}

export function hasPasskeys(): boolean {
  return typeof PublicKeyCredential === 'function' && isSecureContext
}

/** Makes one for this device. `undefined` where the person declined, or the authenticator has no PRF. */
export async function createPasskey(): Promise<NewPasskey | undefined> {
  const salt = randomBytes(32)
  const credential = await asked(() =>
    navigator.credentials.create({
      publicKey: {
        rp: { name: 'Countersign' },
        user: { id: randomBytes(16), name: 'Countersign', displayName: 'Countersign' },
        // The answer is not sent to anyone who would have to see that the question is fresh.
        challenge: randomBytes(32),
        pubKeyCredParams: [
          { type: 'public-key', alg: -7 },
          { type: 'public-key', alg: -257 },
        ],
        authenticatorSelection: { userVerification: 'required', residentKey: 'preferred' },
        extensions: { prf: { eval: { first: salt } } },
      },
    }),
  )
  if (credential === undefined) return undefined
  const passkey = { id: new Uint8Array(credential.rawId), salt }
  // Some give the bytes at once, others only when they are asked for them.
  const secret = prfOf(credential) ?? (await askPasskey(passkey))
  return secret === undefined ? undefined : { passkey, secret }
}

export async function askPasskey({
  id,
  salt,
}: Passkey): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const credential = await asked(() =>
    navigator.credentials.get({
      publicKey: {
        challenge: randomBytes(32),
        allowCredentials: [{ type: 'public-key', id }],
        userVerification: 'required',
        extensions: { prf: { eval: { first: salt } } },
      },
    }),
  )
  return credential === undefined ? undefined : prfOf(credential)
}

async function asked(
  ask: () => Promise<Credential | null>,
): Promise<PublicKeyCredential | undefined> {
  try {
    const credential = await ask()
    return credential instanceof PublicKeyCredential ? credential : undefined
  } catch (error) {
    // Declined, timed out, or not possible here: the PIN is there for all of them.
    if (error instanceof DOMException) return undefined
    throw error
  }
}

function prfOf(credential: PublicKeyCredential): Uint8Array<ArrayBuffer> | undefined {
  const first = credential.getClientExtensionResults().prf?.results?.first
  if (first === undefined) return undefined
  const bytes = ArrayBuffer.isView(first)
    ? new Uint8Array(first.buffer.slice(first.byteOffset, first.byteOffset + first.byteLength))
    : new Uint8Array(first)
  return bytes
}
