import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { GUESSES_PER_SENT_TOKEN, IDENTICAL_SEND_MS } from '../../src/domain/limits.ts'
import {
  decideSend,
  digitsFrom,
  type LastSend,
  type SendRules,
} from '../../src/domain/send-token.ts'

const NOW = 1_700_000_000_000
const REQUEST = 'sms'

const LAST: LastSend = {
  token: '1234567',
  expiresAt: NOW + 300_000,
  guesses: 2,
  usedAt: undefined,
  sends: 1,
  lastSentAt: NOW - 60_000,
  lastRequest: REQUEST,
}

const RULES: SendRules = { digits: 7, lifeMs: 600_000, resendLivingToken: true, sendsPerToken: 5 }

const RESEND = {
  result: 'resend',
  token: LAST.token,
  guesses: LAST.guesses,
  expiresAt: LAST.expiresAt,
  sends: 2,
}
const NEW = { result: 'new', expiresAt: NOW + RULES.lifeMs }
const MOMENT_AGO = NOW - IDENTICAL_SEND_MS + 1

describe('a further send, with one thing changed', () => {
  test.each([
    ['nothing: the living token again', {}, {}, REQUEST, RESEND],
    ['the token used', { usedAt: NOW - 1 }, {}, REQUEST, NEW],
    ['the token expired', { expiresAt: NOW }, {}, REQUEST, NEW],
    ['the token about to expire', { expiresAt: NOW + 1 }, {}, REQUEST, { result: 'resend' }],
    ['its guesses spent', { guesses: GUESSES_PER_SENT_TOKEN }, {}, REQUEST, NEW],
    ['its last guess left', { guesses: 4 }, {}, REQUEST, { result: 'resend', guesses: 4 }],
    ['another length asked for', {}, { digits: 6 }, REQUEST, NEW],
    ['resending off', {}, { resendLivingToken: false }, REQUEST, NEW],
    ['the same a moment ago', { lastSentAt: MOMENT_AGO }, {}, REQUEST, { result: 'identical' }],
    ['the same five seconds ago', { lastSentAt: MOMENT_AGO - 1 }, {}, REQUEST, RESEND],
    ['another a moment ago', { lastSentAt: MOMENT_AGO }, {}, 'call', RESEND],
    [
      'the same a moment ago, used since',
      { lastSentAt: MOMENT_AGO, usedAt: NOW - 1 },
      {},
      REQUEST,
      NEW,
    ],
    ['sent four times', { sends: 4 }, {}, REQUEST, { result: 'resend', sends: 5 }],
    [
      'sent five times',
      { sends: 5 },
      {},
      REQUEST,
      { result: 'throttled', retryAt: LAST.expiresAt },
    ],
    [
      'sent five times, the last a moment ago',
      { sends: 5, lastSentAt: MOMENT_AGO },
      {},
      REQUEST,
      { result: 'identical' },
    ],
    [
      'sent five times, resending off',
      { sends: 5 },
      { resendLivingToken: false },
      REQUEST,
      { result: 'throttled' },
    ],
    ['sent five times, expired since', { sends: 5, expiresAt: NOW }, {}, REQUEST, NEW],
  ] satisfies readonly (readonly [
    string,
    Partial<LastSend>,
    Partial<SendRules>,
    string,
    object,
  ])[])('%s', (_name, last, rules, request, expected) => {
    const decision = decideSend({ ...LAST, ...last }, request, { ...RULES, ...rules }, NOW)
    expect(decision).toMatchObject(expected)
  })

  test('the first send', () => {
    expect(decideSend(undefined, REQUEST, RULES, NOW)).toEqual(NEW)
  })
})

test('however often it is asked, one token goes out at most five times, and its guesses are never given back', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          waits: fc.integer({ min: 0, max: 120_000 }),
          request: fc.constantFrom('sms', 'call'),
        }),
        {
          maxLength: 30,
        },
      ),
      (asks) => {
        let now = NOW
        let last: LastSend | undefined
        const sendsByExpiry = new Map<number, number>()
        const guessesKept: boolean[] = []
        for (const { waits, request } of asks) {
          now += waits
          const decision = decideSend(last, request, RULES, now)
          if (decision.result === 'new' || decision.result === 'resend') {
            const isResend = decision.result === 'resend'
            guessesKept.push(!isResend || decision.guesses === last?.guesses)
            last = {
              token: isResend ? decision.token : '7654321',
              expiresAt: decision.expiresAt,
              guesses: isResend ? decision.guesses : 1,
              usedAt: undefined,
              sends: isResend ? decision.sends : 1,
              lastSentAt: now,
              lastRequest: request,
            }
            sendsByExpiry.set(last.expiresAt, (sendsByExpiry.get(last.expiresAt) ?? 0) + 1)
          }
        }
        expect(Math.max(0, ...sendsByExpiry.values())).toBeLessThanOrEqual(5)
        expect(guessesKept).not.toContain(false)
      },
    ),
  )
})

describe('digits', () => {
  test('have the asked length, whatever the bytes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 8, maxLength: 8 }),
        fc.integer({ min: 1, max: 8 }),
        (bytes, digits) => {
          expect(digitsFrom(bytes, digits)).toMatch(new RegExp(`^\\d{${digits}}$`))
        },
      ),
    )
  })
  test('keep their leading zeros', () => {
    expect(digitsFrom(new Uint8Array(8), 7)).toBe('0000000')
    expect(digitsFrom(Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 42), 7)).toBe('0000042')
  })
  test('come from the view, not from the memory around it', () => {
    const memory = Uint8Array.from({ length: 32 }, (_, index) => index)
    const view = memory.subarray(8, 16)
    expect(digitsFrom(view, 8)).toBe(digitsFrom(Uint8Array.from(view), 8))
  })
  test('are spread evenly over their first digit', () => {
    const counts = Array.from({ length: 10 }, () => 0)
    for (let draw = 0; draw < 20_000; draw++) {
      const bytes = new Uint8Array(8)
      // Weyl sequence over 64 bits: evenly spread without a random source.
      new DataView(bytes.buffer).setBigUint64(0, (BigInt(draw) * 0x9e3779b97f4a7c15n) % 2n ** 64n)
      const digit = Number(digitsFrom(bytes, 7).charAt(0))
      counts[digit] = (counts[digit] ?? 0) + 1
    }
    for (const count of counts) expect(count).toBeGreaterThan(1_700)
  })
})
