import { describe, expect, it } from 'vitest'
import type { Locale } from '../../src/languages/locales.ts'
import {
  renderCodeSms,
  renderInstallLinkSms,
  renderTokenSms,
} from '../../src/languages/render-sms.ts'
import { smsSegments } from '../../src/languages/sms-segments.ts'
import { ALL_LOCALES } from './every-locale.ts'

const LONGEST_NAME = 'The Thirty Characters Bank 24h'
const URL = 'https://auth.example.com/'
const TOKEN = '12345678'
const CODE = '1234567890'

const tokenSms = (locale: Locale) => renderTokenSms(locale, { appName: LONGEST_NAME, token: TOKEN })
const codeSms = (locale: Locale) => renderCodeSms(locale, { appName: LONGEST_NAME, code: CODE })
const linkSms = (locale: Locale) =>
  renderInstallLinkSms(locale, { appName: LONGEST_NAME, url: URL })

/** Languages whose letters, or a wording they allow, are all in GSM-7: more than twice the room. */
const GSM_7 = 'af ca da de en fi fr hr id it ms nb nl pl ro sv tl tr'.split(' ')
const GSM_7_LINK_ONLY = ['cs', 'es', 'hu', 'pt', 'pt-BR']

/** The word next to which phones look for the digits. */
const CODE_WORDS: Readonly<Record<Locale, string>> = {
  af: 'kode',
  ar: 'رمز',
  ca: 'codi',
  zh: '验证码',
  'zh-CN': '验证码',
  'zh-HK': '驗證碼',
  hr: 'kod',
  cs: 'kód',
  da: 'kode',
  nl: 'code',
  en: 'code',
  fi: 'koodi',
  fr: 'code',
  de: 'code',
  el: 'κωδικός',
  he: 'קוד',
  hi: 'कोड',
  hu: 'kód',
  id: 'kode',
  it: 'codice',
  ja: 'コード',
  ko: '인증번호',
  ms: 'kod',
  nb: 'kode',
  pl: 'kod',
  'pt-BR': 'código',
  pt: 'código',
  ro: 'codul',
  ru: 'код',
  es: 'código',
  sv: 'kod',
  tl: 'code',
  th: 'รหัส',
  tr: 'kodunuz',
  vi: 'mã',
}

/** How far from the digits that word may be, in characters. */
const NEAR = 35

it('measures with what is promised', () => {
  expect([LONGEST_NAME.length, URL.length]).toEqual([30, 25])
  expect(smsSegments(LONGEST_NAME + URL).alphabet).toBe('gsm-7')
})

describe.each(ALL_LOCALES)('in $locale', ({ locale }) => {
  it('each SMS is one message, in GSM-7 where the language allows', () => {
    const gsm7 = GSM_7.includes(locale)
    const text = { alphabet: gsm7 ? 'gsm-7' : 'ucs-2', segments: 1 }
    expect(smsSegments(tokenSms(locale))).toMatchObject(text)
    expect(smsSegments(codeSms(locale))).toMatchObject(text)
    const link = gsm7 || GSM_7_LINK_ONLY.includes(locale)
    expect(smsSegments(linkSms(locale))).toMatchObject({
      alphabet: link ? 'gsm-7' : 'ucs-2',
      segments: 1,
    })
  })

  it.each([
    ['token', tokenSms, TOKEN],
    ['code', codeSms, CODE],
    [
      'token with an action',
      () =>
        renderTokenSms(locale, {
          appName: LONGEST_NAME,
          token: TOKEN,
          actionMessage: 'Pay 50 to account 99',
        }),
      TOKEN,
    ],
  ])('the %s is the first number, alone, and next to the word for it', (_, render, digits) => {
    const text = render(locale)
    expect(/\p{Nd}+/u.exec(text)?.[0]).toBe(digits)
    expect(text).toMatch(
      new RegExp(`(?<![\\p{L}\\p{M}\\p{N}_-])${digits}(?![\\p{L}\\p{M}\\p{N}_-])`, 'u'),
    )
    const position = text.indexOf(digits)
    const before = text.slice(Math.max(position - NEAR, 0), position)
    const [after = ''] = text.slice(position + digits.length).split(LONGEST_NAME)
    const around = `${before} ${after.slice(0, NEAR)}`
    expect(around.toLowerCase()).toContain(CODE_WORDS[locale])
  })

  it('the app has its words, of any length, after the token', () => {
    const actionMessage = 'Log in from a new device? '.repeat(20)
    const text = renderTokenSms(locale, { appName: 'Acme', token: TOKEN, actionMessage })
    expect(text).toContain(actionMessage)
    expect(text.indexOf('Acme')).toBeLessThan(text.indexOf(actionMessage))
  })

  it('no words of the app are the same as none', () => {
    const values = { appName: 'Acme', token: TOKEN }
    expect(renderTokenSms(locale, { ...values, actionMessage: '' })).toBe(
      renderTokenSms(locale, values),
    )
  })

  it('nothing touches the link, so that a phone opens exactly it', () => {
    const text = linkSms(locale)
    expect(text.endsWith(URL)).toBe(true)
    expect(text.at(-URL.length - 1)).toMatch(/[ \n]/)
    expect(text).toContain(LONGEST_NAME)
  })
})
