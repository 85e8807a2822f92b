/** What a timeline can be narrowed to, and how the kinds of events in it begin. */
export const TIMELINE_PARTS = {
  tokens: ['totp_token_', 'token_', 'phone_verification_'],
  approvals: ['one_touch_'],
  devices: ['device_'],
  account: ['user_', 'suspension_', 'qr_authenticator_', 'secret_', 'activity_'],
  operators: ['operator_'],
} as const satisfies Readonly<Record<string, readonly string[]>>

export type TimelinePart = keyof typeof TIMELINE_PARTS
