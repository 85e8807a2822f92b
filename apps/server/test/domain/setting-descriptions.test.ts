import { describe, expect, it } from 'vitest'
import { DEFAULT_SETTINGS, SETTING_NAMES } from '../../src/domain/app-settings.ts'
import { isWeaker, SETTING_DESCRIPTIONS } from '../../src/domain/setting-descriptions.ts'

describe('descriptions of settings', () => {
  it('are there for every setting, once, with its default and one sentence', () => {
    const names = SETTING_DESCRIPTIONS.map(({ name }) => name)
    expect(names.toSorted()).toEqual([...SETTING_NAMES].sort())
    for (const { name, sentence, standard, kind, least } of SETTING_DESCRIPTIONS) {
      expect(sentence).toMatch(/^[A-Z].*\.$/)
      expect(standard).toEqual(DEFAULT_SETTINGS[name])
      expect(kind === 'number').toBe(least !== undefined)
    }
  })
})

describe('a weaker setting', () => {
  it.each([
    ['numberMatching', true, false, true],
    ['numberMatching', false, true, false],
    ['numberMatching', false, false, false],
    ['legacyNotChecked', false, true, true],
    ['legacyNotChecked', true, false, false],
    ['migrationToolsEnabled', false, true, true],
    ['tokenDigits', 7, 6, true],
    ['tokenDigits', 7, 8, false],
    ['tokenDigits', 7, 7, false],
    ['tokenLifeSeconds', 600, 601, true],
    ['tokenLifeSeconds', 600, 60, false],
    ['wrongTokensPerAddress', 100, 101, true],
    ['sendsPerPhone', 10, 9, false],
    ['smsEnabled', true, false, false],
    ['defaultLocale', 'de', 'fr', false],
    ['allowedCountries', '', 'DE', false],
    ['allowedCountries', 'DE,FR', 'FR', false],
    ['allowedCountries', 'DE', 'FR', true],
    ['allowedCountries', 'DE', 'DE,FR', true],
    ['allowedCountries', 'DE', '', true],
    ['smsProviders', 'twilio', '', false],
  ] as const)('%s from %s to %s: %s', (name, from, to, expected) => {
    expect(isWeaker(name, from, to)).toBe(expected)
  })
})
