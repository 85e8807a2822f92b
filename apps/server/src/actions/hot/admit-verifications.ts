import { addressRange } from '../../domain/address-range.ts'
import {
  APP_THROTTLE_WINDOW_MS,
  THROTTLE_WINDOW_MS,
  WRONG_TOKENS_PER_PHONE,
} from '../../domain/limits.ts'
import { type Attempts, decideAdmission, type TokenDecision } from '../../domain/verify-token.ts'
import type { ActContext } from '../../store/acts.ts'
import type { AttemptsRow } from '../../store/hot.ts'
import { latestThrottle, type Limit } from './counting.ts'
import type { VerifyTokenInput, VerifyTokenResult } from './verify-input.ts'

/** One input on its way through the act, beside what was loaded for it. */
export interface Admitted {
  readonly place: number
  readonly input: VerifyTokenInput
  readonly row: AttemptsRow
  readonly attempts: Attempts
  readonly limits: readonly Limit[]
  decision: TokenDecision
}

/** Loads the attempts of a group, settles those that may not be looked at, and gives the others. */
export async function admit(
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
    const id = `wrong/address/${input.appId}/${addressRange(input.userIp)}`
    limits.push({ id, limit: input.wrongTokensPerAddress, windowMs: THROTTLE_WINDOW_MS })
  }
  return limits
}
