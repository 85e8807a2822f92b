import {
  APP_THROTTLE_WINDOW_MS,
  THROTTLE_WINDOW_MS,
  WRONG_TOKENS_PER_PHONE,
} from '../../domain/limits.ts'
import {
  type Attempts,
  type Authenticator,
  countWrongToken,
  decideAdmission,
  decideToken,
  type SentToken,
  type TokenDecision,
  type TokenMatch,
} from '../../domain/verify-token.ts'
import type { ActContext } from '../../store/acts.ts'
import type {
  AttemptsRow,
  AttemptsWrite,
  AuthenticatorRow,
  CounterWrite,
  EventWrite,
  SentTokenRow,
} from '../../store/hot.ts'
import type { Vault } from '../../store/vault.ts'
import { authenticatorRow, sentTokenRow } from '../sealed-rows.ts'
import { HOUR_MS, latestThrottle, type Limit, raiseLimits, sumCounters } from './counting.ts'

export interface VerifyTokenInput {
  readonly appId: number
  readonly authyId: number
  readonly token: string
  /** Empty when the request named none. */
  readonly action: string
  /** Address of the person who types, if the app told us. */
  readonly userIp: string | undefined
  /** Answer "not checked" for a user who was never confirmed: the app's legacy switch. */
  readonly skipUnconfirmed: boolean
  readonly wrongTokensPerAddress: number
  readonly wrongTokensPerApp: number
}

export type VerifyTokenResult =
  | { readonly result: 'valid'; readonly match: TokenMatch; readonly registeredAt: number }
  | { readonly result: 'reused' }
  | { readonly result: 'invalid' }
  | { readonly result: 'unknown-user' }
  | { readonly result: 'suspended' }
  | { readonly result: 'throttled'; readonly retryAt: number }
  | { readonly result: 'not-checked' }

/** One input on its way through the act, beside what was loaded for it. */
interface Admitted {
  readonly place: number
  readonly input: VerifyTokenInput
  readonly row: AttemptsRow
  readonly attempts: Attempts
  readonly limits: readonly Limit[]
  decision: TokenDecision
}

/** Verifies the tokens of a group: load many, decide each with the same pure function, commit many. */
export async function verifyTokens(
  context: ActContext,
  inputs: readonly VerifyTokenInput[],
): Promise<readonly VerifyTokenResult[]> {
  const { tx, now } = context
  const results: VerifyTokenResult[] = inputs.map(() => ({ result: 'unknown-user' }))
  const admitted = await admit(context, inputs, results)
  if (admitted.length > 0) {
    await decide(context, admitted)
    await claim(context, admitted)
    await writeOutcomes(context, admitted, results)
    await tx.recordEvents(eventsOf(inputs, results, now))
    await tx.addCounters(countersOf(inputs, results, now))
  }
  return results
}

async function admit(
  { tx, now }: ActContext,
  inputs: readonly VerifyTokenInput[],
  results: VerifyTokenResult[],
): Promise<Admitted[]> {
  const rows = await tx.loadAttempts(inputs)
  const limitsOf = inputs.map(wrongTokenLimits)
  const throttles = await tx.loadThrottles([...new Set(limitsOf.flat().map((limit) => limit.id))])
  const admitted: Admitted[] = []
  for (const [place, input] of inputs.entries()) {
    const row = rows[place]
    if (row === undefined) continue
    const attempts: Attempts = {
      count: row.wrongTokens,
      nextAttemptAt: row.nextAttemptAt,
      suspendedAt: row.suspendedAt,
    }
    const limits = limitsOf[place] ?? []
    const admission = decideAdmission(attempts, now)
    const retryAt = latestThrottle(limits, throttles, now)
    if (!admission.admitted) {
      results[place] =
        admission.reason === 'suspended'
          ? { result: 'suspended' }
          : { result: 'throttled', retryAt: admission.retryAt }
    } else if (retryAt !== undefined) {
      results[place] = { result: 'throttled', retryAt }
    } else if (input.skipUnconfirmed && row.confirmedAt === undefined) {
      results[place] = { result: 'not-checked' }
    } else {
      admitted.push({
        place,
        input,
        row,
        attempts,
        limits,
        decision: { result: 'invalid', guessed: [] },
      })
    }
  }
  return admitted
}

/** Wrong tokens are counted for the phone over all apps, for the person's address and for the app. */
function wrongTokenLimits(input: VerifyTokenInput): readonly Limit[] {
  const limits: Limit[] = [
    {
      id: `wrong/phone/${input.authyId}`,
      limit: WRONG_TOKENS_PER_PHONE,
      windowMs: THROTTLE_WINDOW_MS,
    },
    {
      id: `wrong/app/${input.appId}`,
      limit: input.wrongTokensPerApp,
      windowMs: APP_THROTTLE_WINDOW_MS,
    },
  ]
  if (input.userIp !== undefined) {
    const id = `wrong/address/${input.appId}/${input.userIp}`
    limits.push({ id, limit: input.wrongTokensPerAddress, windowMs: THROTTLE_WINDOW_MS })
  }
  return limits
}

async function decide({ tx, vault, now }: ActContext, admitted: Admitted[]): Promise<void> {
  const keys = admitted.map(({ input }) => input)
  const sentTokens = await tx.loadSentTokens(keys)
  const authenticators = await tx.loadAuthenticators(keys)
  for (const [index, each] of admitted.entries()) {
    const { input } = each
    const sent = sentTokens[index]
    each.decision = decideToken(
      sent === undefined ? [] : [openSentToken(vault, input, sent)],
      (authenticators[index] ?? []).map((row) => openAuthenticator(vault, input, row)),
      input.token,
      input.action,
      now,
    )
  }
}

function openSentToken(vault: Vault, input: VerifyTokenInput, row: SentTokenRow): SentToken {
  const token = vault.open(row.sealedToken, sentTokenRow(input.appId, input.authyId, input.action))
  const { channel, expiresAt, guesses, usedAt } = row
  return { action: input.action, channel, token, expiresAt, guesses, usedAt }
}

function openAuthenticator(
  vault: Vault,
  input: VerifyTokenInput,
  row: AuthenticatorRow,
): Authenticator {
  const secret = vault.open(row.sealedSecret, authenticatorRow(input.appId, input.authyId, row.id))
  return {
    id: row.id,
    kind: row.kind,
    secret: Buffer.from(secret, 'base64url'),
    digits: row.digits === 6 ? 6 : row.digits === 8 ? 8 : 7,
    periodSeconds: row.periodSeconds,
    window: row.windowSteps,
    lastUsedStep: row.lastUsedStep,
  }
}

/** One conditional statement decides who was first; the slower one holds a reused token. */
async function claim({ tx, now }: ActContext, admitted: readonly Admitted[]): Promise<void> {
  const bySentToken: Admitted[] = []
  const byStep: Admitted[] = []
  const sentTokenClaims = []
  const stepClaims = []
  for (const each of admitted) {
    const { input, decision } = each
    if (decision.result !== 'valid') continue
    const { appId, authyId } = input
    if (decision.match.by === 'sent-token') {
      bySentToken.push(each)
      sentTokenClaims.push({ appId, authyId, action: decision.match.action })
    } else {
      byStep.push(each)
      stepClaims.push({ appId, authyId, id: decision.match.id, step: decision.match.step })
    }
  }
  const wonTokens = sentTokenClaims.length > 0 ? await tx.claimSentTokens(sentTokenClaims, now) : []
  const wonSteps = stepClaims.length > 0 ? await tx.claimSteps(stepClaims, now) : []
  markSlower(bySentToken, wonTokens)
  markSlower(byStep, wonSteps)
}

function markSlower(claimed: readonly Admitted[], won: readonly boolean[]): void {
  for (const [index, each] of claimed.entries()) {
    if (won[index] !== true && each.decision.result === 'valid') {
      each.decision = { result: 'reused', match: each.decision.match }
    }
  }
}

async function writeOutcomes(
  { tx, now }: ActContext,
  admitted: readonly Admitted[],
  results: VerifyTokenResult[],
): Promise<void> {
  const wrong = admitted.filter((each) => each.decision.result === 'invalid')
  const throttledUntil = await raiseLimits(
    tx,
    wrong.map((each) => each.limits),
    now,
  )
  const attemptsWrites: AttemptsWrite[] = []
  const guesses = []
  for (const each of admitted) {
    const { appId, authyId } = each.input
    switch (each.decision.result) {
      case 'valid':
        results[each.place] = {
          result: 'valid',
          match: each.decision.match,
          registeredAt: each.row.createdAt,
        }
        // Most users are confirmed and had no wrong token: nothing to write, one page less.
        if (each.row.confirmedAt === undefined || each.attempts.count > 0) {
          const confirmedAt = each.row.confirmedAt ?? now
          attemptsWrites.push({
            appId,
            authyId,
            wrongTokens: 0,
            nextAttemptAt: 0,
            suspendedAt: undefined,
            confirmedAt,
          })
        }
        break
      case 'reused':
        results[each.place] = { result: 'reused' }
        break
      case 'invalid': {
        const next = countWrongToken(each.attempts, now)
        const { confirmedAt } = each.row
        const { nextAttemptAt, suspendedAt } = next
        attemptsWrites.push({
          appId,
          authyId,
          wrongTokens: next.count,
          nextAttemptAt,
          suspendedAt,
          confirmedAt,
        })
        for (const action of each.decision.guessed) guesses.push({ appId, authyId, action })
        results[each.place] = { result: 'invalid' }
        break
      }
    }
  }
  for (const [index, each] of wrong.entries()) {
    const retryAt = throttledUntil[index]
    // Over the limit after counting: the answer must not tell that the guess was wrong.
    if (retryAt !== undefined) results[each.place] = { result: 'throttled', retryAt }
  }
  if (attemptsWrites.length > 0) await tx.writeAttempts(attemptsWrites)
  if (guesses.length > 0) await tx.countGuesses(guesses)
}

function eventsOf(
  inputs: readonly VerifyTokenInput[],
  results: readonly VerifyTokenResult[],
  now: number,
): readonly EventWrite[] {
  return inputs.flatMap(({ appId, authyId }, place) => {
    const result = results[place]
    if (result === undefined || !isDecided(result)) return []
    const kind = result.result === 'valid' ? 'token_verified' : 'token_invalid'
    const facts = result.result === 'valid' ? { by: by(result.match) } : { reason: result.result }
    return [{ appId, authyId, at: now, kind, facts: JSON.stringify(facts) }]
  })
}

/** A refused attempt leaves no row, so that a flood of them costs no disk; the metrics count it. */
function isDecided(result: VerifyTokenResult): boolean {
  return result.result === 'valid' || result.result === 'reused' || result.result === 'invalid'
}

function by(match: TokenMatch): string {
  return match.by === 'sent-token' ? match.channel : match.kind
}

function countersOf(
  inputs: readonly VerifyTokenInput[],
  results: readonly VerifyTokenResult[],
  now: number,
): readonly CounterWrite[] {
  const hour = now - (now % HOUR_MS)
  const rows = inputs.flatMap(({ appId }, place) => {
    const result = results[place]
    if (result === undefined || !isDecided(result)) return []
    return [{ appId, hour, name: `verify/${result.result}`, by: 1 }]
  })
  return sumCounters(rows)
}
