import { describe, expect, it } from 'vitest'
import { renderVoice } from '../../src/languages/render-voice.ts'
import { ALL_LOCALES } from './every-locale.ts'

const BASELINE = { appName: 'Bank 24', token: '1234567' }

describe('renderVoice', () => {
  it('says the digits twice, one by one', () => {
    expect(renderVoice('en', BASELINE)).toEqual({
      languageTag: 'en-US',
      otherTags: ['en-GB'],
      parts: [
        { kind: 'words', text: 'Hello. Your Bank 24 code is' },
        { kind: 'digits', digits: '1234567' },
        { kind: 'words', text: 'Again, your code is' },
        { kind: 'digits', digits: '1234567' },
        { kind: 'words', text: 'Goodbye.' },
      ],
      text: 'Hello. Your Bank 24 code is 1, 2, 3, 4, 5, 6, 7. Again, your code is 1, 2, 3, 4, 5, 6, 7. Goodbye.',
    })
  })

  it.each(ALL_LOCALES)('in $locale has all five parts, and no digits among its words', (row) => {
    const { parts, text } = renderVoice(row.locale, BASELINE)
    expect(parts.map(({ kind }) => kind)).toEqual(['words', 'digits', 'words', 'digits', 'words'])
    const words = parts.flatMap((part) => (part.kind === 'words' ? [part.text] : []))
    expect(words.every((part) => part.length > 2)).toBe(true)
    expect(words.join(' ').replace('Bank 24', '')).not.toMatch(/\p{N}/u)
    expect(words[0]).toContain('Bank 24')
    expect(text.split('1, 2, 3, 4, 5, 6, 7')).toHaveLength(3)
  })

  it.each([
    ['pt-BR', 'pt-BR'],
    ['pt', 'pt-PT'],
    ['zh', 'cmn-CN'],
    ['zh-CN', 'cmn-CN'],
    ['zh-HK', 'yue-HK'],
    ['tl', 'fil-PH'],
    ['nb', 'nb-NO'],
    ['he', 'he-IL'],
  ] as const)('%s is spoken by a voice of %s', (locale, tag) => {
    expect(renderVoice(locale, BASELINE).languageTag).toBe(tag)
  })

  it.each(ALL_LOCALES)('in $locale every tag is one that BCP-47 allows', ({ locale }) => {
    const { languageTag, otherTags } = renderVoice(locale, BASELINE)
    expect(languageTag).toMatch(/^[a-z]{2,3}-[A-Z]{2}$/)
    expect(Intl.getCanonicalLocales([languageTag, ...otherTags]).length).toBeGreaterThan(0)
  })
})
