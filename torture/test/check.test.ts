import { beforeAll, describe, expect, test } from 'vitest'
import { check } from '../check/check.ts'
import type { Answer, Call, HistoryRecord, Op } from '../history.ts'
import { simulate } from '../simulate/run.ts'
import { prepareTemplate } from '../simulate/template.ts'

// A history in which every promise was kept; each row changes one thing in it.

let kept: readonly HistoryRecord[] = []

beforeAll(async () => {
  const template = await prepareTemplate()
  // The first in which there is something of everything.
  for (let seed = 1; kept.length === 0; seed++) {
    const { records } = await simulate(template, seed)
    if (ROWS.every(([, changeOne]) => isFit(records, changeOne))) kept = records
  }
})

function isFit(records: readonly HistoryRecord[], changeOne: Change): boolean {
  try {
    changeOne([...records])
    return true
  } catch {
    return false
  }
}

type Change = (records: HistoryRecord[]) => void

/** Changes the first call that fits, into one that is like it otherwise. */
function change(
  kind: Op['kind'],
  fits: (call: Call) => boolean,
  changed: (call: Call) => Partial<Call>,
): Change {
  return (records) => {
    const index = records.findIndex(
      (record) => record.kind === 'call' && record.op.kind === kind && fits(record),
    )
    const call = records[index]
    if (call?.kind !== 'call') throw new Error(`The history has no such ${kind}.`)
    records[index] = { ...call, ...changed(call) }
  }
}

const answered = (code: string, more: Partial<Answer> = {}) => ({
  answer: { status: Number(code) < 600 ? Number(code) : 401, code, ...more },
})

const has = (code: string) => (call: Call) => call.answer?.code === code

const ROWS: readonly (readonly [rule: string, change: Change])[] = [
  ['no answer', change('read', has('200'), () => ({ answer: undefined, isHung: true }))],
  ['undocumented answer', change('read', has('200'), () => answered('500'))],
  [
    'unavailable without fault',
    (records) => {
      change('verify', has('60019'), () => answered('503', { retryAfter: 1 }))(records)
      for (const fault of records.filter(({ kind }) => kind === 'fault'))
        records.splice(records.indexOf(fault), 1)
    },
  ],
  ['503 without Retry-After', change('read', has('200'), () => answered('503'))],
  ['token accepted twice', change('verify', has('60019'), () => answered('200'))],
  [
    'wrong token accepted',
    change(
      'verify',
      (call) => has('60020')(call) && call.op.kind === 'verify' && call.op.by === 'guess',
      () => answered('200'),
    ),
  ],
  [
    'reused without use',
    (records) => {
      change('verify', has('60019'), () => ({
        op: {
          kind: 'verify',
          app: 'Steady',
          user: 1,
          action: '',
          token: '1',
          by: 'message',
          address: undefined,
        },
      }))(records)
    },
  ],
  [
    'valid token refused',
    change(
      'verify',
      (call) => has('200')(call) && call.op.kind === 'verify' && call.op.action === 'later',
      () => answered('60020'),
    ),
  ],
  ['request lost', change('read', has('200'), () => answered('404'))],
  [
    'request changed',
    change('show', has('200'), ({ answer }) =>
      answered('200', { ...answer, message: 'something else' }),
    ),
  ],
  [
    'answer changed',
    (records) => {
      const index = records.findLastIndex(
        (record) =>
          record.kind === 'call' &&
          record.op.kind === 'read' &&
          record.answer?.state === 'approved',
      )
      const last = records[index]
      if (last?.kind !== 'call') throw new Error('The history has no approval.')
      records[index] = { ...last, ...answered('200', { ...last.answer, state: 'pending' }) }
    },
  ],
  [
    'message lost',
    (records) => {
      const message = records.find(({ kind }) => kind === 'message')
      if (message?.kind !== 'message') throw new Error('The history has no message.')
      for (const same of records.filter(
        (record) => record.kind === 'message' && record.phone === message.phone,
      ))
        records.splice(records.indexOf(same), 1)
    },
  ],
  ['message unasked', add('message', (message) => ({ ...message, id: 'new', phone: '+1' }))],
  ['message changed', add('message', (message) => ({ ...message, text: 'something else' }))],
  [
    'message under another id',
    (records) => {
      const once = records.find(
        (record) => record.kind === 'message' && sendsOf(records, record.text).length === 1,
      )
      if (once?.kind !== 'message') throw new Error('The history has no message of one send.')
      records.push({ ...once, id: 'new' })
    },
  ],
  ['callback unsigned', add('callback', (callback) => ({ ...callback, isSigned: false }))],
  ['callback under another id', add('callback', (callback) => ({ ...callback, id: 'new' }))],
  [
    'callback of no answer',
    add('callback', (callback) => ({ ...callback, id: 'new', uuid: 'new' })),
  ],
  [
    'callback of another answer',
    add('callback', (callback) => ({ ...callback, id: 'new', state: 'expired' })),
  ],
  [
    'callback lost',
    (records) => {
      const callbacks = records.filter((record) => record.kind === 'callback')
      if (!callbacks.some(({ app }) => app === 'Steady'))
        throw new Error('The history has no callback that must not be lost.')
      for (const callback of callbacks) records.splice(records.indexOf(callback), 1)
    },
  ],
]

function sendsOf(records: readonly HistoryRecord[], text: string) {
  return records.filter(
    (record) =>
      record.kind === 'call' && record.op.kind === 'send' && text.includes(record.op.words),
  )
}

/** Adds one more that is like the first of its kind otherwise. */
function add<Kind extends 'message' | 'callback'>(
  kind: Kind,
  changed: (
    record: Extract<HistoryRecord, { readonly kind: Kind }>,
  ) => Extract<HistoryRecord, { readonly kind: Kind }>,
): Change {
  return (records) => {
    const first = records.find(
      (record): record is Extract<HistoryRecord, { readonly kind: Kind }> => record.kind === kind,
    )
    if (first === undefined) throw new Error(`The history has no ${kind}.`)
    records.push(changed(first))
  }
}

test('a history in which every promise was kept has no problem', () => {
  expect(check(kept)).toEqual([])
})

describe('one thing is changed', () => {
  test.each(ROWS)('%s', (rule, changeOne) => {
    const records = [...kept]
    changeOne(records)
    expect(check(records).map((problem) => problem.rule)).toContain(rule)
  })
})

function rulesOf(records: readonly HistoryRecord[]): readonly string[] {
  return check(records).map(({ rule }) => rule)
}

function spanOf(from: number) {
  return { from, to: from + 1, at: from, until: from + 1 }
}

test('a registration whose beginning was not answered leaves a code that is wrong for the next', () => {
  const op = { kind: 'prepare', what: 'a registration', phone: '+15550000001' } as const
  const call = (from: number, answer: Answer): Call => ({
    kind: 'call',
    client: 'client 0',
    op,
    answer,
    isHung: false,
    ...spanOf(from),
  })
  const begun = call(2, { status: 201, code: '201' })
  const wrong = call(4, { status: 409, code: 'wrong-code' })
  const run = kept.filter(({ kind }) => kind === 'run')
  expect(rulesOf([...run, begun, wrong])).toEqual(['undocumented answer'])
  const lost = call(0, { status: 503, code: '503', retryAfter: 1 })
  const cut: HistoryRecord = { kind: 'fault', name: 'cut', ...spanOf(0) }
  expect(rulesOf([...run, cut, lost, begun, wrong])).toEqual([])
})

/** From there on. */
function clockIsOff(by: number, from: number, at: number): HistoryRecord {
  return { kind: 'clock', earliest: by, latest: by, from, to: from + 1, at, until: at }
}

test('a message that expires by a jump of the clock before its turn comes is not lost', () => {
  const sent: Call = {
    kind: 'call',
    client: 'client 0',
    op: {
      kind: 'send',
      app: 'Steady',
      user: 1,
      phone: '+15550000001',
      action: 'login',
      words: 'order 1.',
    },
    answer: { status: 200, code: '200' },
    isHung: false,
    ...spanOf(10),
  }
  const run = kept.filter(({ kind }) => kind === 'run')
  const back = clockIsOff(-300_000, 5, 5)
  const jumps = (at: number) => clockIsOff(325_000, 20, at)
  expect(rulesOf([...run, back, sent, jumps(5_000)])).toEqual([])
  expect(rulesOf([...run, back, sent, jumps(90_000)])).toEqual(['message lost'])
  expect(rulesOf([...run, sent, jumps(5_000)])).toEqual(['message lost'])
})

test('a token is guessed at to its end also by the guess that goes over a limit', () => {
  let at = 0
  const call = (op: Call['op'], answer: Call['answer']): Call => {
    at += 100
    return { kind: 'call', client: 'client 0', op, answer, isHung: false, ...spanOf(at) }
  }
  const person = { app: 'Steady', user: 1, action: 'login' } as const
  const sent = call(
    { kind: 'send', ...person, phone: '+15550000001', words: 'order 1.' },
    { status: 200, code: '200' },
  )
  const guess = (status: number, code: string) =>
    call(
      { kind: 'verify', ...person, token: '0000001', by: 'guess', address: undefined },
      { status, code },
    )
  const wrong = () => guess(401, '60020')
  const tooMany = () => guess(429, '60003')
  const right = () =>
    call(
      { kind: 'verify', ...person, token: '1234567', by: 'message', address: undefined },
      { status: 401, code: '60020' },
    )
  const run = kept.filter(({ kind }) => kind === 'run')
  const complaints = (...calls: readonly Call[]) =>
    rulesOf([...run, sent, ...calls]).filter((rule) => rule === 'valid token refused')
  expect(complaints(wrong(), wrong(), wrong(), wrong(), tooMany(), tooMany(), right())).toEqual([])
  const refused = ['valid token refused']
  expect(complaints(wrong(), wrong(), wrong(), wrong(), right())).toEqual(refused)
  expect(complaints(wrong(), wrong(), wrong(), tooMany(), tooMany(), right())).toEqual(refused)
})

test('messages of two windows are not those of one, although they come late and together', () => {
  const send = (index: number, at: number): HistoryRecord => ({
    kind: 'call',
    client: 'client 0',
    op: {
      kind: 'send',
      app: 'Steady',
      user: 1,
      phone: '+15550000001',
      action: `flood${index}`,
      words: `order ${index}.`,
    },
    answer: { status: 200, code: '200' },
    isHung: false,
    ...spanOf(at),
  })
  const message = (index: number, at: number): HistoryRecord => ({
    kind: 'message',
    id: `message ${index}`,
    phone: '+15550000001',
    text: `1234567 is your code. order ${index}.`,
    outcome: 'taken',
    ...spanOf(at),
  })
  const run = kept.filter(({ kind }) => kind === 'run')
  const each = Array.from({ length: 13 }, (_, index) => index + 10)
  const those = [
    ...each.map((index) => send(index, 10 * index)),
    ...each.map((index) => message(index, 5_000 + 10 * index)),
  ]
  const complaints = (...more: readonly HistoryRecord[]) =>
    rulesOf([...run, ...more, ...those]).filter((rule) => rule === 'messages to a phone')
  expect(complaints()).toEqual(['messages to a phone'])
  // One node five minutes ahead, one as much behind: by their clocks a window may lie between any two.
  const apart: HistoryRecord = { kind: 'clock', earliest: -300_000, latest: 300_000, ...spanOf(1) }
  const together = clockIsOff(0, 1_000, 1_000)
  expect(complaints(apart, together)).toEqual([])
  expect(complaints(clockIsOff(300_000, 1, 1), together)).toEqual(['messages to a phone'])
})
