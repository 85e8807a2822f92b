import { createDecipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto'

/** What a browser does with a push: keys of its own, and the decryption of RFC 8291 with node:crypto alone. */
export interface PushReceiver {
  readonly keys: { readonly p256dh: string; readonly auth: string }
  /** The plaintext of a body in `aes128gcm` (RFC 8188). */
  readonly decrypt: (body: Buffer) => string
}

export function createPushReceiver(): PushReceiver {
  const ecdh = createECDH('prime256v1')
  const publicKey = ecdh.generateKeys()
  const auth = randomBytes(16)
  return {
    keys: { p256dh: publicKey.toString('base64url'), auth: auth.toString('base64url') },
    decrypt(body) {
      // RFC 8188 §2.1: salt, record size, length of the key id, and the key id: the sender's public key.
      const salt = body.subarray(0, 16)
      const recordSize = body.readUInt32BE(16)
      const keyEnd = 21 + body.readUInt8(20)
      const senderKey = body.subarray(21, keyEnd)
      const record = body.subarray(keyEnd)
      if (record.length > recordSize) throw new Error('The body has more than one record.')
      // RFC 8291 §3.4.
      const secret = ecdh.computeSecret(senderKey)
      const info = Buffer.concat([Buffer.from('WebPush: info\0'), publicKey, senderKey])
      const inputKey = Buffer.from(hkdfSync('sha256', secret, auth, info, 32))
      const derive = (label: string, length: number) =>
        Buffer.from(
          hkdfSync('sha256', inputKey, salt, Buffer.from(`Content-Encoding: ${label}\0`), length),
        )
      const decipher = createDecipheriv('aes-128-gcm', derive('aes128gcm', 16), derive('nonce', 12))
      decipher.setAuthTag(record.subarray(-16))
      const padded = Buffer.concat([decipher.update(record.subarray(0, -16)), decipher.final()])
      // RFC 8188 §2: the text ends with 2 in the last record, and zeros may follow.
      const end = padded.lastIndexOf(2)
      if (padded.subarray(end + 1).some((byte) => byte !== 0)) throw new Error('No delimiter.')
      return padded.subarray(0, end).toString()
    },
  }
}
