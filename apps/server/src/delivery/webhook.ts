import { createSecretKey } from 'node:crypto'
import { renderJson, type WireObject } from '@countersign/wire'
import { SignJWT } from 'jose'
import type { OutboundRequest } from './guarded-sender.ts'
import { signWebhook } from './sign-webhook.ts'

export interface WebhookToSend {
  /** The same at every attempt. */
  readonly id: string
  readonly url: string
  readonly signingKey: string
  readonly payload: WireObject
  /** Milliseconds. */
  readonly now: number
}

/**
 * The request with both its signatures under the one key: Authy's, a JWT (HS256) in `body`, and that of
 * Standard Webhooks over what is sent, so that either kind of receiver is served (docs/wire, webhooks).
 */
export async function webhookRequest(webhook: WebhookToSend): Promise<OutboundRequest> {
  const { id, url, signingKey, payload, now } = webhook
  const key = createSecretKey(Buffer.from(signingKey))
  const jwt = await new SignJWT({ ...payload })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuedAt(Math.floor(now / 1_000))
    .sign(key)
  const body = renderJson({ body: jwt })
  return {
    url,
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'User-Agent': 'Countersign',
      ...signWebhook(key, { id, body, now }),
    },
    body,
  }
}
