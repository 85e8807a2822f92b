import { describe, expect, test } from 'vitest'
import { MOST_BODY_BYTES, maskBody, maskText } from '../../src/domain/mask-body.ts'

describe('a body in the log', () => {
  test.each<[name: string, body: unknown, masked: unknown]>([
    ['keeps what tells nothing', { force: 'true', via: 'sms' }, { force: 'true', via: 'sms' }],
    [
      'hides keys and tokens',
      { api_key: 'abc', token: '1234567' },
      { api_key: '•••', token: '•••' },
    ],
    [
      'hides codes, and keeps those that are none',
      { verification_code: '1234', code: 42, error_code: '60020', country_code: '49' },
      { verification_code: '•••', code: '•••', error_code: '60020', country_code: '49' },
    ],
    [
      'leaves the last two digits of a phone',
      { user: { cellphone: '317-338-9302', phone_number: 3173389302 } },
      { user: { cellphone: '•••-•••-••02', phone_number: '••••••••02' } },
    ],
    ['hides e-mail addresses', { email: 'jdoe@example.com' }, { email: '•••' }],
    [
      'finds them in any text',
      { message: 'Sent to jdoe@example.com, +1 (317) 338-9302', details: { To: 'a@b.c' } },
      { message: 'Sent to •••, +• (•••) •••-••02', details: { To: '•••' } },
    ],
    ['finds keys in any text', { note: `k ${'A1'.repeat(16)}` }, { note: 'k •••' }],
    [
      'keeps ids, addresses and times',
      {
        id: 12_345_678,
        authy_id: '12345678',
        user_ip: '203.0.113.77',
        uuid: '018bcfe5-6800-7000-8000-000000000001',
      },
      { id: 12_345_678, authy_id: '12345678', user_ip: '203.0.113.77', uuid: '•••' },
    ],
    ['keeps the word of an answer', { token: 'is valid' }, { token: 'is valid' }],
    ['hides the picture of a secret', { qr_code: 'https://x/qr/abc' }, { qr_code: '•••' }],
    ['looks into names too', { 'jdoe@example.com': 1 }, { '•••': 1 }],
    [
      'reads Maps and lists',
      new Map([['logos', [new Map([['res', 'default']])]]]),
      { logos: [{ res: 'default' }] },
    ],
    [
      'takes names of the language itself',
      new Map([
        ['__proto__', 'x'],
        ['constructor', '12345678'],
      ]),
      JSON.parse('{"__proto__":"x","constructor":"••••••78"}'),
    ],
  ])('%s', (_name, body, masked) => expect(JSON.parse(maskBody(body))).toEqual(masked))

  test('has at most 4 kB, however much came', () => {
    const body = Object.fromEntries(
      Array.from({ length: 1_000 }, (_, index) => [`name${index}`, 'é'.repeat(600)]),
    )
    const masked = maskBody(body)
    expect(Buffer.byteLength(masked)).toBeLessThanOrEqual(MOST_BODY_BYTES)
    expect(masked).toMatch(/…$/)
    expect(masked).not.toContain('\uFFFD')
  })

  test('of a text with a hundred thousand digits is masked at once', () => {
    const startedAt = performance.now()
    maskText('1 '.repeat(50_000))
    maskBody({ x: '@'.repeat(100_000), y: 'a'.repeat(100_000), z: '1'.repeat(100_000) })
    expect(performance.now() - startedAt).toBeLessThan(200)
  })
})
