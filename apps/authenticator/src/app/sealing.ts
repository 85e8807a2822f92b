/** AES-256-GCM and PBKDF2 by WebCrypto, as the vault and the export file use them. */

/** OWASP's password storage advice for PBKDF2 with SHA-256 (2023): 600,000 rounds or more. */
export const ROUNDS = 600_000

/** NIST SP 800-38D §5.2.1.1: 96 bits, and never twice with one key. */
const IV_BYTES = 12

export interface Sealed {
  readonly iv: Uint8Array<ArrayBuffer>
  readonly data: ArrayBuffer
}

export function randomBytes(length: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(length))
}

export function newKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
}

export async function seal(key: CryptoKey, bytes: Uint8Array<ArrayBuffer>): Promise<Sealed> {
  const iv = randomBytes(IV_BYTES)
  return { iv, data: await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, bytes) }
}

/** `undefined` when the key is another, or a bit was changed. */
export async function unseal(
  key: CryptoKey,
  { iv, data }: Sealed,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, data))
  } catch {
    // WebCrypto says no more than that it failed.
    return undefined
  }
}

/** A key out of what a person can remember. */
export async function keyFromPassword(
  password: string,
  salt: Uint8Array<ArrayBuffer>,
  rounds: number,
): Promise<CryptoKey> {
  // The same accents typed on another keyboard may come as other code points (RFC 8265 §4.2.1).
  const bytes = new TextEncoder().encode(password.normalize('NFC'))
  const base = await crypto.subtle.importKey('raw', bytes, 'PBKDF2', false, ['deriveKey'])
  return await crypto.subtle.deriveKey(
    { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: rounds },
    base,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt', 'decrypt'],
  )
}

/** A key out of 32 random bytes, such as a passkey's PRF gives. */
export function keyFromBytes(bytes: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt'])
}
