import { constantTimeEqual, verifyTotp } from '@countersign/otp'
import { GUESSES_PER_SENT_TOKEN, SUSPEND_AT_ATTEMPTS, waitAfter } from './limits.ts'

/** An OTP secret bound to a user: the QR authenticator, or a device's soft token. */
export interface Authenticator {
  readonly id: string
  readonly kind: 'qr' | 'soft'
  readonly secret: Uint8Array
  readonly digits: 6 | 7 | 8
  readonly periodSeconds: number
  /** Steps tried either side of now. */
  readonly window: number
  /** The newest step that was ever accepted: nothing at or before it is accepted again (RFC 6238 §5.2). */
  readonly lastUsedStep: number
}

/** A token sent out of band. One row for each user and action. */
export interface SentToken {
  readonly action: string
  readonly channel: 'sms' | 'call' | 'email' | 'push'
  readonly token: string
  readonly expiresAt: number
  readonly guesses: number
  readonly usedAt: number | undefined
}

/** The counted tries of one user in one app. */
export interface Attempts {
  /** Consecutive wrong tokens. */
  readonly count: number
  readonly nextAttemptAt: number
  readonly suspendedAt: number | undefined
}

export type Admission =
  | { readonly admitted: true }
  | { readonly admitted: false; readonly reason: 'suspended' }
  | { readonly admitted: false; readonly reason: 'throttled'; readonly retryAt: number }

/** Whether a token may be looked at, at all. Before any comparison, so that a throttled guess learns nothing. */
export function decideAdmission(attempts: Attempts, now: number): Admission {
  if (attempts.suspendedAt !== undefined) return { admitted: false, reason: 'suspended' }
  if (now < attempts.nextAttemptAt) {
    return { admitted: false, reason: 'throttled', retryAt: attempts.nextAttemptAt }
  }
  return { admitted: true }
}

export type TokenMatch =
  | { readonly by: 'sent-token'; readonly action: string; readonly channel: SentToken['channel'] }
  | {
      readonly by: 'authenticator'
      readonly id: string
      readonly kind: Authenticator['kind']
      readonly step: number
    }

export type TokenDecision =
  | { readonly result: 'valid'; readonly match: TokenMatch }
  | { readonly result: 'reused'; readonly match: TokenMatch }
  /** `guessed`: the actions of the living sent tokens that this guess counts against. */
  | { readonly result: 'invalid'; readonly guessed: readonly string[] }

/**
 * Decides one token against all that could match it, in order of cost: sent tokens, the QR
 * authenticator, soft tokens (docs/wire, tokens). A token that was sent for an action verifies only
 * with that action; with an action given, nothing else verifies.
 */
export function decideToken(
  sentTokens: readonly SentToken[],
  authenticators: readonly Authenticator[],
  token: string,
  action: string,
  now: number,
): TokenDecision {
  const sent = sentTokens.filter(
    (candidate) => candidate.action === action && isInForce(candidate, now),
  )
  for (const candidate of sent) {
    if (!constantTimeEqual(candidate.token, token)) continue
    const match = {
      by: 'sent-token',
      action: candidate.action,
      channel: candidate.channel,
    } as const
    return { result: candidate.usedAt === undefined ? 'valid' : 'reused', match }
  }
  let reused: TokenMatch | undefined
  if (action === '') {
    for (const authenticator of inOrderOfCost(authenticators)) {
      const match = matchAuthenticator(authenticator, token, now)
      if (match === undefined) continue
      if (match.step > authenticator.lastUsedStep) return { result: 'valid', match }
      reused = match
    }
  }
  if (reused !== undefined) return { result: 'reused', match: reused }
  const guessed = sent
    .filter((candidate) => candidate.usedAt === undefined)
    .map((candidate) => candidate.action)
  return { result: 'invalid', guessed }
}

/** A used token is still in force until it expires, so that typing it again is told apart from guessing. */
function isInForce(token: SentToken, now: number): boolean {
  return now < token.expiresAt && token.guesses < GUESSES_PER_SENT_TOKEN
}

function inOrderOfCost(authenticators: readonly Authenticator[]): readonly Authenticator[] {
  return [
    ...authenticators.filter((authenticator) => authenticator.kind === 'qr'),
    ...authenticators.filter((authenticator) => authenticator.kind === 'soft'),
  ]
}

function matchAuthenticator(authenticator: Authenticator, token: string, now: number) {
  if (token.length !== authenticator.digits) return undefined
  const found = verifyTotp({
    secret: authenticator.secret,
    token,
    now,
    digits: authenticator.digits,
    periodSeconds: authenticator.periodSeconds,
    window: authenticator.window,
  })
  if (found === undefined) return undefined
  return {
    by: 'authenticator',
    id: authenticator.id,
    kind: authenticator.kind,
    step: found.step,
  } as const
}

/** The count after one more wrong token: exponential waits from the fifth, suspension at the hundredth. */
export function countWrongToken(attempts: Attempts, now: number): Attempts {
  const count = attempts.count + 1
  return {
    count,
    nextAttemptAt: now + waitAfter(count),
    suspendedAt: count >= SUSPEND_AT_ATTEMPTS ? now : undefined,
  }
}
