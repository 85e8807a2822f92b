import { raiseLimits } from './counting.ts'
import type { HotContext } from './hot-context.ts'
import { planVerificationStarts } from './start-phone-verifications.ts'
import { planTokenSends } from './send-tokens.ts'
import type { StartCodeInput, StartCodeResult } from './phone-verification-input.ts'
import type { SendTokenInput, SendTokenResult } from './send-input.ts'

/**
 * Sends the tokens and the codes of a group: what goes out stands in rows of the same commit. They raise
 * the same limits, so they raise them together: tokens first and codes after that would be no order of
 * the rows, and two nodes could wait for each other in a circle.
 */
export async function send(
  context: HotContext,
  tokens: readonly SendTokenInput[],
  codes: readonly StartCodeInput[],
): Promise<readonly [readonly SendTokenResult[], readonly StartCodeResult[]]> {
  const tokenResults: SendTokenResult[] = tokens.map(() => ({ result: 'unknown-user' }))
  const codeResults: StartCodeResult[] = []
  const plans = [
    await planTokenSends(context, tokens, tokenResults),
    await planVerificationStarts(context, codes, codeResults),
  ]
  const sendings = plans.flatMap((plan) => plan.sendings)
  const exceededLimits = await raiseLimits(
    context.tx,
    sendings.map(({ limits }) => limits),
    context.now,
  )
  for (const [index, sending] of sendings.entries()) {
    const exceeded = exceededLimits[index]
    if (exceeded === undefined) sending.send()
    else sending.refuse(exceeded)
  }
  for (const plan of plans) await plan.write()
  return [tokenResults, codeResults]
}
