import type { WireObject } from '../wire-value.ts'

/** authy-rs reads `seconds_to_expire` into 16 bits (docs/wire §18). */
const MOST_SECONDS_TO_EXPIRE = 65_535

export interface VerificationStarted {
  readonly carrier: string
  readonly isCellphone: boolean
  readonly isPorted: boolean
  /** In the language asked for; `verificationStartedMessage` is the English one. */
  readonly message: string
  readonly secondsToExpire: number
  /** Null in the sandbox plan. */
  readonly uuid: string | null
}

/** Answer to `phones/verification/start` (docs/wire §6.1, §18). */
export function verificationStarted(started: VerificationStarted): WireObject {
  return {
    carrier: started.carrier,
    is_cellphone: started.isCellphone,
    is_ported: started.isPorted,
    message: started.message,
    seconds_to_expire: wholeSeconds(started.secondsToExpire),
    uuid: started.uuid,
    success: true,
  }
}

/** `phone` as `displayPhone` writes it. */
export function verificationStartedMessage(via: 'sms' | 'call', phone: string): string {
  return via === 'sms' ? `Text message sent to ${phone}.` : `Call to ${phone} initiated.`
}

/** Answer to `phones/verification/check`; authy-client compares the text (docs/wire §6.2). */
export function verificationCorrect(): WireObject {
  return { message: 'Verification code is correct.', success: true }
}

/** Answer to `phones/verification/status` (docs/wire §6.3). */
export function verificationStatus(verification: {
  readonly status: 'pending' | 'verified' | 'expired'
  readonly secondsToExpire: number
}): WireObject {
  return {
    message: 'Phone Verification status.',
    status: verification.status,
    seconds_to_expire: wholeSeconds(verification.secondsToExpire),
    success: true,
  }
}

export interface PhoneInfo {
  readonly nowMs: number
  readonly type: 'voip' | 'landline' | 'cellphone' | 'unknown'
  /** Empty when not known; never null, authy-client wants a string. */
  readonly provider: string
  readonly ported: boolean
}

/** Answer to `phones/info`; authy-client matches the text with its time (docs/wire §1, 16). */
export function phoneInfo(info: PhoneInfo): WireObject {
  const asOf = new Date(info.nowMs).toISOString().slice(0, 19).replace('T', ' ')
  return {
    message: `Phone number information as of ${asOf} UTC`,
    type: info.type,
    provider: info.provider,
    ported: info.ported,
    success: true,
  }
}

function wholeSeconds(seconds: number): number {
  return Math.min(Math.max(Math.floor(seconds), 0), MOST_SECONDS_TO_EXPIRE)
}
