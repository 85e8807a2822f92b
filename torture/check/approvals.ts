import type { Call } from '../history.ts'
import {
  type CallOf,
  type Facts,
  groupBy,
  isAccepted,
  isBefore,
  isUnknown,
  type Problem,
} from './facts.ts'

/** Answers of a device's dialect that say that the request was let in or not (docs/device-protocol.md). */
const NOT_LET_IN = new Set(['replayed', 'unauthorized', 'clock', 'revoked'])

/** What was asked is there, an answer stands for ever, and one of two answers wins. */
export function checkApprovals(facts: Facts): readonly Problem[] {
  const asks = facts.callsOf('ask')
  const answers = Map.groupBy(facts.callsOf('answer'), ({ op }) => op.uuid)
  const looks = Map.groupBy(
    [...facts.callsOf('read'), ...facts.callsOf('show')],
    ({ op }) => op.uuid,
  )
  const uuids = new Map(asks.map((call) => [call.answer?.uuid, call]))
  return [
    ...[...uuids].flatMap(([uuid, call]) =>
      uuid === undefined ? [] : checkOne(call, answers.get(uuid) ?? [], looks.get(uuid) ?? []),
    ),
    ...groupBy(
      asks.filter(({ op }) => op.key !== undefined),
      ({ app, user, key }) => [app, user, key],
    ).flatMap(keyedOnce),
    ...noncesOnce([...facts.callsOf('answer'), ...facts.callsOf('show')]),
  ]
}

function checkOne(
  asked: CallOf<'ask'>,
  answers: readonly CallOf<'answer'>[],
  looks: readonly (CallOf<'read'> | CallOf<'show'>)[],
): readonly Problem[] {
  const which = `the request of #${asked.from}`
  const problems: Problem[] = []
  const complain = (rule: string, text: string) => problems.push({ rule, text })

  for (const look of looks) {
    if (look.answer?.status === 404 && isBefore(asked, look))
      complain('request lost', `${which} was acknowledged, and is not there in #${look.from}.`)
    const { message } = look.answer ?? {}
    if (message !== undefined && message !== asked.op.message)
      complain('request changed', `${which} asks something else in #${look.from}.`)
  }

  const taken = answers.filter(isAccepted)
  // Also the same once more: whoever answers again is told that it is over.
  if (taken.length > 1) complain('two answers', `${taken.length} answers to ${which} were taken.`)
  // Every sight of an end, in order: an answer that was taken, and a status that is read.
  const ends = [
    ...taken.map((call) => ({ call, state: call.op.answer })),
    ...[...looks, ...answers].flatMap((call) => {
      const { state } = call.answer ?? {}
      return state === undefined ? [] : [{ call, state }]
    }),
  ].toSorted((a, b) => a.call.to - b.call.to)
  for (const [index, { call, state }] of ends.entries()) {
    if (state === 'pending') continue
    const later = ends
      .slice(index + 1)
      .find((end) => isBefore(call, end.call) && end.state !== state)
    if (later !== undefined) {
      complain(
        'answer changed',
        `${which} was ${state} in #${call.from}, and ${later.state} in #${later.call.from}.`,
      )
      break
    }
  }
  const possible = new Set<string>(
    answers.filter((call) => isAccepted(call) || isUnknown(call)).map(({ op }) => op.answer),
  )
  const unfounded = ends.find(({ state }) => state !== 'pending' && !possible.has(state))
  if (unfounded !== undefined)
    complain('answer of nobody', `${which} is ${unfounded.state}, which no device has answered.`)
  return problems
}

function keyedOnce(calls: readonly CallOf<'ask'>[]): readonly Problem[] {
  const uuids = new Set(calls.flatMap(({ answer }) => answer?.uuid ?? []))
  if (uuids.size <= 1) return []
  const text = `One Idempotency-Key made ${uuids.size} requests, the first in #${calls[0]?.from}.`
  return [{ rule: 'key made two requests', text }]
}

function noncesOnce(calls: readonly (CallOf<'answer'> | CallOf<'show'>)[]): readonly Problem[] {
  const byNonce = Map.groupBy(calls, ({ op }) => `${op.device}/${op.nonce}`)
  return [...byNonce.values()].flatMap((those) => {
    const letIn = those.filter((call) => !isUnknown(call) && !NOT_LET_IN.has(codeOf(call)))
    if (letIn.length <= 1) return []
    const text = `A signed request was let in ${letIn.length} times, in ${letIn.map(({ from }) => `#${from}`).join(', ')}.`
    return [{ rule: 'nonce taken twice', text }]
  })
}

function codeOf({ answer }: Call): string {
  return answer?.code ?? ''
}
