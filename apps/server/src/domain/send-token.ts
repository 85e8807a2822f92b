import { GUESSES_PER_SENT_TOKEN, IDENTICAL_SEND_MS } from './limits.ts'

/** What is known of the token last sent for this user and action. */
export interface LastSend {
  readonly token: string
  readonly expiresAt: number
  readonly guesses: number
  readonly usedAt: number | undefined
  readonly sends: number
  readonly lastSentAt: number
  /** Channel, words and language of the last request: what makes a further one identical. */
  readonly lastRequest: string
}

export interface SendRules {
  readonly digits: number
  readonly lifeMs: number
  readonly resendLivingToken: boolean
  readonly sendsPerToken: number
}

export type SendDecision =
  /** The request repeats one of a moment ago: answer alike, send nothing. */
  | { readonly result: 'identical' }
  | { readonly result: 'throttled'; readonly retryAt: number }
  | {
      readonly result: 'resend'
      /** Guesses already made at it: sending it again opens no new ones. */
      readonly guesses: number
      readonly token: string
      readonly expiresAt: number
      readonly sends: number
    }
  | { readonly result: 'new'; readonly expiresAt: number }

/** Decides what a request for a token sends: the living token again, a new one, or nothing. */
export function decideSend(
  last: LastSend | undefined,
  request: string,
  rules: SendRules,
  now: number,
): SendDecision {
  if (last === undefined || !isLiving(last, rules, now))
    return { result: 'new', expiresAt: now + rules.lifeMs }
  if (last.lastRequest === request && now - last.lastSentAt < IDENTICAL_SEND_MS)
    return { result: 'identical' }
  if (last.sends >= rules.sendsPerToken) return { result: 'throttled', retryAt: last.expiresAt }
  if (!rules.resendLivingToken) return { result: 'new', expiresAt: now + rules.lifeMs }
  return {
    result: 'resend',
    token: last.token,
    guesses: last.guesses,
    expiresAt: last.expiresAt,
    sends: last.sends + 1,
  }
}

function isLiving(last: LastSend, rules: SendRules, now: number): boolean {
  const isLengthCurrent = last.token.length === rules.digits
  return (
    last.usedAt === undefined &&
    now < last.expiresAt &&
    last.guesses < GUESSES_PER_SENT_TOKEN &&
    isLengthCurrent
  )
}

/** Digits from random bytes without bias: 8 bytes modulo 10^8 is off by less than 1 in 10^11 (RFC 4226 §5.3 takes a modulus too). */
export function digitsFrom(random: Uint8Array, digits: number): string {
  const view = new DataView(random.buffer, random.byteOffset, random.byteLength)
  return (view.getBigUint64(0) % 10n ** BigInt(digits)).toString().padStart(digits, '0')
}
