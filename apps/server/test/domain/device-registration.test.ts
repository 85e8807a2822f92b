import { expect, test } from 'vitest'
import { decideCode, registrationStatusAt } from '../../src/domain/device-registration.ts'

const NOW = 1_700_000_000_000
const PENDING = { expiresAt: NOW + 1, refusedAt: undefined, completedAt: undefined, guesses: 0 }

test.each([
  ['pending', PENDING],
  ['expired', { ...PENDING, expiresAt: NOW }],
  ['refused', { ...PENDING, refusedAt: NOW }],
  ['refused', { ...PENDING, refusedAt: NOW, expiresAt: NOW }],
  ['complete', { ...PENDING, completedAt: NOW, expiresAt: NOW }],
])('%s', (status, state) => {
  expect(registrationStatusAt(state, NOW)).toBe(status)
})

test.each([
  [{ result: 'right' }, '123456', 1],
  [{ result: 'right' }, '123456', 5],
  [{ result: 'wrong', triesLeft: 0 }, '123456', 6],
  [{ result: 'wrong', triesLeft: 4 }, '123457', 1],
  [{ result: 'wrong', triesLeft: 0 }, '123457', 5],
  [{ result: 'wrong', triesLeft: 4 }, '1234567', 1],
  [{ result: 'wrong', triesLeft: 4 }, '', 1],
])('%j for %s at guess %i', (decision, typed, guesses) => {
  expect(decideCode('123456', typed, guesses)).toEqual(decision)
})
