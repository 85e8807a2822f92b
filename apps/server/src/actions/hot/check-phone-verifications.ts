import { codeName, verifiedName } from '../../domain/counter-names.ts'
import { GUESSES_PER_SENT_TOKEN } from '../../domain/limits.ts'
import { decideCode } from '../../domain/phone-verification.ts'
import type { CodeClaim, PhoneVerificationRow } from '../../store/hot-phone-verifications.ts'
import { wrongLimits } from '../limits.ts'
import { phoneVerificationRow } from '../sealed-rows.ts'
import type { CheckCodeInput, CheckCodeResult } from './phone-verification-input.ts'
import { latestThrottle, type Limit, raiseLimits } from './counting.ts'
import type { HotContext } from './hot-context.ts'

/** One check that a code is there for. */
interface Guess {
  readonly place: number
  readonly input: CheckCodeInput
  readonly row: PhoneVerificationRow
  readonly limits: readonly Limit[]
}

/** Checks the codes of a group: a right one is used up, and five wrong ones are the end of it. */
export async function checkPhoneVerifications(
  context: HotContext,
  inputs: readonly CheckCodeInput[],
): Promise<readonly CheckCodeResult[]> {
  const { tx, vault, now } = context
  const results: CheckCodeResult[] = inputs.map(() => ({ result: 'none-pending' }))
  const limitsOf = inputs.map(limitsOfCheck)
  const [rows, throttles] = await Promise.all([
    tx.loadPhoneVerifications(inputs),
    tx.loadThrottles([...new Set(limitsOf.flat().map((limit) => limit.id))]),
  ])
  const right: Guess[] = []
  const wrong: Guess[] = []
  for (const [place, input] of inputs.entries()) {
    const row = rows[place]
    const limits = limitsOf[place] ?? []
    const exceeded = latestThrottle(limits, throttles, now)
    if (exceeded !== undefined) {
      results[place] = { result: 'throttled', ...exceeded }
      continue
    }
    if (row === undefined) continue
    const code = vault.open(row.sealedCode, phoneVerificationRow(row.id))
    const decision = decideCode({ ...row, code }, input.code, now)
    if (decision === 'spent')
      results[place] = { result: 'throttled', retryAt: row.expiresAt, limit: 'wrong-code/code' }
    else if (decision === 'right') right.push({ place, input, row, limits })
    else if (decision === 'wrong') wrong.push({ place, input, row, limits })
  }
  // One conditional statement decides of each guess whether it counts: what it does not count was none.
  const won = right.length === 0 ? [] : await tx.claimPhoneVerifications(right.map(claimOf), now)
  const counted = wrong.length === 0 ? [] : await tx.countCodeGuesses(wrong.map(claimOf), now)
  for (const guess of right.filter((_, index) => won[index] === true)) {
    recordGuess(context, guess, true)
    results[guess.place] = { result: 'correct' }
  }
  const guessed = wrong.filter((_, index) => counted[index] === true)
  const exceededLimits = await raiseLimits(
    tx,
    guessed.map(({ limits }) => limits),
    now,
  )
  for (const [index, guess] of guessed.entries()) {
    recordGuess(context, guess, false)
    const exceeded = exceededLimits[index]
    // Over a limit after counting: the answer must not tell that the guess was wrong.
    results[guess.place] =
      exceeded === undefined ? { result: 'incorrect' } : { result: 'throttled', ...exceeded }
  }
  return results
}

export function limitsOfCheck(input: CheckCodeInput): readonly Limit[] {
  return wrongLimits('wrong-code', { ...input, phone: input.phoneHash })
}

function claimOf({ input: { appId, phoneHash }, row: { id } }: Guess): CodeClaim {
  return { appId, phoneHash, id, most: GUESSES_PER_SENT_TOKEN }
}

function recordGuess(
  { now, record, count }: HotContext,
  { input: { appId, region }, row: { via, messageId } }: Guess,
  isRight: boolean,
): void {
  const kind = isRight ? 'phone_verification_code_is_valid' : 'phone_verification_code_is_invalid'
  // A reader of events finds the message, and by it the provider, without an index.
  const facts = JSON.stringify({ by: via, message: isRight ? messageId : undefined })
  record({ appId, authyId: undefined, at: now, kind, facts })
  count({ appId, name: codeName(isRight) })
  count({ appId, name: verifiedName(region, isRight ? 'valid' : 'invalid', via) })
}
