import type { Call, Op } from '../history.ts'
import { type Facts, isUnderFault, isUnknown, type Problem } from './facts.ts'

/** What docs/wire and docs/device-protocol.md name for each call that is made here. */
const DOCUMENTED: Readonly<Record<Op['kind'], readonly string[]>> = {
  send: ['200', '60003'],
  verify: ['200', '60019', '60020', '60003'],
  'start-code': ['200', '60003'],
  'check-code': ['200', '60022', '60023', '60003'],
  // 60003: ten requests without an approval.
  ask: ['200', '60003'],
  read: ['200'],
  show: ['200', 'replayed', 'clock'],
  answer: ['200', 'replayed', 'clock', 'not-pending'],
  prepare: ['200', '201', 'clock'],
}

/** Every call is answered or its connection ends, with an answer that is documented; 503 only while something is broken. */
export function checkAnswers(facts: Facts): readonly Problem[] {
  return facts.calls.flatMap((call): readonly Problem[] => {
    const { answer, op } = call
    const which = `#${call.from} (${op.kind})`
    if (call.isHung)
      return [{ rule: 'no answer', text: `${which} was neither answered nor ended.` }]
    if (isUnknown(call)) {
      const problems: Problem[] = []
      if (!isUnderFault(facts, call)) {
        const came = answer === undefined ? 'lost its connection' : 'was answered 503'
        problems.push({
          rule: 'unavailable without fault',
          text: `${which} ${came} while nothing was broken.`,
        })
      }
      if (answer !== undefined && !(Number(answer.retryAfter) > 0))
        problems.push({
          rule: '503 without Retry-After',
          text: `${which} was not told when to come again.`,
        })
      return problems
    }
    const code = answer?.code ?? ''
    if (DOCUMENTED[op.kind].includes(code) || isCodeOfAnother(facts, call)) return []
    return [
      { rule: 'undocumented answer', text: `${which} was answered ${answer?.status} ${code}.` },
    ]
  })
}

/** Where the answer to the beginning of a registration was lost, a second one began: each has a code of its own. */
function isCodeOfAnother({ callsOf }: Facts, { answer, op, from }: Call): boolean {
  if (op.kind !== 'prepare' || op.phone === undefined || answer?.code !== 'wrong-code') return false
  return callsOf('prepare').some(
    (before) => before.op.phone === op.phone && before.from < from && isUnknown(before),
  )
}
