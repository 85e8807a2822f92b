/** What happened, for people. What is not here is shown by its own name. */
const WORDS: Readonly<Record<string, string>> = {
  user_added: 'Person registered',
  user_updated: 'Person updated',
  user_removed: 'Person removed',
  suspension_lifted: 'Suspension lifted',
  totp_token_sent: 'Token sent',
  token_verified: 'Token right',
  token_invalid: 'Token wrong',
  phone_verification_started: 'Code sent',
  phone_verification_code_is_valid: 'Code right',
  phone_verification_code_is_invalid: 'Code wrong',
  one_touch_request_created: 'Approval asked',
  one_touch_request_refused: 'Approval not asked',
  one_touch_request_responded: 'Approval answered',
  one_touch_answer_refused: 'Answer refused',
  one_touch_not_me: '“This was not me”',
  device_registration_completed: 'Device registered',
  device_registration_refused: 'Device refused',
  device_revoked: 'Device revoked',
  qr_authenticator_created: 'QR code made',
  secret_exported: 'Secret exported',
  callback_set: 'Callback set',
  callback_removed: 'Callback taken away',
  callback_failed: 'Callback failed',
  callback_disabled: 'Callback disabled',
  webhook_created: 'Webhook made by a program',
  webhook_deleted: 'Webhook deleted by a program',
  webhook_disabled: 'Webhook disabled',
  operator_suspended_user: 'Person suspended by an operator',
  operator_lifted_suspension: 'Suspension lifted by an operator',
  operator_removed_user: 'Person removed by an operator',
  operator_revoked_device: 'Device revoked by an operator',
  operator_resent_message: 'Message sent again by an operator',
  operator_settings_changed: 'Settings changed',
  operator_app_created: 'Application made',
  operator_app_changed: 'Application changed',
  operator_key_rotated: 'API key rotated',
  operator_key_ended: 'API key ended',
  operator_signed_in: 'Operator signed in',
  operator_sign_in_refused: 'Sign-in refused',
  operator_refused: 'Operator refused',
  operator_webhook_created: 'Webhook made',
  operator_webhook_deleted: 'Webhook deleted',
  operator_webhook_enabled: 'Webhook enabled',
  operator_access_key_created: 'Access key made',
  operator_access_key_ended: 'Access key ended',
}

export function eventName(kind: string): string {
  const words = WORDS[kind]
  if (words !== undefined) return words
  const text = kind.replaceAll('_', ' ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** For the choice of a kind: first what stands for several. */
export const EVENT_KINDS: readonly { readonly value: string; readonly label: string }[] = [
  { value: 'operator_', label: 'Everything by operators' },
  { value: 'token_', label: 'Every token that was typed' },
  { value: 'one_touch_', label: 'Everything about approvals' },
  { value: 'user_', label: 'People, added to removed' },
  ...Object.entries(WORDS).map(([value, label]) => ({ value, label })),
]
