import type { ApprovalBody } from '@countersign/wire'
import { expect, test } from 'vitest'
import {
  answeredElsewhere,
  groupByDay,
  isNumber,
  logoOf,
  standingOf,
  waitingOf,
  withApproval,
} from '../src/app/approvals.ts'
import { decidePress } from '../src/app/hold.ts'

const NOW = 1_700_000_000_000

function approval(change: Partial<ApprovalBody> = {}): ApprovalBody {
  return {
    uuid: 'one',
    app: { id: 1, name: 'Acme' },
    message: 'Log in',
    details: [],
    logos: [],
    requestedAt: NOW,
    requestedFrom: null,
    expiresAt: NOW + 60_000,
    needsNumber: false,
    status: 'pending',
    answeredAt: null,
    answeredBy: null,
    notMe: false,
    ...change,
  }
}

test.each([
  [{}, 'pending'],
  [{ expiresAt: NOW }, 'expired'],
  [{ expiresAt: null }, 'pending'],
  [{ status: 'approved', expiresAt: NOW - 1 }, 'approved'],
  [{ status: 'expired' }, 'expired'],
] as const)('an approval with %j is %s', (change, standing) => {
  expect(standingOf(approval(change), NOW)).toBe(standing)
})

test('those that wait are listed with the newest first, without what ran out', () => {
  const older = approval({ uuid: 'older', requestedAt: NOW - 1 })
  const over = approval({ uuid: 'over', expiresAt: NOW - 1 })
  const done = approval({ uuid: 'done', status: 'denied' })
  expect(waitingOf([over, older, done, approval()], NOW).map(({ uuid }) => uuid)).toEqual([
    'one',
    'older',
  ])
})

test('a newer state takes the place of the one that is there', () => {
  const denied = approval({ status: 'denied' })
  const other = approval({ uuid: 'two' })
  expect(withApproval([other, approval()], denied)).toEqual([other, denied])
  expect(withApproval([other], denied)).toEqual([denied, other])
})

test('names the device that answered, unless it is this one', () => {
  const answeredBy = { id: 7, name: 'Tablet' }
  expect(answeredElsewhere(approval({ answeredBy }), 8)).toBe('Tablet')
  expect(answeredElsewhere(approval({ answeredBy }), 7)).toBeUndefined()
  expect(answeredElsewhere(approval(), 7)).toBeUndefined()
})

test('groups by day and keeps the order', () => {
  const day = 86_400_000
  const groups = groupByDay([
    approval({ uuid: 'a' }),
    approval({ uuid: 'b' }),
    approval({ uuid: 'c', requestedAt: NOW - day }),
  ])
  expect(groups.map(({ approvals }) => approvals.map(({ uuid }) => uuid))).toEqual([
    ['a', 'b'],
    ['c'],
  ])
})

test('takes the default logo, else the first', () => {
  const logos = [
    { res: 'low', url: 'https://a.test/low' },
    { res: 'default', url: 'https://a.test/default' },
  ]
  expect(logoOf(approval({ logos }))).toBe('https://a.test/default')
  expect(logoOf(approval({ logos: logos.slice(0, 1) }))).toBe('https://a.test/low')
  expect(logoOf(approval())).toBeUndefined()
})

test.each([
  ['42', true],
  ['4', false],
  ['420', false],
  ['4a', false],
])('%s as a number: %s', (text, isRight) => {
  expect(isNumber(text)).toBe(isRight)
})

test.each([
  [undefined, 1_000, 'ask'],
  [1_000, 1_100, 'ignore'],
  [1_000, 1_300, 'approve'],
  [1_000, 8_000, 'ask'],
] as const)('a press after one at %s, at %s, means %s', (before, now, meaning) => {
  expect(decidePress(before, now)).toBe(meaning)
})
