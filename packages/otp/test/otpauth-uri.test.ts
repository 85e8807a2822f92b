import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatOtpauthUri, parseOtpauthUri } from '@countersign/otp'
import type { Algorithm, Digits, Otpauth } from '@countersign/otp'
import { RFC_4226_SECRET as secret } from './vectors.ts'

const BASE32 = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'

describe('formatOtpauthUri', () => {
  const baseline = { type: 'totp', issuer: 'Acme', label: 'ada@example.com', secret } as const
  const path = 'otpauth://totp/Acme:ada@example.com'

  it.each([
    ['the plain form', {}, `${path}?secret=${BASE32}&issuer=Acme`],
    [
      'no defaults, even if given',
      { algorithm: 'SHA-1', digits: 6, periodSeconds: 30 } as const,
      `${path}?secret=${BASE32}&issuer=Acme`,
    ],
    [
      'what differs from the defaults',
      { algorithm: 'SHA-256', digits: 7, periodSeconds: 10 } as const,
      `${path}?secret=${BASE32}&issuer=Acme&algorithm=SHA256&digits=7&period=10`,
    ],
    [
      'the counter of an hotp, and no period',
      { type: 'hotp', counter: 0, periodSeconds: 10 } as const,
      `otpauth://hotp/Acme:ada@example.com?secret=${BASE32}&issuer=Acme&counter=0`,
    ],
    [
      'a space as %20',
      { issuer: 'Acme Co', label: 'Ada L' },
      `otpauth://totp/Acme%20Co:Ada%20L?secret=${BASE32}&issuer=Acme%20Co`,
    ],
    [
      'a plus as %2B',
      { issuer: 'Canal+', label: 'ada+work@example.com' },
      `otpauth://totp/Canal%2B:ada%2Bwork@example.com?secret=${BASE32}&issuer=Canal%2B`,
    ],
    [
      'what would end the path or the parameter',
      { issuer: 'A&B/C?#', label: '%' },
      `otpauth://totp/A%26B%2FC%3F%23:%25?secret=${BASE32}&issuer=A%26B%2FC%3F%23`,
    ],
    [
      'colons in both',
      { issuer: 'A:B', label: 'c:d' },
      `otpauth://totp/A%3AB:c%3Ad?secret=${BASE32}&issuer=A%3AB`,
    ],
    ['no issuer', { issuer: undefined }, `otpauth://totp/ada@example.com?secret=${BASE32}`],
    ['an empty issuer', { issuer: '' }, `otpauth://totp/ada@example.com?secret=${BASE32}`],
    [
      'a colon in the label without an issuer',
      { issuer: undefined, label: 'c:d' },
      `otpauth://totp/:c%3Ad?secret=${BASE32}`,
    ],
    [
      'half a surrogate pair',
      { label: 'a\ud800' },
      `otpauth://totp/Acme:a%EF%BF%BD?secret=${BASE32}&issuer=Acme`,
    ],
  ])('writes %s', (_, change, uri) => {
    expect(formatOtpauthUri({ ...baseline, ...change })).toBe(uri)
  })

  it.each([{ secret: new Uint8Array() }, { periodSeconds: 0 }, { counter: -1 }])(
    'refuses %j',
    (change) => {
      expect(() => formatOtpauthUri({ ...baseline, ...change })).toThrow(RangeError)
    },
  )

  it('refuses digits that no app shows', () => {
    // @ts-expect-error: a caller in JavaScript is not stopped by the types
    expect(() => formatOtpauthUri({ ...baseline, digits: 5 })).toThrow(RangeError)
  })
})

describe('parseOtpauthUri', () => {
  const baseline: Otpauth = {
    type: 'totp',
    issuer: 'Acme',
    label: 'ada@example.com',
    secret,
    algorithm: 'SHA-1',
    digits: 6,
    periodSeconds: 30,
  }
  const query = `secret=${BASE32}`

  it.each([
    ['the plain form', `otpauth://totp/Acme:ada@example.com?${query}&issuer=Acme`, {}],
    ['space around it', ` otpauth://totp/Acme:ada@example.com?${query}\n`, {}],
    ['any case', `OTPAUTH://TOTP/Acme:ada@example.com?Secret=${BASE32.toLowerCase()}`, {}],
    ['the issuer only in the path', `otpauth://totp/Acme:ada@example.com?${query}`, {}],
    ['the issuer only as parameter', `otpauth://totp/ada@example.com?${query}&issuer=Acme`, {}],
    ['an encoded colon', `otpauth://totp/Acme%3Aada%40example.com?${query}`, {}],
    ['a space after the colon', `otpauth://totp/Acme:%20ada@example.com?${query}`, {}],
    ['the parameter over the path', `otpauth://totp/Old:ada@example.com?${query}&issuer=Acme`, {}],
    ['the first of two', `otpauth://totp/Acme:ada@example.com?${query}&digits=6&digits=8`, {}],
    ['unknown parameters', `otpauth://totp/Acme:ada@example.com?image=x&flag&${query}`, {}],
    ['a fragment', `otpauth://totp/Acme:ada@example.com?${query}#digits=8`, {}],
    ['no issuer', `otpauth://totp/ada@example.com?${query}`, { issuer: undefined }],
    ['an empty issuer', `otpauth://totp/ada@example.com?${query}&issuer=`, { issuer: undefined }],
    [
      '+ as a space in a parameter',
      `otpauth://totp/Acme+Co:ada@example.com?${query}&issuer=Acme+Co`,
      { issuer: 'Acme Co' },
    ],
    [
      '+ as itself in the label',
      `otpauth://totp/Acme:ada+work@example.com?${query}`,
      { label: 'ada+work@example.com' },
    ],
    [
      'an issuer with a colon in the clear',
      `otpauth://totp/A:B:ada@example.com?${query}&issuer=A:B`,
      { issuer: 'A:B' },
    ],
    ['no label', `otpauth://totp?${query}&issuer=Acme`, { label: '' }],
    ['a padded secret', `otpauth://totp/Acme:ada@example.com?secret=${BASE32}%3D%3D`, {}],
    ['a spaced secret', `otpauth://totp/Acme:ada@example.com?secret=+${BASE32}`, {}],
    [
      'an algorithm in another spelling',
      `otpauth://totp/Acme:ada@example.com?${query}&algorithm=hmacSha-512`,
      { algorithm: 'SHA-512' },
    ],
    [
      'digits and period',
      `otpauth://totp/Acme:ada@example.com?${query}&digits=7&period=10`,
      { digits: 7, periodSeconds: 10 },
    ],
  ])('reads %s', (_, uri, change) => {
    expect(parseOtpauthUri(uri)).toEqual({ ok: true, value: { ...baseline, ...change } })
  })

  it.each([
    ['with a counter', '&counter=7', 7],
    ['without one', '', 0],
  ])('reads an hotp %s', (_, parameter, counter) => {
    const { type, issuer, label, algorithm, digits } = { ...baseline, type: 'hotp' }
    expect(
      parseOtpauthUri(`otpauth://hotp/Acme:ada@example.com?${query}${parameter}&period=nonsense`),
    ).toEqual({ ok: true, value: { type, issuer, label, secret, algorithm, digits, counter } })
  })

  it.each([
    ['', 'not-otpauth'],
    ['https://example.com/', 'not-otpauth'],
    ['otpauth:totp/a?secret=MZXW6YTB', 'not-otpauth'],
    ['otpauth-migration://offline?data=AA', 'not-otpauth'],
    ['otpauth://steam/a?secret=MZXW6YTB', 'unknown-type'],
    ['otpauth://totp/%?secret=MZXW6YTB', 'bad-percent-encoding'],
    ['otpauth://totp/a?secret=MZXW6YTB&issuer=%C3', 'bad-percent-encoding'],
    ['otpauth://totp/a', 'missing-secret'],
    ['otpauth://totp/a?secret=', 'missing-secret'],
    ['otpauth://totp/a?secret=====', 'bad-secret'],
    ['otpauth://totp/a?secret=MZXW6YT1', 'bad-secret'],
    ['otpauth://totp/a?secret=MZXW6YTB&algorithm=MD5', 'unknown-algorithm'],
    ['otpauth://totp/a?secret=MZXW6YTB&digits=5', 'bad-digits'],
    ['otpauth://totp/a?secret=MZXW6YTB&digits=6.0', 'bad-digits'],
    ['otpauth://totp/a?secret=MZXW6YTB&period=0', 'bad-period'],
    ['otpauth://totp/a?secret=MZXW6YTB&period=-30', 'bad-period'],
    ['otpauth://hotp/a?secret=MZXW6YTB&counter=', 'bad-counter'],
    ['otpauth://hotp/a?secret=MZXW6YTB&counter=9007199254740992', 'bad-counter'],
  ])('says why it refuses %s', (uri, reason) => {
    expect(parseOtpauthUri(uri)).toEqual({ ok: false, reason })
  })

  /** Spaces before a label are dropped by the format itself, and half a surrogate pair has no encoding. */
  const text = fc.string({ unit: 'binary' }).map((drawn) => drawn.replace(/^ +/, '').toWellFormed())
  const account = {
    issuer: fc.option(
      text.filter((issuer) => issuer !== ''),
      { nil: undefined },
    ),
    label: text,
    secret: fc.uint8Array({ minLength: 1, maxLength: 64 }),
    algorithm: fc.constantFrom<Algorithm>('SHA-1', 'SHA-256', 'SHA-512'),
    digits: fc.constantFrom<Digits>(6, 7, 8),
  }

  it('reads back what formatOtpauthUri writes', () => {
    const totp = fc.record({
      type: fc.constant('totp' as const),
      ...account,
      periodSeconds: fc.integer({ min: 1, max: 3600 }),
    })
    const hotp = fc.record({
      type: fc.constant('hotp' as const),
      ...account,
      counter: fc.maxSafeNat(),
    })
    fc.assert(
      fc.property(fc.oneof(totp, hotp), (value) => {
        const uri = formatOtpauthUri(value)
        expect(uri).toMatch(/^[\x21-\x7e]+$/)
        expect(uri).not.toContain('+')
        expect(parseOtpauthUri(uri)).toEqual({ ok: true, value })
      }),
      { numRuns: 1000 },
    )
  })

  it('never throws', () => {
    const pieces = fc.constantFrom(
      'otpauth://',
      'totp',
      '/',
      ':',
      '%',
      '%3A',
      '?',
      '&',
      '=',
      'secret',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string({ unit: 'binary' }))), (drawn) => {
        expect(() => parseOtpauthUri(drawn.join(''))).not.toThrow()
        expect(() => parseOtpauthUri(`otpauth://totp/${drawn.join('')}`)).not.toThrow()
      }),
    )
  })
})
