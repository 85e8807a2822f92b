import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hotp, totp, totpStep, verifyTotp } from '@countersign/otp'
import type { Algorithm } from '@countersign/otp'
import { RFC_4226_SECRET as secret, RFC_6238_SECRETS } from './vectors.ts'

/** RFC 6238 appendix B, table 1: seconds, the step in hexadecimal, and the token of each hash. */
const APPENDIX_B = [
  [59, 0x1, '94287082', '46119246', '90693936'],
  [1111111109, 0x23523ec, '07081804', '68084774', '25091201'],
  [1111111111, 0x23523ed, '14050471', '67062674', '99943326'],
  [1234567890, 0x273ef07, '89005924', '91819424', '93441116'],
  [2000000000, 0x3f940aa, '69279037', '90698825', '38618901'],
  [20000000000, 0x27bc86aa, '65353130', '77737706', '47863826'],
] as const

const ROWS = APPENDIX_B.flatMap(([seconds, step, sha1, sha256, sha512]) => [
  { seconds, step, algorithm: 'SHA-1' as const, token: sha1 },
  { seconds, step, algorithm: 'SHA-256' as const, token: sha256 },
  { seconds, step, algorithm: 'SHA-512' as const, token: sha512 },
])

describe('totp', () => {
  it.each(ROWS)('gives RFC 6238 appendix B at $seconds with $algorithm', (row) => {
    const key = RFC_6238_SECRETS[row.algorithm]
    const options = { algorithm: row.algorithm, digits: 8 as const }
    expect(totpStep(row.seconds * 1000, 30)).toBe(row.step)
    expect(totp(key, row.seconds * 1000, options)).toBe(row.token)
    expect(
      verifyTotp({ secret: key, token: row.token, now: row.seconds * 1000, ...options }),
    ).toEqual({ step: row.step })
  })

  it.each([
    [0, 30, 0],
    [29_999, 30, 0],
    [30_000, 30, 1],
    [29_999.9, 30, 0],
    [9_999, 10, 0],
    [10_000, 10, 1],
  ])('puts %d ms with a period of %d s into step %d', (nowMs, periodSeconds, step) => {
    expect(totpStep(nowMs, periodSeconds)).toBe(step)
  })

  it.each([
    [0, 0],
    [0, -30],
    [0, 0.5],
    [0, Number.NaN],
    [-1, 30],
    [Number.NaN, 30],
    [Infinity, 30],
  ])('refuses the time %d with a period of %d', (nowMs, periodSeconds) => {
    expect(() => totpStep(nowMs, periodSeconds)).toThrow(RangeError)
    expect(() => totp(secret, nowMs, { periodSeconds })).toThrow(RangeError)
  })
})

describe('verifyTotp', () => {
  /** Step 1,000 begins at 30,000,000 ms. */
  const baseline = { secret, token: hotp(secret, 1000), now: 30_010_000 }

  it.each([
    ['in its own step', {}, 1000],
    ['at the first millisecond of its step', { now: 30_000_000 }, 1000],
    ['at the last millisecond of its step', { now: 30_029_999 }, 1000],
    ['at the last millisecond of the window', { now: 30_059_999 }, 1000],
    ['a millisecond past the window', { now: 30_060_000 }, undefined],
    ['at the first millisecond of the window', { now: 29_970_000 }, 1000],
    ['a millisecond ahead of the window', { now: 29_969_999 }, undefined],
    ['a step late without a window', { now: 30_030_000, window: 0 }, undefined],
    ['three steps late in a window of three', { now: 30_090_000, window: 3 }, 1000],
    ['a step late with look-ahead only', { now: 30_030_000, lookBehind: 0 }, undefined],
    ['a step early with look-behind only', { now: 29_970_000, lookAhead: 0 }, undefined],
    ['a step early with look-ahead only', { now: 29_970_000, lookBehind: 0 }, 1000],
    ['look-behind over a smaller window', { now: 30_060_000, window: 0, lookBehind: 2 }, 1000],
    ['after an earlier step was spent', { afterStep: 999 }, 1000],
    ['after this step was spent', { afterStep: 1000 }, undefined],
    ['after a later step was spent', { afterStep: 1001 }, undefined],
    ['with another period', { periodSeconds: 10 }, undefined],
    ['with another algorithm', { algorithm: 'SHA-512' as const }, undefined],
    ['with more digits', { digits: 7 as const }, undefined],
    ['with another secret', { secret: RFC_6238_SECRETS['SHA-512'] }, undefined],
  ])('%s', (_, change, step) => {
    expect(verifyTotp({ ...baseline, ...change })).toEqual(
      step === undefined ? undefined : { step },
    )
  })

  it.each(['', '1', `${baseline.token}0`, ` ${baseline.token}`, 'abcdef', '\ud800\ud800\ud800'])(
    'takes the malformed token %j for no match',
    (token) => {
      expect(verifyTotp({ ...baseline, token })).toBeUndefined()
    },
  )

  it.each([
    { window: -1 },
    { lookAhead: 0.5 },
    { lookBehind: Number.NaN },
    { afterStep: Number.NaN },
    { periodSeconds: 0 },
    { now: -1 },
  ])('refuses %j', (change) => {
    expect(() => verifyTotp({ ...baseline, ...change })).toThrow(RangeError)
  })

  it('works in the first step there is', () => {
    expect(verifyTotp({ secret, token: hotp(secret, 0), now: 0, window: 2 })).toEqual({ step: 0 })
  })

  /** Steps of this secret that share a token, found by search: 910737 and 910738; 153567 and 153569. */
  describe('when two steps share the token', () => {
    const neighbours = { secret, token: '911617' }
    const twoApart = { secret, token: '468457' }

    it('takes the nearest to now', () => {
      expect(verifyTotp({ ...neighbours, now: 910_737 * 30_000 })).toEqual({ step: 910_737 })
      expect(verifyTotp({ ...neighbours, now: 910_738 * 30_000 })).toEqual({ step: 910_738 })
      const far = { now: 910_740 * 30_000, window: 3 }
      expect(verifyTotp({ ...neighbours, ...far })).toEqual({ step: 910_738 })
    })

    it('takes the earlier of two equally near', () => {
      expect(verifyTotp({ ...twoApart, now: 153_568 * 30_000 })).toEqual({ step: 153_567 })
    })

    it('takes the other once the first is spent', () => {
      const now = 153_568 * 30_000
      expect(verifyTotp({ ...twoApart, now, afterStep: 153_567 })).toEqual({ step: 153_569 })
      expect(verifyTotp({ ...twoApart, now, afterStep: 153_569 })).toBeUndefined()
    })
  })

  it('accepts a token at its step, and never twice', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 16, maxLength: 64 }),
        fc.integer({ min: 0, max: 4_000_000_000_000 }),
        fc.integer({ min: 1, max: 120 }),
        fc.constantFrom<Algorithm>('SHA-1', 'SHA-256', 'SHA-512'),
        fc.constantFrom(6 as const, 7 as const, 8 as const),
        (key, now, periodSeconds, algorithm, digits) => {
          const options = { periodSeconds, algorithm, digits }
          const input = { secret: key, token: totp(key, now, options), now, ...options }
          const step = totpStep(now, periodSeconds)
          expect(verifyTotp(input)).toEqual({ step })
          expect(verifyTotp({ ...input, window: 0, afterStep: step })).toBeUndefined()
        },
      ),
    )
  })
})
