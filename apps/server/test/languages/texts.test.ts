import { describe, expect, it } from 'vitest'
import { LOCALES } from '../../src/languages/locales.ts'
import { phoneStartMessage } from '../../src/languages/phone-start-message.ts'
import { ALL_LOCALES, everyText } from './every-locale.ts'

const BASELINE = { appName: 'Acme', action: 'Log in?' }

/** The isolates, embeddings and marks of Unicode UAX #9 §2. */
const BIDI_CONTROLS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/

const RIGHT_TO_LEFT = ['ar', 'he'] as const

const leftToRight = (text: string) => `\u2066${text}\u2069`

describe.each(ALL_LOCALES)('in $locale', ({ locale }) => {
  const texts = everyText(locale, BASELINE)

  it('every place is filled', () => {
    expect(texts.filter(({ text }) => /[{}]|undefined|null|NaN/.test(text))).toEqual([])
  })

  it('no space is doubled, or stands where a line begins or ends', () => {
    expect(texts.filter(({ text }) => / {2}|^[^\S\n]|[^\S\n]$/m.test(text))).toEqual([])
  })

  /** `$&` and `$1` are orders to `String.replace`, `{code}` and `{token}` to a filler of two passes. */
  it.each(['$&{code}', '{token} {app}', '$1$`$$', '{constructor}', 'Bank 24', 'C++ & <Co>'])(
    'an app called %s is called so',
    (appName) => {
      const named = texts.map(({ kind, text }) => ({
        kind,
        text: text.replaceAll('Acme', () => appName),
      }))
      expect(everyText(locale, { ...BASELINE, appName })).toEqual(named)
    },
  )

  it('what the app says comes out as it is', () => {
    const action = 'Pay {token} $& for "Ümläut"?'
    const saying = everyText(locale, { ...BASELINE, action })
      .filter(({ text }) => text.includes(action))
      .map(({ kind }) => kind)
    expect(saying).toEqual(['action SMS', 'action e-mail'])
  })

  it('letters are composed, which is shorter and which the fonts of phones know', () => {
    expect(texts.filter(({ text }) => text !== text.normalize('NFC'))).toEqual([])
  })

  it('digits are those of ASCII', () => {
    expect(texts.filter(({ text }) => /(?![0-9])\p{Nd}/u.test(text))).toEqual([])
  })

  it('all but the started messages name the app', () => {
    const naming = texts.filter(({ text }) => text.includes('Acme'))
    expect(naming).toEqual(texts.filter(({ kind }) => !kind.endsWith('started')))
  })
})

describe('languages', () => {
  const kinds = everyText('en', BASELINE).map(({ kind }) => kind)
  const apart = LOCALES.filter((locale) => locale !== 'zh-CN')

  it.each(kinds)('each has its own %s', (kind) => {
    const texts = apart.map(
      (locale) => everyText(locale, BASELINE).find((t) => t.kind === kind)?.text,
    )
    expect(new Set(texts).size).toBe(apart.length)
  })

  it('are written in their own script', () => {
    const scripts = [
      ['ar', /\p{Script=Arabic}/u],
      ['el', /\p{Script=Greek}/u],
      ['he', /\p{Script=Hebrew}/u],
      ['hi', /\p{Script=Devanagari}/u],
      ['ja', /[\p{Script=Hiragana}\p{Script=Katakana}]/u],
      ['ko', /\p{Script=Hangul}/u],
      ['ru', /\p{Script=Cyrillic}/u],
      ['th', /\p{Script=Thai}/u],
      ['zh', /\p{Script=Han}/u],
      ['zh-HK', /\p{Script=Han}/u],
    ] as const
    for (const [locale, script] of scripts) {
      expect(everyText(locale, BASELINE).filter(({ text }) => !script.test(text))).toEqual([])
    }
  })
})

/**
 * Without isolates a Latin name or a number with dashes is reordered together with the punctuation
 * around it, and "+1 987-654-3210" is shown back to front.
 */
describe.each(RIGHT_TO_LEFT)('from right to left in %s', (locale) => {
  const written = everyText(locale, BASELINE).filter(({ kind }) => kind !== 'voice')

  it.each(written)('the $kind isolates what runs from left to right', ({ text }) => {
    const outside = text
      .split('\n')
      // A line that is only the token, the link or the app's own words takes its direction from them.
      .filter((line) => !/^[\x20-\x7e]*$/.test(line))
      .map((line) => line.replaceAll(/[\u2066\u2068][^\u2066-\u2069]*\u2069/g, ''))
      .join('\n')
    expect(outside).not.toMatch(BIDI_CONTROLS)
    expect(outside).not.toMatch(/[A-Za-z+]/)
    expect(outside.replace(/ 10 /, '')).not.toMatch(/[0-9]/)
  })

  it('the name takes its own direction, and digits run from left to right', () => {
    const texts = Object.fromEntries(written.map(({ kind, text }) => [kind, text]))
    expect(texts['token SMS']).toContain(leftToRight('12345678'))
    expect(texts['token SMS']).toContain('\u2068Acme\u2069')
    expect(texts['code SMS']).toContain(leftToRight('1234567890'))
    expect(texts['action SMS']).toContain('\u2068Log in?\u2069')
    expect(texts['link SMS']).toContain('\u2068Acme\u2069')
    expect(texts['e-mail subject']).toContain('\u2068Acme\u2069')
    expect(texts['SMS started']).toContain(leftToRight('+1 987-654-3210'))
    expect(texts['call started']).toContain(leftToRight('+1 987-654-3210'))
  })
})

/** One such character would cost an SMS its GSM-7. */
it('other languages spend no characters on direction', () => {
  const others = LOCALES.filter((locale) => locale !== 'ar' && locale !== 'he')
  const texts = others.flatMap((locale) => everyText(locale, BASELINE))
  expect(texts.filter(({ text }) => BIDI_CONTROLS.test(text))).toEqual([])
})

describe('phoneStartMessage', () => {
  /** The English ones and the Spanish call are recorded from the service this one replaces. */
  it.each([
    ['en', 'sms', '+1 987-654-3210', 'Text message sent to +1 987-654-3210.'],
    ['en', 'call', '+1 111-111-1111', 'Call to +1 111-111-1111 initiated.'],
    ['es', 'call', '+1 775-461-5609', 'Llamada a +1 775-461-5609 fue iniciada.'],
    ['es', 'sms', '+1 775-461-5609', 'Mensaje de texto enviado a +1 775-461-5609.'],
  ] as const)('says in %s of an %s to %s', (locale, via, number, message) => {
    expect(phoneStartMessage(locale, via, number)).toBe(message)
  })
})
