import type { CountedHour } from '../domain/counted.ts'
import type { Throttle } from '../domain/throttle.ts'
import type { ApprovalTransaction } from './hot-approvals.ts'
import type { PhoneVerificationTransaction } from './hot-phone-verifications.ts'
import type { UserKey } from './user-key.ts'

/**
 * What a hot act can do inside its transaction, always over arrays. SQLite runs it in the writer
 * thread with prepared statements, PostgreSQL with one array statement a method. Results stand in
 * the order of the input. A group never holds two inputs of one user or number (group-commit.ts sees to it).
 */
export interface HotTransaction extends ApprovalTransaction, PhoneVerificationTransaction {
  /** Also locks the rows until the commit, so that no other node decides on the same user meanwhile. */
  loadAttempts(users: readonly UserKey[]): Promise<readonly (AttemptsRow | undefined)[]>
  loadSentTokens(keys: readonly SentTokenKey[]): Promise<readonly (SentTokenRow | undefined)[]>
  loadAuthenticators(users: readonly UserKey[]): Promise<readonly (readonly AuthenticatorRow[])[]>
  loadRecipients(users: readonly UserKey[]): Promise<readonly (RecipientRow | undefined)[]>
  loadThrottles(ids: readonly string[]): Promise<ReadonlyMap<string, Throttle>>
  /** Marks as used where nobody did before; false for the slower of two. */
  claimSentTokens(keys: readonly SentTokenKey[], now: number): Promise<readonly boolean[]>
  /** Moves the last used step forward; false where it already stands there or later. */
  claimSteps(claims: readonly StepClaim[], now: number): Promise<readonly boolean[]>
  countGuesses(keys: readonly SentTokenKey[]): Promise<void>
  writeAttempts(rows: readonly AttemptsWrite[]): Promise<void>
  /** Adds and returns the new counts; a window that ended starts over. */
  raiseThrottles(
    raises: readonly ThrottleRaise[],
    now: number,
  ): Promise<ReadonlyMap<string, Throttle>>
  saveSentTokens(rows: readonly SentTokenWrite[]): Promise<void>
  insertMessages(rows: readonly MessageWrite[]): Promise<void>
  recordEvents(rows: readonly EventWrite[]): Promise<void>
  addCounters(rows: readonly CountedHour[]): Promise<void>
}

export interface SentTokenKey extends UserKey {
  readonly action: string
}

export interface AttemptsRow {
  readonly createdAt: number
  readonly confirmedAt: number | undefined
  readonly wrongTokens: number
  readonly nextAttemptAt: number
  readonly suspendedAt: number | undefined
  readonly pushesSinceSuccess: number
  readonly pushesPausedAt: number | undefined
  readonly region: string | undefined
  readonly lastApprovalDay: number | undefined
}

export interface AttemptsWrite extends UserKey {
  readonly wrongTokens: number
  readonly nextAttemptAt: number
  readonly suspendedAt: number | undefined
  readonly confirmedAt: number | undefined
}

export interface SentTokenRow {
  readonly channel: 'sms' | 'call' | 'email' | 'push'
  readonly sealedToken: string
  readonly expiresAt: number
  readonly guesses: number
  readonly sends: number
  readonly lastSentAt: number
  readonly lastRequest: string
  readonly usedAt: number | undefined
  readonly messageId: string | undefined
  readonly lastUsedDay: number | undefined
}

export interface SentTokenWrite extends SentTokenKey {
  readonly channel: 'sms' | 'call' | 'email' | 'push'
  readonly sealedToken: string
  readonly expiresAt: number
  readonly guesses: number
  readonly sends: number
  readonly lastSentAt: number
  readonly lastRequest: string
  readonly messageId: string
}

export interface AuthenticatorRow {
  readonly id: string
  readonly kind: 'qr' | 'soft'
  readonly sealedSecret: string
  readonly digits: number
  readonly periodSeconds: number
  readonly windowSteps: number
  readonly lastUsedStep: number
}

export interface StepClaim extends UserKey {
  readonly id: string
  readonly step: number
}

export interface RecipientRow {
  readonly phoneHash: string
  readonly sealedPhone: string
  readonly countryCode: number
  readonly region: string | undefined
  /** Of the first e-mail that was given: the one that is shown and written to. */
  readonly emailHash: string | undefined
  readonly sealedEmail: string | undefined
}

export interface ThrottleRaise {
  readonly id: string
  readonly by: number
  readonly windowEndsAt: number
}

export interface MessageWrite {
  readonly id: string
  readonly appId: number
  readonly authyId: number | undefined
  readonly kind: 'token' | 'code' | 'install-link' | 'notice'
  readonly channel: 'sms' | 'call' | 'email'
  readonly locale: string
  readonly toHash: string
  readonly sealedContent: string
  /** ISO 3166, of the person's number. */
  readonly region: string | undefined
  readonly createdAt: number
  readonly expiresAt: number
}

export interface EventWrite {
  readonly appId: number
  readonly authyId: number | undefined
  readonly at: number
  readonly kind: string
  readonly facts: string
}
