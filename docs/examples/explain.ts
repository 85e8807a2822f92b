import type { Throttled, TokenNotSent, TokenRefused } from '@countersign/client'

/** What people read. Wrong, used and mistyped tokens get one sentence: a guesser learns nothing from it. */
const SENTENCES: Readonly<Record<Exclude<TokenNotSent | TokenRefused, 'throttled'>, string>> = {
  invalid: 'That code is not right. Try again.',
  reused: 'That code is not right. Try again.',
  malformed: 'That code is not right. Try again.',
  suspended: 'There were too many wrong codes. Please call our support.',
  'channel-disabled': 'That is not possible right now. Choose another way.',
  undeliverable: 'We cannot send anything to your number. Choose another way.',
  'no-email': 'We have no e-mail address of yours. Choose another way.',
  'not-sent': 'We could not send it. Try again, or choose another way.',
  'unknown-user': 'Something is wrong with your account. Please call our support.',
  'not-checked': 'We could not check that. Please call our support.',
}

/** The sentence for a refusal. */
export function explain(refused: { readonly reason: keyof typeof SENTENCES } | Throttled): string {
  if (refused.reason !== 'throttled') return SENTENCES[refused.reason]
  const seconds = Math.ceil((refused.retryAfterMs ?? 60_000) / 1_000)
  return `That was too often. Try again in ${seconds} seconds.`
}
