import { expect, test } from 'vitest'
import packageJson from '../package.json' with { type: 'json' }
import { formatAgo, formatDuration, groupToken } from '../src/app/format.ts'
import { isLockDue, isPin } from '../src/app/pin-delay.ts'
import { DEFAULT_PREFERENCES, parsePreferences } from '../src/app/preferences.ts'
import { formatRoute, parseRoute, type Route } from '../src/app/route.ts'
import { VERSION } from '../src/app/version.ts'

const NOW = 1_700_000_000_000

test.each([
  ['1234567', '123 4567'],
  ['123456', '123 456'],
  ['12345678', '1234 5678'],
])('%s is read as %s', (token, grouped) => {
  expect(groupToken(token)).toBe(grouped)
})

test.each([
  [9_100, '10 seconds'],
  [60_000, '1 minute'],
  [90_000, '90 seconds'],
  [240_000, '4 minutes'],
  [7_200_000, '2 hours'],
  [172_800_000, '2 days'],
  [-5, '0 seconds'],
])('%s ms are %s', (milliseconds, text) => {
  expect(formatDuration(milliseconds, 'en')).toBe(text)
})

test.each([
  [NOW - 5_000, 'now'],
  [NOW - 300_000, '5 minutes ago'],
  [NOW - 90_000_000, 'yesterday'],
  [NOW + 5_000, 'now'],
])('%s was %s', (then, text) => {
  expect(formatAgo(then, NOW, 'en')).toBe(text)
})

test.each<[string, Route]>([
  ['#/', { page: 'codes' }],
  ['', { page: 'codes' }],
  ['#/settings', { page: 'settings' }],
  [
    '#/approval/018bcfe5-0000-7000-8000-000000000000',
    { page: 'approval', id: '018bcfe5-0000-7000-8000-000000000000' },
  ],
  ['#/approval/', { page: 'codes' }],
  ['#/approval/<b>', { page: 'codes' }],
  ['#/nowhere', { page: 'codes' }],
])('%s leads to %j', (hash, route) => {
  expect(parseRoute(hash)).toEqual(route)
  expect(parseRoute(formatRoute(route))).toEqual(route)
})

test('preferences of another version, or of nobody, are as by default', () => {
  for (const text of [null, '', 'null', '[]', '{"theme":"pink","locale":"xx","lockAfterMs":7}']) {
    expect(parsePreferences(text)).toEqual(DEFAULT_PREFERENCES)
  }
  const chosen = { ...DEFAULT_PREFERENCES, theme: 'dark', locale: 'pt-BR', lockAfterMs: 0 } as const
  expect(parsePreferences(JSON.stringify(chosen))).toEqual(chosen)
})

test.each([
  ['123456', true],
  ['12345', false],
  ['12345a', false],
])('%s as a PIN: %s', (text, isOne) => {
  expect(isPin(text)).toBe(isOne)
})

test.each([
  [undefined, 0, false],
  [NOW, 60_000, false],
  [NOW - 60_000, 60_000, true],
  [NOW, 0, true],
  // The clock was set back.
  [NOW + 1, 900_000, true],
])('hidden since %s, with %s ms allowed, it locks: %s', (hiddenAt, lockAfterMs, isDue) => {
  expect(isLockDue(hiddenAt, NOW, lockAfterMs)).toBe(isDue)
})

test('the service is told the version of the package', () => {
  expect(VERSION).toBe(packageJson.version)
})
