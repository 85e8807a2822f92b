import type { WireObject } from '../wire-value.ts'
import { objectId } from './object-id.ts'

export interface WebhookFacts {
  /** `WH_` and a UUID. */
  readonly id: string
  readonly name: string
  readonly appId: number
  readonly url: string
  readonly signingKey: string
  readonly events: readonly string[]
}

/** Answer to `POST application/webhooks` (docs/wire §10.1). */
export function webhookCreated(webhook: WebhookFacts): WireObject {
  return { webhook: webhookOf(webhook), message: 'Webhook created', success: true }
}

export function webhooksListed(webhooks: readonly WebhookFacts[]): WireObject {
  return { webhooks: webhooks.map(webhookOf), success: true }
}

export function webhookDeleted(): WireObject {
  return { message: 'Webhook deleted', success: true }
}

function webhookOf(webhook: WebhookFacts): WireObject {
  return {
    id: webhook.id,
    name: webhook.name,
    account_sid: accountSid(),
    service_id: objectId(webhook.appId),
    url: webhook.url,
    signing_key: webhook.signingKey,
    events: [...webhook.events],
  }
}

export interface WebhookEventFacts {
  readonly webhookId: string
  readonly event: string
  /** Milliseconds. */
  readonly at: number
  readonly app: { readonly id: number; readonly isSandbox: boolean }
  readonly user:
    | {
        readonly authyId: number
        readonly isSuspended: boolean
        readonly countryCode: number
        /** National; null where the app no longer has the person. */
        readonly phoneNumber: string | null
      }
    | undefined
  readonly device: { readonly id: number; readonly system: string } | undefined
  /** What else is known of the event: channel, reason, uuid and status. Ours beside Authy's members. */
  readonly facts: WireObject
}

/** What the JWT of a delivery says (docs/wire §10.2). */
export function webhookEvent(facts: WebhookEventFacts): WireObject {
  const { user, device } = facts
  const appId = objectId(facts.app.id)
  const objects: Record<string, WireObject> = {
    app: {
      s_account_sid: accountSid(),
      s_device_app: 'authy',
      s_id: appId,
      s_type: facts.app.isSandbox ? 'trial' : 'full',
    },
  }
  if (user !== undefined) {
    const id = String(user.authyId)
    objects['registration'] = { s_app_id: appId, s_authy_id: id, s_custom_id: null }
    objects['user'] = {
      s_authy_id: id,
      as_authy_ids: [id],
      b_banned: user.isSuspended,
      s_country_code: String(user.countryCode),
      s_locale: null,
      s_phone_number: user.phoneNumber,
    }
  }
  if (device !== undefined)
    objects['device'] = { s_id: String(device.id), s_device_type: device.system }
  return {
    webhook_id: facts.webhookId,
    events: [
      {
        event: facts.event,
        time: Math.floor(facts.at / 1000),
        objects,
        facts: facts.facts,
        request: { id: null, ip: null },
        public: true,
      },
    ],
  }
}

/** There are no accounts above apps here: it is the same for all. */
function accountSid(): string {
  return `AC${'0'.repeat(32)}`
}
