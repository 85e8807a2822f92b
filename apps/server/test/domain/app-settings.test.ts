import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseAppName } from '../../src/domain/app.ts'
import {
  DEFAULT_SETTINGS,
  parseSetting,
  readSettings,
  SETTING_NAMES,
} from '../../src/domain/app-settings.ts'

describe('a setting from its text', () => {
  test.each([
    ['smsEnabled', 'false', { smsEnabled: false }],
    ['smsEnabled', 'true', { smsEnabled: true }],
    ['tokenDigits', '6', { tokenDigits: 6 }],
    ['tokenDigits', '8', { tokenDigits: 8 }],
    ['tokenLifeSeconds', '3600', { tokenLifeSeconds: 3_600 }],
    ['defaultLocale', 'es', { defaultLocale: 'es' }],
    ['defaultLocale', '', { defaultLocale: '' }],
    ['allowedCountries', 'DE,FR', { allowedCountries: 'DE,FR' }],
    ['allowedCountries', '', { allowedCountries: '' }],
    ['senderName', 'Acme & Co', { senderName: 'Acme & Co' }],
    ['smsProviders', 'http,twilio', { smsProviders: 'http,twilio' }],
    ['emailProviders', 'smtp', { emailProviders: 'smtp' }],
  ])('%s %s', (name, text, change) => {
    expect(parseSetting(name, text)).toEqual({ ok: true, change })
  })

  test.each([
    ['smsEnabled', 'yes', 'not-a-boolean'],
    ['smsEnabled', 'TRUE', 'not-a-boolean'],
    ['smsEnabled', '', 'not-a-boolean'],
    ['tokenDigits', '5', 'out-of-bounds'],
    ['tokenDigits', '9', 'out-of-bounds'],
    ['tokenDigits', '6.5', 'out-of-bounds'],
    ['tokenDigits', '-7', 'out-of-bounds'],
    ['tokenDigits', ' 7', 'out-of-bounds'],
    ['tokenDigits', '0x7', 'out-of-bounds'],
    ['tokenDigits', '7e0', 'out-of-bounds'],
    ['tokenDigits', '', 'out-of-bounds'],
    ['sendsPerPhone', '0', 'out-of-bounds'],
    ['sendsPerAppPerMinute', '99999999999999999999', 'out-of-bounds'],
    ['tokenLifeSeconds', '59', 'out-of-bounds'],
    ['allowedCountries', 'de', 'not-countries'],
    ['allowedCountries', 'DE,', 'not-countries'],
    ['allowedCountries', 'DE,DE', 'not-countries'],
    ['senderName', 'twelve chars', 'not-a-sender'],
    ['senderName', '12345', 'not-a-sender'],
    ['senderName', 'A\r\nBcc: x', 'not-a-sender'],
    ['smsProviders', 'smtp', 'not-providers'],
    ['smsProviders', 'twilio, http', 'not-providers'],
    ['__proto__', 'true', 'unknown-setting'],
    ['constructor', 'true', 'unknown-setting'],
    ['toString', 'true', 'unknown-setting'],
    ['', 'true', 'unknown-setting'],
    ['SmsEnabled', 'true', 'unknown-setting'],
  ])('%s %s is refused: %s', (name, text, reason) => {
    expect(parseSetting(name, text)).toMatchObject({ ok: false, problem: { reason, name } })
  })

  test('every number has bounds that its default is within', () => {
    for (const name of SETTING_NAMES) {
      if (typeof DEFAULT_SETTINGS[name] !== 'number') continue
      expect(parseSetting(name, String(DEFAULT_SETTINGS[name])).ok).toBe(true)
      // A log may be off; a limit of nothing would be none.
      expect(parseSetting(name, '0').ok).toBe(name === 'requestLogHours')
    }
  })
})

describe('stored settings', () => {
  test.each([
    ['nothing', {}],
    ['null', null],
    ['a text', 'smsEnabled'],
    ['a list', ['smsEnabled']],
    ['unknown names', { nonsense: 1, toString: 'x' }],
    ['values of another type', { smsEnabled: 'false', tokenDigits: '6', defaultLocale: 7 }],
    ['null values', { smsEnabled: null, tokenDigits: null }],
  ])('%s: the defaults', (_name, stored) => {
    expect(readSettings(stored)).toEqual(DEFAULT_SETTINGS)
  })

  test('keep what is there and fill the rest', () => {
    expect(readSettings({ tokenDigits: 6 })).toEqual({ ...DEFAULT_SETTINGS, tokenDigits: 6 })
  })

  test('whatever is stored, every setting has its type, and no prototype is touched', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        const settings = readSettings(JSON.parse(json))
        expect(Object.keys(settings).toSorted()).toEqual([...SETTING_NAMES].toSorted())
        for (const name of SETTING_NAMES)
          expect(typeof settings[name]).toBe(typeof DEFAULT_SETTINGS[name])
      }),
    )
    readSettings(JSON.parse('{"__proto__":{"smsEnabled":false},"constructor":{}}'))
    expect(Object.getPrototypeOf(readSettings({}))).toBe(Object.prototype)
  })
})

describe('an app name', () => {
  test.each([
    ['Acme', 'Acme'],
    ['  Acme ', 'Acme'],
    ['A', 'A'],
    ['x'.repeat(30), 'x'.repeat(30)],
    ['😀'.repeat(30), '😀'.repeat(30)],
    ['Wood & Co', 'Wood & Co'],
    ['', undefined],
    ['   ', undefined],
    ['x'.repeat(31), undefined],
    ['two\nlines', undefined],
    ['two\u2028lines', undefined],
    ['a\u0000b', undefined],
    ['right\u202Eleft', undefined],
    ['zero\u200Bwidth', undefined],
  ])('%j: %j', (text, name) => {
    expect(parseAppName(text)).toBe(name)
  })
})
