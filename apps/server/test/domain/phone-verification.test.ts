import { describe, expect, test } from 'vitest'
import {
  type CodeDecision,
  decideCode,
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

describe('a guess, with one thing changed', () => {
  const LIVING = { expiresAt: NOW + 600_000, verifiedAt: undefined, guesses: 0, code: '4711' }
  type Change = Partial<PhoneVerification & { guesses: number; code: string; guess: string }>
  test.each([
    ['nothing', {}, 'right'],
    ['another code', { guess: '4712' }, 'wrong'],
    ['a part of the code', { guess: '471' }, 'wrong'],
    ['no code', { guess: '' }, 'wrong'],
    ['letters in another case', { code: 'aB3d', guess: 'ab3d' }, 'wrong'],
    ['the last guess', { guesses: 4 }, 'right'],
    ['one guess too many', { guesses: 5 }, 'spent'],
    ['expiring in a millisecond', { expiresAt: NOW + 1 }, 'right'],
    ['expiring now', { expiresAt: NOW }, 'none'],
    ['verified before', { verifiedAt: NOW - 1 }, 'none'],
    ['expired, and no guess left', { expiresAt: NOW, guesses: 5 }, 'none'],
  ] satisfies readonly (readonly [string, Change, CodeDecision])[])(
    '%s',
    (_name, { guess, ...change }: Change, decision) => {
      const asked = { ...LIVING, ...change }
      expect(decideCode(asked, guess ?? asked.code, NOW)).toBe(decision)
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
