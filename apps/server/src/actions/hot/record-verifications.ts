import { ACTIVE_USERS, verifiedName, verifyName } from '../../domain/counter-names.ts'
import type { EventWrite } from '../../store/hot.ts'
import type { Admitted } from './admit-verifications.ts'
import { type Counted, type CountedHour, countersAt } from '../../domain/counted.ts'
import type { VerifyTokenResult } from './verify-input.ts'

/** What happened to each input, for the log of events. A refused attempt leaves no row, so that a flood of them costs no disk. */
export function eventsOf(
  admitted: readonly Admitted[],
  results: readonly VerifyTokenResult[],
  now: number,
): readonly EventWrite[] {
  return decided(admitted, results).map(({ each, result }) => {
    const { appId, authyId } = each.input
    const isValid = result === 'valid'
    // A reader of events finds the message, and by it the provider, without an index.
    const facts = isValid ? { by: each.by, message: each.messageId } : { reason: result }
    return {
      appId,
      authyId,
      at: now,
      kind: isValid ? 'token_verified' : 'token_invalid',
      facts: JSON.stringify(facts),
    }
  })
}

/** The same as counts by hour. */
export function countersOf(
  admitted: readonly Admitted[],
  results: readonly VerifyTokenResult[],
  now: number,
): readonly CountedHour[] {
  const counted: Counted[] = []
  for (const { each, result } of decided(admitted, results)) {
    const { appId } = each.input
    counted.push({ appId, name: verifyName(result) })
    counted.push({ appId, name: verifiedName(each.row.region, result, each.by) })
    if (result === 'valid' && !each.wasActiveToday) counted.push({ appId, name: ACTIVE_USERS })
  }
  return countersAt(now, counted)
}

function decided(admitted: readonly Admitted[], results: readonly VerifyTokenResult[]) {
  return admitted.flatMap((each) => {
    const result = results[each.place]?.result
    return result === 'valid' || result === 'reused' || result === 'invalid'
      ? [{ each, result } as const]
      : []
  })
}
