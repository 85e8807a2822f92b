import { describe, expect, test } from 'vitest'
import {
  isCustomCode,
  type PhoneVerification,
  statusOf,
} from '../../src/domain/phone-verification.ts'

const NOW = 1_700_000_000_000

describe('a verification, with one thing changed', () => {
  const PENDING: PhoneVerification = {
    expiresAt: NOW + 600_000,
    verifiedAt: undefined,
  }
  test.each([
    ['nothing', {}, 'pending'],
    ['expiring in a millisecond', { expiresAt: NOW + 1 }, 'pending'],
    ['expiring now', { expiresAt: NOW }, 'expired'],
    ['verified', { verifiedAt: NOW - 1 }, 'verified'],
    ['verified, expired since', { verifiedAt: NOW - 1, expiresAt: NOW }, 'verified'],
  ] satisfies readonly (readonly [string, Partial<PhoneVerification>, string])[])(
    '%s',
    (_name, change, status) => {
      expect(statusOf({ ...PENDING, ...change }, NOW)).toBe(status)
    },
  )
})

test.each([
  ['1234', true],
  ['0000000000', true],
  ['aB3d', true],
  ['123', false],
  ['12345678901', false],
  ['12 34', false],
  ['12\n34', false],
  ['1234\n', false],
  ['١٢٣٤', false],
  ['ABÇD', false],
  ['', false],
])('the code %j: %s', (text, isOne) => {
  expect(isCustomCode(text)).toBe(isOne)
})
