import { describe, expect, test } from 'vitest'
import { countryOfCallingCode, findCountry, guessCountry } from '../src/app/countries.ts'
import { asciiDigits, toE164 } from '../src/app/phone-number.ts'

describe('a typed phone number becomes E.164', () => {
  test.each([
    ['317 338 9302', '1', '+13173389302'],
    ['(317) 338-9302', '1', '+13173389302'],
    ['1 317 338 9302', '1', '+13173389302'],
    ['0151 23456789', '49', '+4915123456789'],
    ['+49 151 23456789', '1', '+4915123456789'],
    ['0049 151 23456789', '1', '+4915123456789'],
    // Italy keeps its zero.
    ['06 1234 5678', '39', '+390612345678'],
    ['06 20 123 4567', '36', '+36201234567'],
    ['8 916 123-45-67', '7', '+79161234567'],
    ['812 123-45-67', '7', '+78121234567'],
    ['٣١٧٣٣٨٩٣٠٢', '1', '+13173389302'],
  ])('%s after +%s is %s', (typed, callingCode, e164) => {
    expect(toE164(typed, callingCode)).toBe(e164)
  })

  test.each([
    ['', '1'],
    ['12', '1'],
    ['3173389302', ''],
    ['+1234567890123456', '1'],
    ['+0123456789', '1'],
    ['letters', '49'],
  ])('%s after +%s is none', (typed, callingCode) => {
    expect(toE164(typed, callingCode)).toBeUndefined()
  })
})

test.each([
  ['३१७', '317'],
  ['۳۱۷', '317'],
  ['３１７', '317'],
  ['a1٢', 'a12'],
])('the digits of %s are %s', (text, digits) => {
  expect(asciiDigits(text)).toBe(digits)
})

test.each([
  [['de-AT', 'en'], 'AT'],
  [['de'], 'DE'],
  [['pt-BR'], 'BR'],
  [['ja'], 'JP'],
  [['zh-Hant'], 'TW'],
  [['not a language', 'fr-CA'], 'CA'],
  [[], 'US'],
])('a browser that speaks %j is most likely in %s', (languages, region) => {
  expect(guessCountry(languages).region).toBe(region)
})

test('a calling code that several share is of the one most of its numbers belong to', () => {
  expect(
    ['1', '44', '7', '39', '47', '999'].map((code) => countryOfCallingCode(code)?.region),
  ).toEqual(['US', 'GB', 'RU', 'IT', 'NO', undefined])
  expect(findCountry('HU')).toEqual({ region: 'HU', callingCode: '36', trunkPrefix: '06' })
})
