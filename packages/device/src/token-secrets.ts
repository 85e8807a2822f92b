import { compactDecrypt, type CryptoKey } from 'jose'
import { readTokenSecrets, type TokenSecret } from './answers.ts'
import { DeviceError } from './device-error.ts'

/**
 * Opens the secrets of soft tokens (docs/device-protocol.md, "Apps and their tokens").
 *
 * @param sealed compact JWE, encrypted to the agreement key with ECDH-ES and A256GCM
 * @throws DeviceError `bad-answer` if this key does not open it. The message holds nothing of it.
 */
export async function openTokenSecrets(
  sealed: string,
  agreementKey: CryptoKey,
): Promise<readonly TokenSecret[]> {
  return readTokenSecrets(await decrypt(sealed, agreementKey), 'tokens').tokens
}

async function decrypt(sealed: string, agreementKey: CryptoKey): Promise<unknown> {
  try {
    const { plaintext } = await compactDecrypt(sealed, agreementKey, {
      // Those of the protocol and no other: what may be chosen by the sender may be chosen badly.
      keyManagementAlgorithms: ['ECDH-ES'],
      contentEncryptionAlgorithms: ['A256GCM'],
    })
    const opened: unknown = JSON.parse(new TextDecoder().decode(plaintext))
    return opened
  } catch {
    // Without the cause: JSON.parse quotes what it could not read.
    throw new DeviceError('bad-answer', 'The tokens are not encrypted to the key of this device.')
  }
}
