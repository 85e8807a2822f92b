import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hotp, verifyHotp } from '@countersign/otp'
import { RFC_4226_SECRET as secret } from './vectors.ts'

/** RFC 4226 appendix D: the truncated values in decimal, and the tokens, for counters 0 to 9. */
const APPENDIX_D = [
  [1284755224, '755224'],
  [1094287082, '287082'],
  [137359152, '359152'],
  [1726969429, '969429'],
  [1640338314, '338314'],
  [868254676, '254676'],
  [1918287922, '287922'],
  [82162583, '162583'],
  [673399871, '399871'],
  [645520489, '520489'],
] as const

describe('hotp', () => {
  it.each(APPENDIX_D.map(([decimal, token], counter) => ({ counter, decimal, token })))(
    'gives RFC 4226 appendix D at counter $counter',
    ({ counter, decimal, token }) => {
      expect(hotp(secret, counter)).toBe(token)
      expect(hotp(secret, counter, { digits: 7 })).toBe(String(decimal % 10 ** 7).padStart(7, '0'))
      expect(hotp(secret, counter, { digits: 8 })).toBe(String(decimal % 10 ** 8).padStart(8, '0'))
    },
  )

  /** Worked out apart, with another language's HMAC over the same eight bytes. */
  it.each([
    [2 ** 32 - 1, '57117190'],
    [2 ** 32, '55999456'],
    [2 ** 32 + 1, '39108930'],
    [Number.MAX_SAFE_INTEGER, '41891307'],
  ])('writes the counter %d in eight bytes', (counter, token) => {
    expect(hotp(secret, counter, { digits: 8 })).toBe(token)
  })

  it.each([-1, 0.5, Number.NaN, Infinity, 2 ** 53])('refuses the counter %d', (counter) => {
    expect(() => hotp(secret, counter)).toThrow(RangeError)
  })

  it.each([
    ['five digits', { digits: 5 }],
    ['nine digits', { digits: 9 }],
    ['digits as text', { digits: '6' }],
    ['an unknown algorithm', { algorithm: 'MD5' }],
    ['a property of every object as algorithm', { algorithm: 'constructor' }],
  ])('refuses %s', (_, options) => {
    // @ts-expect-error: a caller in JavaScript is not stopped by the types
    expect(() => hotp(secret, 0, options)).toThrow(RangeError)
  })

  it('refuses an empty secret, and names no secret when it refuses', () => {
    expect(() => hotp(new Uint8Array(), 0)).toThrow(RangeError)
    // @ts-expect-error: base32 in place of its bytes
    expect(() => hotp('GEZDGNBVGY3TQOJQ', 0)).toThrow(new TypeError('secret must be a Uint8Array'))
  })
})

describe('verifyHotp', () => {
  const baseline = { secret, token: '338314', counter: 4, lookAhead: 2 }

  it.each([
    ['the counter itself', {}, 4],
    ['the last counter ahead', { counter: 2 }, 4],
    ['one past the last ahead', { counter: 1 }, undefined],
    ['one behind, not asked for', { counter: 5 }, undefined],
    ['one behind, asked for', { counter: 5, lookBehind: 1 }, 4],
    ['two behind with one asked for', { counter: 6, lookBehind: 1 }, undefined],
    ['no look-ahead at the counter', { lookAhead: 0 }, 4],
    ['look-behind past zero', { counter: 2, lookBehind: 10 }, 4],
    ['another algorithm', { algorithm: 'SHA-256' as const }, undefined],
    ['more digits than the token has', { digits: 8 as const }, undefined],
    ['a token with one digit changed', { token: '338315' }, undefined],
  ])('%s', (_, change, matched) => {
    expect(verifyHotp({ ...baseline, ...change })).toBe(matched)
  })

  it.each(['', '33831', '0338314', '338 314', 'abcdef', '٣٣٨٣١٤', '338314\n', '33831\u0000'])(
    'takes the malformed token %j for no match',
    (token) => {
      expect(verifyHotp({ ...baseline, token })).toBeUndefined()
    },
  )

  it('stops at the highest counter there is', () => {
    const counter = Number.MAX_SAFE_INTEGER
    const token = hotp(secret, counter)
    expect(verifyHotp({ secret, token, counter, lookAhead: 3 })).toBe(counter)
  })

  it.each([{ lookAhead: -1 }, { lookAhead: 0.5 }, { lookBehind: -1 }, { counter: -1 }])(
    'refuses %j',
    (change) => {
      expect(() => verifyHotp({ ...baseline, ...change })).toThrow(RangeError)
    },
  )

  it('finds any token within the window', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 16, maxLength: 64 }),
        fc.maxSafeNat(),
        fc.integer({ min: 0, max: 5 }),
        fc.constantFrom('SHA-1', 'SHA-256', 'SHA-512'),
        fc.constantFrom(6, 7, 8),
        (key, counter, offset, algorithm, digits) => {
          fc.pre(Number.isSafeInteger(counter + offset))
          const options = { algorithm, digits }
          const token = hotp(key, counter + offset, options)
          const matched = verifyHotp({ secret: key, token, counter, lookAhead: 5, ...options })
          // Another counter may share the token by chance, yet only an earlier one may win.
          expect(matched).toBeDefined()
          expect(hotp(key, matched ?? -1, options)).toBe(token)
          expect(matched).toBeLessThanOrEqual(counter + offset)
        },
      ),
    )
  })
})
