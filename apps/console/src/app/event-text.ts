/** An event in words. */
export interface EventText {
  readonly title: string
  readonly detail: string | undefined
  readonly tone: 'good' | 'bad' | 'plain'
}

type Facts = Readonly<Record<string, unknown>>

const CHANNELS: Readonly<Record<string, string>> = {
  sms: 'SMS',
  call: 'call',
  email: 'e-mail',
  push: 'push',
}

const TOKENS_BY: Readonly<Record<string, string>> = {
  sms: 'It was sent by SMS.',
  call: 'It was read out in a call.',
  email: 'It was sent by e-mail.',
  push: 'It was sent to a device.',
  qr: 'It came from the QR authenticator.',
  soft: 'It came from a device.',
}

const TOKEN_REFUSALS: Readonly<Record<string, string>> = {
  invalid: 'The digits were wrong, or of a token that had expired.',
  reused: 'The token was right, but had been used before.',
}

const ASK_REFUSALS: Readonly<Record<string, string>> = {
  suspended: 'The person is suspended.',
  unregistered: 'The person never had a device.',
  'no-device': 'Every device of the person is revoked.',
  paused: 'The person said “this was not me”, and has not logged in since.',
  'too-many-pushes': 'Too many requests went by without an approval.',
}

const ANSWER_REFUSALS: Readonly<Record<string, string>> = {
  altered: 'What was signed is not what was asked.',
  expired: 'The request had expired.',
  'wrong-number': 'The number was not the one that the login page showed.',
  'not-pending': 'The request had been answered already.',
  clock: 'The clock of the device is wrong.',
}

const PLAIN: Readonly<Record<string, string>> = {
  user_added: 'Added to the application',
  user_removed: 'Removed from the application',
  user_updated: 'E-mail address replaced',
  suspension_lifted: 'Suspension lifted',
  qr_authenticator_created: 'QR authenticator made',
  secret_exported: 'Secret of the QR authenticator handed to the application',
  phone_verification_started: 'Code for the number sent',
  one_touch_request_created: 'Approval requested',
  one_touch_not_me: 'The person said “this was not me”',
  device_registration_completed: 'Device registered',
  device_revoked: 'Device revoked',
  activity_password_reset: 'The application reported a new password',
  activity_banned: 'The application banned the person',
  activity_unbanned: 'The application let the person in again',
  activity_cookie_login: 'The application logged the person in by a cookie',
  operator_suspended_user: 'Suspended by an operator',
  operator_lifted_suspension: 'Let in again by an operator',
  operator_removed_user: 'Removed by an operator',
  operator_revoked_device: 'Device revoked by an operator',
  operator_sent_install_link: 'Install link sent by an operator',
}

const BAD = new Set(['one_touch_not_me', 'activity_banned', 'operator_suspended_user'])

/** What an event says, in plain words; one that is not known here by its own name. */
export function eventText(kind: string, facts: Facts): EventText {
  const reason = typeof facts['reason'] === 'string' ? facts['reason'] : ''
  const channel = CHANNELS[String(facts['channel'])]
  switch (kind) {
    case 'totp_token_sent':
      return plain(`Token sent by ${channel ?? 'message'}`)
    case 'operator_sent_token':
      return plain(`Token sent by an operator, by ${channel ?? 'message'}`)
    case 'operator_resent_message':
      return plain(`Message sent once more by an operator, by ${channel ?? 'message'}`)
    case 'token_verified':
      return { title: 'Token verified', detail: TOKENS_BY[String(facts['by'])], tone: 'good' }
    case 'token_invalid':
      return bad('Token refused', TOKEN_REFUSALS[reason] ?? reason)
    case 'one_touch_request_refused':
      return bad('Approval request refused', ASK_REFUSALS[reason] ?? reason)
    case 'one_touch_answer_refused':
      return bad('Answer refused', ANSWER_REFUSALS[reason] ?? reason)
    case 'one_touch_request_responded':
      if (facts['status'] === 'approved')
        return { title: 'Request approved', detail: undefined, tone: 'good' }
      return bad(
        'Request denied',
        facts['notMe'] === true ? 'The person said “this was not me”.' : '',
      )
    default: {
      const title = PLAIN[kind] ?? kind.replaceAll('_', ' ')
      return BAD.has(kind) ? bad(title, '') : plain(title, reason)
    }
  }
}

const plain = (title: string, detail = ''): EventText => ({
  title,
  detail: detail === '' ? undefined : detail,
  tone: 'plain',
})

const bad = (title: string, detail: string): EventText => ({ ...plain(title, detail), tone: 'bad' })
