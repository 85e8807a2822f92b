import { ACTIVE_USERS, verifiedName, verifyName } from '../../domain/counter-names.ts'
import type { Admitted } from './admit-verifications.ts'
import type { HotContext } from './hot-context.ts'
import type { VerifyTokenResult } from './verify-input.ts'

/**
 * What happened to each input, for the log of events and as counts. A refused attempt leaves no row, so that
 * a flood of them costs no disk.
 */
export function recordVerifications(
  { now, record, count }: HotContext,
  admitted: readonly Admitted[],
  results: readonly VerifyTokenResult[],
): void {
  for (const each of admitted) {
    const result = results[each.place]?.result
    if (result !== 'valid' && result !== 'reused' && result !== 'invalid') continue
    const { appId, authyId } = each.input
    const isValid = result === 'valid'
    // A reader of events finds the message, and by it the provider, without an index.
    const facts = isValid ? { by: each.by, message: each.messageId } : { reason: result }
    record({
      appId,
      authyId,
      at: now,
      kind: isValid ? 'token_verified' : 'token_invalid',
      facts: JSON.stringify(facts),
    })
    count({ appId, name: verifyName(result) })
    count({ appId, name: verifiedName(each.row.region, result, each.by) })
    if (isValid && !each.wasActiveToday) count({ appId, name: ACTIVE_USERS })
  }
}
