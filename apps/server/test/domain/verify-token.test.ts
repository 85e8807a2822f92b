import { totp, totpStep } from '@countersign/otp'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { GUESSES_PER_SENT_TOKEN, SUSPEND_AT_ATTEMPTS } from '../../src/domain/limits.ts'
import {
  type Attempts,
  type Authenticator,
  countWrongToken,
  decideAdmission,
  decideToken,
  type SentToken,
  type TokenDecision,
} from '../../src/domain/verify-token.ts'

const NOW = 1_700_000_000_000

const SENT: SentToken = {
  action: '',
  channel: 'sms',
  token: '1234567',
  expiresAt: NOW + 600_000,
  guesses: 0,
  usedAt: undefined,
}

const QR: Authenticator = {
  id: 'qr',
  kind: 'qr',
  secret: Buffer.from('12345678901234567890'),
  digits: 6,
  periodSeconds: 30,
  window: 1,
  lastUsedStep: -1,
}

const SOFT: Authenticator = {
  ...QR,
  id: 'device-1',
  kind: 'soft',
  secret: Buffer.from('abcdefghijabcdefghij'),
  digits: 7,
  periodSeconds: 10,
  window: 3,
}

/** What an authenticator shows `steps` steps from now. */
function shown(authenticator: Authenticator, steps = 0, now = NOW): string {
  const { secret, digits, periodSeconds } = authenticator
  return totp(secret, now + steps * periodSeconds * 1_000, { digits, periodSeconds })
}

const stepOf = (authenticator: Authenticator, steps = 0) =>
  totpStep(NOW, authenticator.periodSeconds) + steps

function acceptedStep(decision: TokenDecision): number | undefined {
  const isStep = decision.result === 'valid' && decision.match.by === 'authenticator'
  return isStep ? decision.match.step : undefined
}

const VALID = { result: 'valid', match: { by: 'sent-token', action: '', channel: 'sms' } }
const INVALID = { result: 'invalid', guessed: [''] }

describe('a sent token, with one thing changed', () => {
  test.each([
    ['nothing', {}, SENT.token, '', VALID],
    ['another token', {}, '1234568', '', INVALID],
    ['a digit less', {}, '123456', '', INVALID],
    ['a digit more', {}, '12345670', '', INVALID],
    ['an empty token', {}, '', '', INVALID],
    ['by call', { channel: 'call' }, SENT.token, '', { match: { channel: 'call' } }],
    ['expiring in a millisecond', { expiresAt: NOW + 1 }, SENT.token, '', VALID],
    ['expiring now', { expiresAt: NOW }, SENT.token, '', { result: 'invalid', guessed: [] }],
    ['used', { usedAt: NOW - 1 }, SENT.token, '', { ...VALID, result: 'reused' }],
    [
      'used, and expired since',
      { usedAt: NOW - 1, expiresAt: NOW },
      SENT.token,
      '',
      { result: 'invalid', guessed: [] },
    ],
    [
      'used, and another token',
      { usedAt: NOW - 1 },
      '7654321',
      '',
      { result: 'invalid', guessed: [] },
    ],
    ['a guess left', { guesses: GUESSES_PER_SENT_TOKEN - 1 }, SENT.token, '', VALID],
    [
      'no guess left',
      { guesses: GUESSES_PER_SENT_TOKEN },
      SENT.token,
      '',
      { result: 'invalid', guessed: [] },
    ],
    [
      'sent for an action, verified for it',
      { action: 'login' },
      SENT.token,
      'login',
      { result: 'valid', match: { action: 'login' } },
    ],
    [
      'sent for an action, verified for another',
      { action: 'login' },
      SENT.token,
      'pay',
      { result: 'invalid', guessed: [] },
    ],
    [
      'sent for an action, verified for none',
      { action: 'login' },
      SENT.token,
      '',
      { result: 'invalid', guessed: [] },
    ],
    [
      'sent for none, verified for an action',
      {},
      SENT.token,
      'login',
      { result: 'invalid', guessed: [] },
    ],
    [
      'an action in another case',
      { action: 'login' },
      SENT.token,
      'Login',
      { result: 'invalid', guessed: [] },
    ],
  ] satisfies readonly (readonly [string, Partial<SentToken>, string, string, object])[])(
    '%s',
    (_name, change, token, action, expected) => {
      expect(decideToken([{ ...SENT, ...change }], [], token, action, NOW)).toMatchObject(expected)
    },
  )
})

describe('the QR authenticator, with one thing changed', () => {
  test.each([
    ['nothing', {}, 0, '', { result: 'valid', match: { by: 'authenticator', kind: 'qr' } }],
    ['a step late', {}, -1, '', { result: 'valid', match: { step: stepOf(QR, -1) } }],
    ['a step early', {}, 1, '', { result: 'valid', match: { step: stepOf(QR, 1) } }],
    ['two steps late', {}, -2, '', { result: 'invalid' }],
    ['two steps early', {}, 2, '', { result: 'invalid' }],
    ['this step used', { lastUsedStep: stepOf(QR) }, 0, '', { result: 'reused' }],
    ['a later step used', { lastUsedStep: stepOf(QR, 1) }, 0, '', { result: 'reused' }],
    ['the step before used', { lastUsedStep: stepOf(QR, -1) }, 0, '', { result: 'valid' }],
    ['with an action', {}, 0, 'login', { result: 'invalid' }],
  ] satisfies readonly (readonly [string, Partial<Authenticator>, number, string, object])[])(
    '%s',
    (_name, change, steps, action, expected) => {
      const authenticator = { ...QR, ...change }
      const token = shown(QR, steps)
      expect(decideToken([], [authenticator], token, action, NOW)).toMatchObject(expected)
    },
  )
})

test.each([-3, -2, -1, 0, 1, 2, 3])('a soft token of %i steps from now is right', (steps) => {
  expect(decideToken([], [SOFT], shown(SOFT, steps), '', NOW)).toMatchObject({
    result: 'valid',
    match: { kind: 'soft', step: stepOf(SOFT, steps) },
  })
})

test.each([-4, 4])('a soft token of %i steps from now is wrong', (steps) => {
  expect(decideToken([], [SOFT], shown(SOFT, steps), '', NOW).result).toBe('invalid')
})

describe('the order is sent tokens, the QR authenticator, soft tokens', () => {
  const soft: Authenticator = { ...SOFT, digits: 6, periodSeconds: 30 }
  const qr: Authenticator = { ...QR, secret: soft.secret }
  const token = shown(qr)

  test('a sent token before an authenticator that shows the same', () => {
    const decision = decideToken([{ ...SENT, token }], [qr, soft], token, '', NOW)
    expect(decision).toMatchObject({ match: { by: 'sent-token' } })
  })
  test('the QR authenticator before a soft token, whatever the order of rows', () => {
    for (const order of [
      [qr, soft],
      [soft, qr],
    ]) {
      expect(decideToken([], order, token, '', NOW)).toMatchObject({ match: { kind: 'qr' } })
    }
  })
  test('an unspent step of a later one before a spent step of an earlier one', () => {
    const spent = { ...qr, lastUsedStep: stepOf(qr) }
    expect(decideToken([], [spent, soft], token, '', NOW)).toMatchObject({
      result: 'valid',
      match: { kind: 'soft' },
    })
  })
})

describe('properties', () => {
  const secrets = fc.uint8Array({ minLength: 16, maxLength: 64 })
  const kinds = fc.constantFrom(QR, SOFT)
  const times = fc.integer({ min: 1_000_000_000_000, max: 4_000_000_000_000 })

  test('a token verifies at its step, and never a second time', () => {
    fc.assert(
      fc.property(
        secrets,
        kinds,
        times,
        fc.integer({ min: -3, max: 3 }),
        (secret, kind, now, off) => {
          fc.pre(Math.abs(off) <= kind.window)
          const authenticator = { ...kind, secret }
          const token = shown(authenticator, off, now)
          const first = decideToken([], [authenticator], token, '', now)
          if (first.result !== 'valid' || first.match.by !== 'authenticator')
            throw new Error(`expected a valid step, got ${first.result}`)
          const used = { ...authenticator, lastUsedStep: first.match.step }
          for (let later = 0; later <= 2 * kind.window + 2; later++) {
            const at = now + later * kind.periodSeconds * 1_000
            // Two steps of one secret may share their digits: then a later, unspent step is right.
            const again = decideToken([], [used], token, '', at)
            expect(acceptedStep(again) ?? Infinity).toBeGreaterThan(first.match.step)
          }
          expect(decideToken([], [used], token, '', now).result).not.toBe('invalid')
        },
      ),
      { numRuns: 60 },
    )
  })

  test('a token sent for one action verifies for no other', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (sentFor, askedFor) => {
        const { result } = decideToken(
          [{ ...SENT, action: sentFor }],
          [],
          SENT.token,
          askedFor,
          NOW,
        )
        expect(result).toBe(sentFor === askedFor ? 'valid' : 'invalid')
      }),
    )
  })

  test('whatever is typed, at most five guesses of one sent token are looked at', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 9_999_999 }), { minLength: 5, maxLength: 20 }),
        (guesses) => {
          const wrong = guesses.filter((guess) => String(guess).padStart(7, '0') !== SENT.token)
          let token = SENT
          let evaluated = 0
          for (const guess of wrong) {
            const decision = decideToken([token], [], String(guess).padStart(7, '0'), '', NOW)
            const counted = decision.result === 'invalid' ? decision.guessed.length : 0
            evaluated += counted
            token = { ...token, guesses: token.guesses + counted }
          }
          expect(evaluated).toBe(Math.min(wrong.length, GUESSES_PER_SENT_TOKEN))
          const isSpent = wrong.length >= GUESSES_PER_SENT_TOKEN
          expect(decideToken([token], [], SENT.token, '', NOW).result).toBe(
            isSpent ? 'invalid' : 'valid',
          )
        },
      ),
    )
  })

  test('no text that is not the token is ever right', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (typed) => {
        fc.pre(typed !== SENT.token)
        expect(decideToken([SENT], [], typed, '', NOW)).toEqual(INVALID)
      }),
    )
  })
})

describe('admission', () => {
  const FRESH: Attempts = { count: 0, nextAttemptAt: 0, suspendedAt: undefined }

  test.each([
    ['nothing', {}, { admitted: true }],
    ['waiting', { nextAttemptAt: NOW + 1 }, { reason: 'throttled', retryAt: NOW + 1 }],
    ['waited to the millisecond', { nextAttemptAt: NOW }, { admitted: true }],
    ['suspended', { suspendedAt: NOW - 1 }, { reason: 'suspended' }],
    [
      'suspended while waiting',
      { suspendedAt: 1, nextAttemptAt: NOW + 1 },
      { reason: 'suspended' },
    ],
    ['many wrong, all waited for', { count: 99 }, { admitted: true }],
  ] satisfies readonly (readonly [string, Partial<Attempts>, object])[])(
    '%s',
    (_name, change, expected) => {
      expect(decideAdmission({ ...FRESH, ...change }, NOW)).toMatchObject(expected)
    },
  )

  test('of wrong tokens one after the other, five are free, each further one waits longer, the hundredth suspends', () => {
    let attempts = FRESH
    let now = NOW
    let lastWait = 0
    for (let count = 1; count <= SUSPEND_AT_ATTEMPTS; count++) {
      attempts = countWrongToken(attempts, now)
      const wait = attempts.nextAttemptAt - now
      expect(attempts.count).toBe(count)
      expect(wait).toBeGreaterThanOrEqual(count < 5 ? 0 : Math.max(lastWait, 5_000))
      expect(attempts.suspendedAt).toBe(count === SUSPEND_AT_ATTEMPTS ? now : undefined)
      lastWait = wait
      now = attempts.nextAttemptAt
    }
    expect(lastWait).toBe(3_600_000)
  })
})
