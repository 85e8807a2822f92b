import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chooseLocale } from '../../src/languages/choose-locale.ts'
import { LOCALES } from '../../src/languages/locales.ts'

describe('chooseLocale', () => {
  it.each(LOCALES)('takes %s as it is, in any case', (locale) => {
    expect(chooseLocale(locale, 'US')).toBe(locale)
    expect(chooseLocale(locale.toUpperCase(), undefined)).toBe(locale)
    expect(chooseLocale(locale.toLowerCase().replace('-', '_'), undefined)).toBe(locale)
  })

  it.each([
    ['es-MX', 'es'],
    ['es-419', 'es'],
    ['en-GB', 'en'],
    ['pt_BR', 'pt-BR'],
    ['pt-AO', 'pt'],
    ['pt_BR.UTF-8', 'pt-BR'],
    ['de_DE@euro', 'de'],
    [' fr-CA ', 'fr'],
    ['no', 'nb'],
    ['no-NO', 'nb'],
    ['nb-NO', 'nb'],
    ['nn', 'nb'],
    ['iw', 'he'],
    ['iw_IL', 'he'],
    ['in', 'id'],
    ['in_ID', 'id'],
    ['fil', 'tl'],
    ['fil-PH', 'tl'],
    ['mo', 'ro'],
    ['sr-Latn-RS', 'hr'],
    ['zh-TW', 'zh-HK'],
    ['zh-Hant', 'zh-HK'],
    ['zh-Hant-TW', 'zh-HK'],
    ['zh-MO', 'zh-HK'],
    ['yue', 'zh-HK'],
    ['zh-Hans-HK', 'zh-CN'],
    ['zh-SG', 'zh-CN'],
    ['cmn-Hans-CN', 'zh-CN'],
    ['zh-Latn', 'zh'],
    ['en-US-u-hc-h12', 'en'],
  ])('reads %s as %s', (asked, locale) => {
    expect(chooseLocale(asked, 'BR')).toBe(locale)
  })

  it.each([
    [undefined, 'BR', 'pt-BR'],
    ['', 'DE', 'de'],
    ['sw', 'FR', 'fr'],
    ['sw-KE', 'BR', 'pt-BR'],
    ['english', 'JP', 'ja'],
    ['*', 'JP', 'ja'],
    ['-', 'JP', 'ja'],
    ['-de', 'JP', 'ja'],
    ['d-e', 'JP', 'ja'],
    [undefined, 'de', 'de'],
    [undefined, 'TW', 'zh-HK'],
    [undefined, 'CH', 'de'],
    [undefined, 'AO', 'pt'],
    [undefined, 'MX', 'es'],
    [undefined, 'EG', 'ar'],
    [undefined, 'IN', 'hi'],
    [undefined, 'US', 'en'],
    [undefined, 'UA', 'en'],
    [undefined, 'AE', 'en'],
    [undefined, 'XX', 'en'],
    [undefined, '', 'en'],
    [undefined, undefined, 'en'],
    ['sw', undefined, 'en'],
    ['toString', 'constructor', 'en'],
  ])('for %s asked and the country %s gives %s', (asked, region, locale) => {
    expect(chooseLocale(asked, region)).toBe(locale)
  })

  it('always gives one of ours, however long or odd the text', () => {
    expect(chooseLocale('-'.repeat(1_000_000), undefined)).toBe('en')
    const text = fc.string({ unit: 'binary' })
    fc.assert(
      fc.property(text, text, (asked, region) => {
        expect(LOCALES).toContain(chooseLocale(asked, region))
      }),
    )
  })
})
