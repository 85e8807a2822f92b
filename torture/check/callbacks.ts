import type { Callback } from '../history.ts'
import {
  type Facts,
  isAccepted,
  isBefore,
  isUnderFault,
  ON_ITS_WAY_MS,
  type Problem,
} from './facts.ts'

/** docs/callbacks.md: "three callbacks in a row fail". */
const FAILURES_UNTIL_DISABLED = 3

/** How long the service may take to note what came of one, milliseconds. */
const NOTED_MS = 1_500

/** The app whose endpoint refuses callbacks, so that its URL is taken away now and then. */
export const FAILING_APP = 'Failing'

/** Every answer is told to the app, under one id, signed, with the status that it ended with. */
export function checkCallbacks(facts: Facts): readonly Problem[] {
  const byUuid = Map.groupBy(facts.callbacks, ({ uuid }) => uuid)
  const byId = Map.groupBy(facts.callbacks, ({ id }) => id)
  return [
    ...told(facts, byUuid),
    ...[...byUuid.values()].flatMap(underOneId),
    ...[...byId.values()].flatMap((those) => calledAgain(facts, those)),
    ...facts.callbacks.filter(({ isSigned }) => !isSigned).map(unsigned),
    ...disabledInTime(facts),
  ]
}

function told(
  { callsOf }: Facts,
  byUuid: ReadonlyMap<string, readonly Callback[]>,
): readonly Problem[] {
  const ended = new Map<string, string>()
  for (const call of [...callsOf('read'), ...callsOf('show')]) {
    const { state } = call.answer ?? {}
    if (state !== undefined && state !== 'pending') ended.set(call.op.uuid, state)
  }
  for (const call of callsOf('answer'))
    if (isAccepted(call)) ended.set(call.op.uuid, call.op.answer)
  const appOf = new Map(callsOf('ask').map(({ op, answer }) => [answer?.uuid, op.app]))
  const problems: Problem[] = []
  for (const [uuid, state] of ended) {
    const those = byUuid.get(uuid) ?? []
    // Of the other app some are dropped when its URL is taken away.
    if (those.length === 0 && appOf.get(uuid) !== FAILING_APP)
      problems.push({ rule: 'callback lost', text: `Nobody was told that ${uuid} is ${state}.` })
    const other = those.find((callback) => callback.state !== state)
    if (other !== undefined)
      problems.push({
        rule: 'callback of another answer',
        text: `${uuid} is ${state}, and callback ${other.id} says ${other.state}.`,
      })
  }
  for (const [uuid, [callback]] of byUuid)
    if (!ended.has(uuid))
      problems.push({
        rule: 'callback of no answer',
        text: `Callback ${callback?.id} tells of ${uuid}, which nobody has seen answered.`,
      })
  return problems
}

function underOneId(those: readonly Callback[]): readonly Problem[] {
  const ids = new Set(those.map(({ id }) => id))
  if (ids.size <= 1) return []
  const text = `The answer to ${those[0]?.uuid} was told under ${ids.size} ids.`
  return [{ rule: 'callback under another id', text }]
}

function calledAgain(facts: Facts, those: readonly Callback[]): readonly Problem[] {
  return those.flatMap((callback, index) => {
    const before = those[index - 1]
    if (before === undefined) return []
    const gap = { ...before, at: before.at - ON_ITS_WAY_MS, to: callback.from, until: callback.at }
    const isTriedAgain = before.outcome === 'no-answer' && isBefore(before, callback)
    if (isTriedAgain || isUnderFault(facts, gap)) return []
    const text = `Callback ${callback.id} came again although it was answered, and nothing had gone wrong.`
    return [{ rule: 'callback delivered again', text }]
  })
}

function unsigned({ id }: Callback): Problem {
  return { rule: 'callback unsigned', text: `The signature of callback ${id} does not verify.` }
}

/**
 * After three that failed in a row no further one comes, until the operator gives the URL again. A failure is
 * counted once the service has noted it, so one that comes again was not noted the first time.
 */
function disabledInTime(facts: Facts): readonly Problem[] {
  const byApp = Map.groupBy(facts.callbacks, ({ app }) => app)
  return [...byApp].flatMap(([app, those]) => {
    const sets = facts.callbackSets.filter((set) => set.app === app)
    const noted = [...new Map(those.map((callback) => [callback.id, callback])).values()]
    const problems: Problem[] = []
    for (const [index, set] of sets.entries()) {
      const next = sets[index + 1]?.from ?? Infinity
      const during = noted.filter(({ from }) => from > set.to && from < next)
      const late = lateOne(facts, during)
      if (late !== undefined)
        problems.push({
          rule: 'callback not turned off',
          text: `Callback ${late.id} of ${app} was sent although three in a row had failed.`,
        })
    }
    return problems
  })
}

/** The first that was begun when three in a row had failed for certain. */
function lateOne(facts: Facts, callbacks: readonly Callback[]): Callback | undefined {
  const byEnd = callbacks.toSorted((a, b) => a.to - b.to)
  let row: Callback[] = []
  for (const callback of byEnd) {
    if (callback.outcome === 'refused') row.push(callback)
    else row = []
    const [first] = row.slice(-FAILURES_UNTIL_DISABLED)
    if (first === undefined || row.length < FAILURES_UNTIL_DISABLED) continue
    const noted = callback.until + NOTED_MS
    // Of one that was taken meanwhile nobody knows whether it was noted before or after the others.
    const isMixed = callbacks.some(
      (other) =>
        other.outcome !== 'refused' && other.at <= noted && other.until + NOTED_MS >= first.at,
    )
    const late = callbacks.find(({ at }) => at > noted)
    if (isMixed || late === undefined) continue
    if (!isUnderFault(facts, { ...first, to: late.to, until: late.at })) return late
  }
  return undefined
}
