import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { lineTypeOf, parsePhoneNumber, phoneFromE164 } from '../../src/domain/phone-number.ts'

const E164 = '+13173389302'

function e164Of(countryCode: string, typed: string): string {
  const parsed = parsePhoneNumber(countryCode, typed)
  return parsed.ok ? parsed.phone.e164 : parsed.problem.reason
}

describe('a number, with one thing changed', () => {
  test.each([
    ['nothing', '1', '3173389302', E164],
    ['dashes', '1', '317-338-9302', E164],
    ['dots', '1', '317.338.9302', E164],
    ['spaces', '1', '317 338 9302', E164],
    ['brackets', '1', '(317) 338-9302', E164],
    ['slashes', '1', '317/338/9302', E164],
    ['spaces around', '1', '  3173389302 ', E164],
    ['a plus before the country code', '+1', '3173389302', E164],
    ['spaces around the country code', ' 1 ', '3173389302', E164],
    ['the whole international number', '1', '+1 317-338-9302', E164],
    ['with its country code, without the plus', '1', '13173389302', E164],
    ['an international number of another country', '1', '+447911123456', 'number-invalid'],
    ['a national prefix', '44', '07911 123456', '+447911123456'],
    ['fiction: 555', '1', '5551234567', '+15551234567'],
    ['a digit less', '1', '317338930', 'number-invalid'],
    ['a digit more', '1', '317338930222', 'number-invalid'],
    ['nothing typed', '1', '', 'number-invalid'],
    ['only separators', '1', ' -.- ', 'number-invalid'],
    ['only a plus', '1', '+', 'number-invalid'],
    ['letters', '1', '317-FLOWERS', 'number-invalid'],
    ['an extension', '1', '3173389302 x12', 'number-invalid'],
    ['full-width digits', '1', '３１７３３８９３０２', 'number-invalid'],
    ['Arabic digits', '1', '٣١٧٣٣٨٩٣٠٢', 'number-invalid'],
    ['a NUL', '1', '3173389302\0', 'number-invalid'],
    ['a tel: link', '1', 'tel:3173389302', 'number-invalid'],
    ['endless', '1', '3'.repeat(1_000_000), 'number-invalid'],
    ['country code 0', '0', '3173389302', 'country-code-invalid'],
    ['no country code', '', '3173389302', 'country-code-invalid'],
    ['a country code of letters', 'US', '3173389302', 'country-code-invalid'],
    ['a negative country code', '-1', '3173389302', 'country-code-invalid'],
    ['001', '001', '3173389302', 'country-code-invalid'],
    ['a fraction', '1.0', '3173389302', 'country-code-invalid'],
    ['two pluses', '++1', '3173389302', 'country-code-invalid'],
    ['an unassigned country code', '999', '3173389302', 'country-code-invalid'],
    ['__proto__', '__proto__', '3173389302', 'country-code-invalid'],
  ])('%s', (_name, countryCode, typed, expected) => {
    expect(e164Of(countryCode, typed)).toBe(expected)
  })
})

test('says country, number and region apart', () => {
  expect(parsePhoneNumber('49', '0151 23456789')).toEqual({
    ok: true,
    phone: {
      e164: '+4915123456789',
      countryCode: 49,
      nationalNumber: '15123456789',
      region: 'DE',
    },
  })
})

test.each([
  ['a German mobile', '49', '15123456789', 'cellphone'],
  ['a Berlin landline', '49', '30123456', 'landline'],
  ['a London landline', '44', '2079460018', 'landline'],
  ['a British mobile', '44', '7911123456', 'cellphone'],
  ['a French VoIP number', '33', '987654321', 'voip'],
  ['North America, where the plan does not tell', '1', '3173389302', 'unknown'],
  ['fiction', '1', '5551234567', 'unknown'],
])('%s is %s %s: %s', (_name, countryCode, typed, type) => {
  const parsed = parsePhoneNumber(countryCode, typed)
  expect(parsed.ok && lineTypeOf(parsed.phone)).toBe(type)
})

describe('properties', () => {
  const digits = fc.stringMatching(/^\d{6,12}$/)
  const codes = fc.constantFrom('1', '44', '49', '33', '57', '91', '351', '380')
  const separators = fc.array(fc.constantFrom('', '-', '.', ' ', '/', '('), {
    minLength: 12,
    maxLength: 12,
  })

  test('separators never change which number it is', () => {
    fc.assert(
      fc.property(codes, digits, separators, (code, typed, between) => {
        const spread = Array.from(typed, (digit, index) => digit + (between[index] ?? '')).join('')
        expect(e164Of(code, spread)).toBe(e164Of(code, typed))
      }),
    )
  })
  test('a number as we write it is read back as the same', () => {
    fc.assert(
      fc.property(codes, digits, (code, typed) => {
        const parsed = parsePhoneNumber(code, typed)
        const phone = parsed.ok ? parsed.phone : undefined
        expect(phoneFromE164(phone?.e164 ?? '')).toEqual(phone)
      }),
    )
  })
  test('no text makes it throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (code, typed) => {
        expect(typeof parsePhoneNumber(code, typed).ok).toBe('boolean')
        expect(() => phoneFromE164(typed)).not.toThrow()
      }),
    )
  })
})
