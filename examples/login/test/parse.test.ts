import { expect, test } from 'vitest'
import { describeBrowser } from '../src/describe-browser.ts'
import { parseToken, parseTransfer } from '../src/forms.ts'
import { parseSettings } from '../src/options.ts'

const TRANSFER = { payee: 'Ben', amount: '10' }

test.each([
  ['0.01', 1],
  ['10', 1_000],
  ['12,5', 1_250],
  [' 1000000.00 ', 100_000_000],
  ['1000000.01', undefined],
  ['0', undefined],
  ['0.00', undefined],
  ['-5', undefined],
  ['1e3', undefined],
  ['0x10', undefined],
  ['1,000.00', undefined],
  ['1.234', undefined],
  ['', undefined],
])('the amount %j is %j cents', (amount, cents) => {
  const parsed = parseTransfer({ ...TRANSFER, amount })
  expect(parsed.ok ? parsed.value.cents : undefined).toBe(cents)
})

test.each([
  ['Ben  Söhne ', 'Ben Söhne'],
  ['a'.repeat(60), 'a'.repeat(60)],
  ['a'.repeat(61), undefined],
  ['   ', undefined],
  // Shown, it would read as another name.
  ['neB\u202E', undefined],
  ['Ben\u0000', undefined],
])('the payee %j is %j', (payee, expected) => {
  const parsed = parseTransfer({ ...TRANSFER, payee })
  expect(parsed.ok ? parsed.value.payee : undefined).toBe(expected)
})

test.each([
  ['1234567', '1234567'],
  ['123 456', '123456'],
  ['1234-5678', '12345678'],
  ['12345', undefined],
  ['123456789', undefined],
  ['١٢٣٤٥٦', undefined],
  ['12345a', undefined],
])('the token %j is %j', (token, expected) => {
  expect(parseToken({ token })).toBe(expected)
})

test.each([
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0',
    'Firefox on Windows',
  ],
  [
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36',
    'Chrome on Linux',
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0',
    'Edge on Windows',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1',
    'Safari on iPhone',
  ],
  ['curl/8.0', 'Unknown browser'],
  ['Approve me, I am your bank', 'Unknown browser'],
  [undefined, 'Unknown browser'],
])('the browser %j is %j', (userAgent, expected) => {
  expect(describeBrowser(userAgent)).toBe(expected)
})

const ENVIRONMENT = {
  COUNTERSIGN_API_KEY: 'k'.repeat(32),
  SESSION_SECRET: 's'.repeat(32),
}

test('the environment has a value for everything but the key', () => {
  expect(parseSettings(ENVIRONMENT)).toEqual({
    ok: true,
    settings: {
      port: 3000,
      options: {
        countersignUrl: 'http://127.0.0.1:8080',
        apiKey: 'k'.repeat(32),
        publicUrl: 'http://127.0.0.1:3000',
        sessionSecret: 's'.repeat(32),
        dataDir: './data/login',
      },
    },
  })
})

test.each([
  [{ COUNTERSIGN_API_KEY: '' }, 'COUNTERSIGN_API_KEY: expected the API key of your app.'],
  [{ PORT: '65536' }, 'PORT: expected a number from 1 to 65535.'],
  [{ PORT: '0' }, 'PORT: expected a number from 1 to 65535.'],
  [{ PORT: 'x' }, 'PORT: expected a number from 1 to 65535.'],
  [{ SESSION_SECRET: 'hunter2' }, 'SESSION_SECRET: expected 32 characters or more.'],
  [
    { COUNTERSIGN_URL: 'ftp://x' },
    'COUNTERSIGN_URL: expected a URL without a path, as https://2fa.example.com.',
  ],
  [
    { PUBLIC_URL: 'https://x/y' },
    'PUBLIC_URL: expected a URL without a path, as https://2fa.example.com.',
  ],
])('a mistake in the environment is named: %j', (change, problem) => {
  expect(parseSettings({ ...ENVIRONMENT, ...change })).toEqual({ ok: false, problems: [problem] })
})
