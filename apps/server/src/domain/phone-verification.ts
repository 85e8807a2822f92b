import { constantTimeEqual } from '@countersign/otp'
import { GUESSES_PER_SENT_TOKEN } from './limits.ts'

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

/**
 * What a code is to the last verification of its number.
 *
 * `spent`: it lives, but no guess is left. `none`: nothing waits for a code.
 */
export type CodeDecision = 'right' | 'wrong' | 'spent' | 'none'

/** Decides about a guess. It counts once a conditional statement has counted it. */
export function decideCode(
  verification: PhoneVerification & { readonly guesses: number; readonly code: string },
  code: string,
  now: number,
): CodeDecision {
  if (statusOf(verification, now) !== 'pending') return 'none'
  if (verification.guesses >= GUESSES_PER_SENT_TOKEN) return 'spent'
  return constantTimeEqual(verification.code, code) ? 'right' : 'wrong'
}
