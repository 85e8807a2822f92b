import type { Call, Message } from '../history.ts'
import {
  type CallOf,
  type Facts,
  groupBy,
  isAccepted,
  isBefore,
  isUnderFault,
  ON_ITS_WAY_MS,
  isUnknown,
  mayShowAt,
  type Problem,
  serviceTime,
} from './facts.ts'

/** Of a token, and of a code (docs/limits.md). A message that nobody could use any more is not sent. */
const LIFE_MS = 600_000

/** A living message is brought to the carrier within this, whatever else waits. */
const LONGEST_WAIT_MS = 60_000

/** What was acknowledged goes out, under one id, and nothing else does. */
export function checkMessages(facts: Facts): readonly Problem[] {
  const byId = Map.groupBy(facts.messages, ({ id }) => id)
  const sends = groupBy(facts.callsOf('send'), ({ phone, words }) => [phone, words])
  const codes = groupBy(facts.callsOf('start-code'), ({ phone }) => phone)
  const toPhone = Map.groupBy(facts.messages, ({ phone }) => phone)
  const askedFor = Map.groupBy(
    [...facts.callsOf('send'), ...facts.callsOf('start-code'), ...facts.callsOf('prepare')],
    ({ op }) => op.phone,
  )
  return [
    ...[...byId.values()].flatMap((those) => deliveredAgain(facts, those)),
    ...sends.flatMap((calls) => delivered(facts, toPhone, calls, calls[0]?.op.words ?? '')),
    ...codes.flatMap((calls) => delivered(facts, toPhone, calls, '')),
    ...facts.messages.flatMap((message) => unasked(askedFor.get(message.phone) ?? [], message)),
  ]
}

/** One send is one message. Two at once are one, or two of the same token. */
function delivered(
  facts: Facts,
  toPhone: ReadonlyMap<string, readonly Message[]>,
  calls: readonly (CallOf<'send'> | CallOf<'start-code'>)[],
  words: string,
): readonly Problem[] {
  const those = toPhone.get(calls[0]?.op.phone ?? '') ?? []
  const ids = new Set(those.filter(({ text }) => text.includes(words)).map(({ id }) => id))
  const acknowledged = calls.filter(isAccepted)
  const most = acknowledged.length + calls.filter(isUnknown).length
  const which = `the send of #${calls[0]?.from}`
  if (ids.size === 0 && acknowledged.some((call) => hasTime(facts, call)))
    return [{ rule: 'message lost', text: `No message of ${which} reached the carrier.` }]
  if (ids.size > most)
    return [
      {
        rule: 'message under another id',
        text: `${ids.size} messages of ${which} reached the carrier, which was asked ${most} times.`,
      },
    ]
  return []
}

/** A clock that jumps ahead may end a message before its turn comes. */
function hasTime(facts: Facts, call: Call): boolean {
  const [sentAt] = serviceTime(facts, call)
  return mayShowAt(facts, sentAt + LIFE_MS) > call.until + LONGEST_WAIT_MS
}

/** A message comes again only where its first delivery may have gone wrong, and it is the same. */
function deliveredAgain(facts: Facts, those: readonly Message[]): readonly Problem[] {
  const [first] = those
  return those.flatMap((message, index) => {
    const before = those[index - 1]
    if (first === undefined || before === undefined) return []
    const problems: Problem[] = []
    if (message.text !== first.text || message.phone !== first.phone)
      problems.push({
        rule: 'message changed',
        text: `Message ${message.id} came twice and differs.`,
      })
    const gap = { ...before, at: before.at - ON_ITS_WAY_MS, to: message.from, until: message.at }
    const isFailed = before.outcome !== 'taken' && isBefore(before, message)
    if (!isFailed && !isUnderFault(facts, gap))
      problems.push({
        rule: 'message delivered again',
        text: `Message ${message.id} came again although the carrier had it, and nothing had gone wrong.`,
      })
    return problems
  })
}

function unasked(asked: readonly Call[], { id, text, from }: Message): readonly Problem[] {
  const isAsked = asked.some(
    (call) => call.from < from && (call.op.kind !== 'send' || text.includes(call.op.words)),
  )
  return isAsked ? [] : [{ rule: 'message unasked', text: `Message ${id} is of nobody's request.` }]
}
