import { constantTimeEqual } from '@countersign/otp'

/** How long a registration may take. */
export const REGISTRATION_LIFE_MS = 600_000
export const REGISTRATION_CODE_DIGITS = 6

/** Before this has passed the code is not sent again. */
export const RESEND_AFTER_MS = 30_000

/** With six digits: a chance of 5 in a million for one registration. */
export const MOST_CODE_GUESSES = 5

export const MOST_REGISTRATION_NUMBERS = 3

/** A person with more devices than this has forgotten some, or is not one person. */
export const MOST_DEVICES = 20

/** A registration as far as its state is concerned. */
export interface RegistrationState {
  readonly expiresAt: number
  readonly refusedAt: number | undefined
  readonly completedAt: number | undefined
  readonly guesses: number
}

export type RegistrationStatus = 'pending' | 'complete' | 'refused' | 'expired'

export function registrationStatusAt(state: RegistrationState, now: number): RegistrationStatus {
  if (state.completedAt !== undefined) return 'complete'
  if (state.refusedAt !== undefined) return 'refused'
  return now >= state.expiresAt ? 'expired' : 'pending'
}

/** Judges a code once its guess was counted; `guesses` has it in already. */
export function decideCode(
  expected: string,
  typed: string,
  guesses: number,
): { readonly result: 'right' } | { readonly result: 'wrong'; readonly triesLeft: number } {
  if (guesses <= MOST_CODE_GUESSES && constantTimeEqual(expected, typed)) return { result: 'right' }
  return { result: 'wrong', triesLeft: Math.max(0, MOST_CODE_GUESSES - guesses) }
}
