import type { HistoryRecord } from '../history.ts'
import { checkAnswers } from './answers.ts'
import { checkApprovals } from './approvals.ts'
import { checkCallbacks } from './callbacks.ts'
import { type Facts, type Problem, sortFacts } from './facts.ts'
import { checkLimits } from './limits.ts'
import { checkMessages } from './messages.ts'
import { checkTokens } from './tokens.ts'

const CHECKS: readonly ((facts: Facts) => readonly Problem[])[] = [
  checkAnswers,
  checkTokens,
  checkMessages,
  checkApprovals,
  checkCallbacks,
  checkLimits,
]

/** Decides on a whole history, by what the documentation promises and nothing else. */
export function check(records: readonly HistoryRecord[]): readonly Problem[] {
  const facts = sortFacts(records)
  return CHECKS.flatMap((each) => each(facts))
}
