import type { DeviceFacts } from '../../domain/device.ts'
import type { VerifiedBy } from '../../domain/counter-names.ts'
import { type Attempts, decideAdmission, type TokenDecision } from '../../domain/verify-token.ts'
import type { ActContext } from '../../store/acts.ts'
import type { AttemptsRow } from '../../store/hot.ts'
import { wrongLimits } from '../limits.ts'
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
  /** That showed the token, where it was a soft one. */
  device: DeviceFacts | undefined
  /** What the token was, or would have been. */
  by: VerifiedBy
  /** That carried the token, where it was sent. */
  messageId: string | undefined
  /** Whether a token of the person, or an approval, has counted today before. */
  wasActiveToday: boolean
}

/** Loads the attempts of a group, settles those that may not be looked at, and gives the others. */
export async function admit(
  { tx, now }: ActContext,
  inputs: readonly VerifyTokenInput[],
  results: VerifyTokenResult[],
): Promise<Admitted[]> {
  const limitsOf = inputs.map((input) =>
    wrongLimits('wrong', { ...input, phone: String(input.authyId) }),
  )
  const [rows, throttles] = await Promise.all([
    tx.loadAttempts(inputs),
    tx.loadThrottles([...new Set(limitsOf.flat().map((limit) => limit.id))]),
  ])
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
    const exceeded = latestThrottle(limits, throttles, now)
    if (!admission.admitted) {
      results[place] =
        admission.reason === 'suspended'
          ? { result: 'suspended' }
          : { result: 'throttled', retryAt: admission.retryAt, limit: 'wrong/user' }
    } else if (exceeded !== undefined) {
      results[place] = { result: 'throttled', ...exceeded }
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
        device: undefined,
        by: 'none',
        messageId: undefined,
        wasActiveToday: false,
      })
    }
  }
  return admitted
}
