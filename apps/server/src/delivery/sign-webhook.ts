import { createHmac, createSecretKey, type KeyObject } from 'node:crypto'

const SECRET_PREFIX = 'whsec_'

/** Key sizes that Standard Webhooks allows ("Signature scheme": 24 to 64 bytes). */
const KEY_BYTES = { least: 24, most: 64 } as const

/** The key inside a Standard Webhooks secret, `whsec_` and base64; undefined when it is none. */
export function parseWebhookSecret(secret: string): KeyObject | undefined {
  if (!secret.startsWith(SECRET_PREFIX)) return undefined
  const encoded = secret.slice(SECRET_PREFIX.length)
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(encoded)) return undefined
  const key = Buffer.from(encoded, 'base64')
  if (key.length < KEY_BYTES.least || key.length > KEY_BYTES.most) return undefined
  return createSecretKey(key)
}

/**
 * The three headers of Standard Webhooks. The id stays the same at every attempt, so the receiver can
 * drop what it already has; the timestamp is of the attempt, so that an old one cannot be played again.
 */
export function signWebhook(
  key: KeyObject,
  { id, body, now }: { readonly id: string; readonly body: string; readonly now: number },
): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(now / 1000))
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature}`,
  }
}
