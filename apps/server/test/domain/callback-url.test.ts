import { expect, test } from 'vitest'
import { parseCallbackUrl } from '../../src/domain/callback-url.ts'

test.each([
  'https://app.example.test/authy/callback',
  'https://App.Example.test:443/authy/callback',
  'http://10.0.0.1/x?y=z&z=%20',
  'HTTP://app.example.test/a/../b',
  'https://[::1]:8443/',
  'https://app.example.test',
  `https://app.example.test/${'x'.repeat(475)}`,
])('%s is kept as it was written', (url) => {
  expect(parseCallbackUrl(url)).toEqual({ ok: true, url })
})

test.each([
  ['', 'not-http'],
  ['ftp://app.example.test/', 'not-http'],
  ['app.example.test/callback', 'not-http'],
  ['https:/app.example.test/', 'not-http'],
  ['https:app.example.test/', 'not-http'],
  ['https:///path', 'not-http'],
  ['https://', 'not-http'],
  ['https://app.example.test:99999/', 'not-http'],
  ['javascript:alert(1)', 'not-http'],
  ['https://user:password@app.example.test/', 'has-user'],
  ['https://user@app.example.test/', 'has-user'],
  ['https://app.example.test/#there', 'has-fragment'],
  ['https://app.example.test/#', 'has-fragment'],
  ['https://app.example.test/a b', 'not-plain'],
  [' https://app.example.test/', 'not-plain'],
  ['https://app.example.test/\n', 'not-plain'],
  ['https://app.example.test/\r\nX: y', 'not-plain'],
  ['https://b\u00fccher.example/', 'not-plain'],
  ['https:\\\\app.example.test\\', 'not-plain'],
  [`https://app.example.test/${'x'.repeat(476)}`, 'too-long'],
])('%j is refused: %s', (url, reason) => {
  expect(parseCallbackUrl(url)).toEqual({ ok: false, reason })
})
