/** Characters of a code: 4 to 10 (docs/wire, phone verification). */
export const LEAST_CODE_LENGTH = 4
export const MOST_CODE_LENGTH = 10

/** Digits, or the app's own letters and digits: what a person can type and a voice can spell. */
export function isCustomCode(text: string): boolean {
  return (
    /^[A-Za-z0-9]+$/.test(text) &&
    text.length >= LEAST_CODE_LENGTH &&
    text.length <= MOST_CODE_LENGTH
  )
}

export interface PhoneVerification {
  readonly expiresAt: number
  readonly verifiedAt: number | undefined
}

export type PhoneVerificationStatus = 'pending' | 'verified' | 'expired'

/** Computed from the clock, never by a timer. */
export function statusOf(verification: PhoneVerification, now: number): PhoneVerificationStatus {
  if (verification.verifiedAt !== undefined) return 'verified'
  return now < verification.expiresAt ? 'pending' : 'expired'
}
