import type { PushSubscription } from '../domain/push-subscription.ts'
import type { OutboundRequest } from './guarded-sender.ts'

/** Says that something waits, and nothing of what: that is fetched by a signed request (docs/device-protocol.md). */
const PAYLOAD = JSON.stringify({ waiting: true })

/** How long the push service keeps it for a device that is off, in seconds. */
const TTL = { least: 120, most: 3_600 } as const

/** RFC 8292 §2 allows 24 hours. */
const TOKEN_LIFE_SECONDS = 12 * 3_600

export interface Push {
  readonly subscription: PushSubscription
  readonly keys: { readonly publicKey: string; readonly privateKey: string }
  /** Whom a push service may write to: `mailto:` or `https:` (RFC 8292 §2.1). */
  readonly contact: string
  readonly now: number
  /** When what waits is over, in milliseconds. */
  readonly deadlineAt: number
}

/** The request to the push service: encrypted for the device (RFC 8291), signed with our key (RFC 8292). */
export async function pushRequest(push: Push): Promise<OutboundRequest> {
  // With the first push: it brings much that a start need not wait for.
  const { default: webPush } = await import('web-push')
  const { subscription, keys, contact, now, deadlineAt } = push
  const left = Math.ceil((deadlineAt - now) / 1000)
  const details = webPush.generateRequestDetails(
    { endpoint: subscription.endpoint, keys: { ...subscription.keys } },
    PAYLOAD,
    { TTL: Math.min(Math.max(left, TTL.least), TTL.most), urgency: 'high' },
  )
  // By itself, since the library would take the time of the machine.
  const { Authorization } = webPush.getVapidHeaders(
    new URL(subscription.endpoint).origin,
    contact,
    keys.publicKey,
    keys.privateKey,
    'aes128gcm',
    Math.floor(now / 1000) + TOKEN_LIFE_SECONDS,
  )
  return {
    url: subscription.endpoint,
    method: 'POST',
    headers: { ...details.headers, Authorization },
    body: details.body ?? undefined,
  }
}
