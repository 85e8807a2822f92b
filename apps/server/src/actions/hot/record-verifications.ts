import type { TokenMatch } from '../../domain/verify-token.ts'
import type { CounterWrite, EventWrite } from '../../store/hot.ts'
import { HOUR_MS, sumCounters } from './counting.ts'
import type { VerifyTokenInput, VerifyTokenResult } from './verify-input.ts'

/** What happened to each input, for the log of events. */
export function eventsOf(
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

/** The same as counts by hour. */
export function countersOf(
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
