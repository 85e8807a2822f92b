/**
 * What an app can be told of: Authy's name of an event, and our kind of it where we record one. The others
 * may be subscribed to, since programs written for Authy do; they never happen here.
 */
export const WEBHOOK_EVENTS = {
  account_recovery_approved: undefined,
  account_recovery_canceled: undefined,
  account_recovery_started: undefined,
  custom_message_not_allowed: undefined,
  device_registration_completed: 'device_registration_completed',
  one_touch_request_responded: 'one_touch_request_responded',
  phone_change_canceled: undefined,
  phone_change_pin_sent: undefined,
  phone_change_requested: undefined,
  phone_verification_code_is_invalid: 'phone_verification_code_is_invalid',
  phone_verification_code_is_valid: 'phone_verification_code_is_valid',
  phone_verification_failed: undefined,
  phone_verification_not_found: undefined,
  phone_verification_started: 'phone_verification_started',
  suspended_account: 'operator_suspended_user',
  token_invalid: 'token_invalid',
  token_verified: 'token_verified',
  too_many_code_verifications: undefined,
  too_many_phone_verifications: undefined,
  totp_token_sent: 'totp_token_sent',
  user_account_deleted: undefined,
  user_added: 'user_added',
  user_phone_changed: undefined,
  user_registration_completed: undefined,
  user_removed: 'user_removed',
  // Beyond Authy's.
  device_revoked: 'device_revoked',
  one_touch_not_me: 'one_touch_not_me',
  one_touch_request_created: 'one_touch_request_created',
  user_updated: 'user_updated',
} as const satisfies Readonly<Record<string, string | undefined>>

export type WebhookEvent = keyof typeof WEBHOOK_EVENTS

// The keys are those of the table.
export const WEBHOOK_EVENT_NAMES = Object.keys(WEBHOOK_EVENTS) as readonly WebhookEvent[]

/** What a delivery that an operator asked for is called. */
export const TEST_EVENT = 'webhook_test'

export function isWebhookEvent(name: string): name is WebhookEvent {
  return Object.hasOwn(WEBHOOK_EVENTS, name)
}

const BY_KIND: ReadonlyMap<string, WebhookEvent> = new Map(
  WEBHOOK_EVENT_NAMES.flatMap((name) => {
    const kind = WEBHOOK_EVENTS[name]
    return kind === undefined ? [] : [[kind, name] as const]
  }),
)

/** The name on the wire of an event of ours, if apps can be told of it. */
export function webhookEventOf(kind: string): WebhookEvent | undefined {
  return BY_KIND.get(kind)
}
