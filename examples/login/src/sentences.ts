import type { ApprovalNotAsked, TokenNotSent, TokenRefused } from '@countersign/client'
import type { Channel } from './authentication-service.ts'

/** What a person is told, by the reason that the service gave. */

export const TOKEN_SENTENCES: Readonly<Record<TokenRefused, string>> = {
  invalid: 'That code is not right. Check it and try again.',
  reused: 'That code was used already. Get a new one.',
  malformed: 'A code has 6 to 8 digits.',
  throttled: 'Too many tries. Wait a minute, then try again.',
  suspended: 'Codes are blocked for your account. Call us so that we can unblock it.',
  'unknown-user':
    'Your phone is not registered any more. Call us so that we can register it again.',
  'not-checked': 'The code could not be checked. Get a new one and try again.',
}

export const SEND_SENTENCES: Readonly<Record<TokenNotSent, string>> = {
  throttled: 'We have sent several codes already. Wait a minute, then try again.',
  suspended: 'Codes are blocked for your account. Call us so that we can unblock it.',
  'unknown-user':
    'Your phone is not registered any more. Call us so that we can register it again.',
  'channel-disabled': 'We do not send codes this way. Choose another one.',
  'no-email': 'We have no e-mail address that could take a code. Choose another way.',
  undeliverable: 'We cannot send codes to your number. Choose another way.',
  'not-sent': 'The code could not be sent just now. Try again, or choose another way.',
}

/** Why a code is asked for instead of an approval. */
export const ASK_SENTENCES: Readonly<Record<ApprovalNotAsked, string>> = {
  'no-device': 'There is no authenticator for your account yet.',
  disabled: 'Approvals are switched off just now.',
  'not-sent': 'Your device could not be asked just now.',
  paused: 'Approvals are paused, since one was reported as not yours. A right code ends the pause.',
  throttled: 'Several approvals went unanswered. A right code lets us ask again.',
  suspended: 'Your account is blocked for now. Call us so that we can unblock it.',
  'unknown-user':
    'Your phone is not registered any more. Call us so that we can register it again.',
}

export function sentSentence(channel: Channel, to: string): string {
  switch (channel) {
    case 'sms':
      return `We have sent a code by SMS to ${to}.`
    case 'call':
      return `We are calling ${to} and will read you a code.`
    case 'email':
      return `We have sent a code by e-mail to ${to}.`
  }
}

/** What became of an approval that did not let anybody in. */
export const ENDED_SENTENCES = {
  denied: 'The request was denied on your device.',
  expired: 'Nobody answered in time, so the request has ended.',
} as const
