import type { Call, Message, Span } from '../history.ts'
import {
  type CallOf,
  type Facts,
  isAccepted,
  isUnknown,
  type Problem,
  serviceTime,
} from './facts.ts'

// The numbers of docs/limits.md, copied by hand: that page comes from the code, which is what is checked.
const WINDOW_MS = 600_000
const FREE_WRONG_TOKENS = 5
const FIRST_WAIT_MS = 5_000
const LONGEST_WAIT_MS = 3_600_000
const GUESSES_AT_A_CODE = 5
const MESSAGES_TO_A_PHONE = 10
const WRONG_TOKENS_OF_A_PHONE = 50

const WRONG = '60020'
const WRONG_CODE = '60022'

/** However many come at once, to however many nodes: no more is looked at, or sent, than the limits allow. */
export function checkLimits(facts: Facts): readonly Problem[] {
  const wrong = facts.callsOf('verify').filter(({ answer }) => answer?.code === WRONG)
  const byUser = Map.groupBy(wrong, ({ op }) => `${op.app}/${op.user}`)
  const byPerson = Map.groupBy(wrong, ({ op }) => op.user)
  const byAddress = Map.groupBy(
    wrong.filter(({ op }) => op.address !== undefined),
    ({ op }) => op.address,
  )
  const wrongCodes = facts.callsOf('check-code').filter(({ answer }) => answer?.code === WRONG_CODE)
  const byPhone = Map.groupBy(facts.messages, ({ phone }) => phone)
  const sendsTo = Map.groupBy(facts.callsOf('send'), ({ op }) => op.phone)
  return [
    ...[...byUser.values()].flatMap((those) => waitsOf(facts, those)),
    ...[...byPerson.values()].flatMap((those) =>
      inWindow(facts, those, WRONG_TOKENS_OF_A_PHONE, 'wrong tokens of a phone'),
    ),
    ...[...byAddress.values()].flatMap((those) =>
      inWindow(facts, those, facts.run.wrongTokensPerAddress, 'wrong tokens of an address'),
    ),
    ...[...Map.groupBy(wrongCodes, ({ op }) => op.phone).values()].flatMap((those) =>
      inWindow(facts, those, GUESSES_AT_A_CODE, 'guesses at a code'),
    ),
    ...[...byPhone].flatMap(([phone, those]) => {
      const first = new Map(those.toReversed().map((message) => [message.id, message]))
      const decided = [...first.values()].map((each) => decidedWithin(sendsTo.get(phone), each))
      const inOrder = decided.toSorted((a, b) => a.from - b.from)
      return inWindow(facts, inOrder, MESSAGES_TO_A_PHONE, 'messages to a phone')
    }),
  ]
}

/** From its request until it came: it was decided between, by a clock that may have jumped since. */
function decidedWithin(sends: readonly CallOf<'send'>[] = [], message: Message): Span {
  const { from, at } = sends.find(({ op }) => message.text.includes(op.words)) ?? message
  return { ...message, from, at }
}

/** After so many wrong tokens in a row each further one must wait, twice as long each time. */
function waitsOf(facts: Facts, wrong: readonly CallOf<'verify'>[]): readonly Problem[] {
  const [first] = wrong
  if (first === undefined) return []
  const rights = facts
    .callsOf('verify')
    .filter(({ op }) => op.app === first.op.app && op.user === first.op.user)
    .filter((call) => isAccepted(call) || isUnknown(call))
  let row: CallOf<'verify'>[] = []
  for (const call of wrong) {
    const before = row.at(-1)
    const mayStartOver = rights.some((right) => before !== undefined && isBetween(right, row, call))
    row = mayStartOver ? [call] : [...row, call]
    const begun = Math.min(...row.map((each) => serviceTime(facts, each)[0]))
    const ended = Math.max(...row.map((each) => serviceTime(facts, each)[1]))
    if (ended - begun < shortest(row.length))
      return [
        {
          rule: 'wrong tokens without wait',
          text: `${row.length} wrong tokens of one user were looked at within ${Math.round(ended - begun)} ms, up to #${call.from}.`,
        },
      ]
  }
  return []
}

/** Whether a right token may have ended the row before this call. */
function isBetween(right: Call, row: readonly Call[], call: Call): boolean {
  const start = Math.min(...row.map(({ from }) => from))
  return right.to > start && right.from < call.to && right !== call
}

/** The time that so many wrong tokens in a row take at least. */
function shortest(count: number): number {
  let wait = 0
  for (let before = FREE_WRONG_TOKENS; before < count; before++)
    wait += Math.min(FIRST_WAIT_MS * 2 ** (before - FREE_WRONG_TOKENS), LONGEST_WAIT_MS)
  return wait
}

/** A window begins with what is counted first; what may lie outside of it begins the next one. */
function inWindow(
  facts: Facts,
  counted: readonly Span[],
  most: number,
  what: string,
): readonly Problem[] {
  let begunAt = -Infinity
  let count = 0
  for (const each of counted) {
    const [earliest, latest] = serviceTime(facts, each)
    if (latest >= begunAt + WINDOW_MS) {
      begunAt = earliest
      count = 0
    }
    count++
    if (count > most) {
      const text = `More than ${most} ${what} within ten minutes, up to #${each.from}.`
      return [{ rule: what, text }]
    }
  }
  return []
}
