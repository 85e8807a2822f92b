import { describe, expect, test } from 'vitest'

import type { Environment } from '../src/config/reader.ts'
import { http, KEY_A, postgres, problemsOf, smtp, twilio } from './environments.ts'

describe('a mistake', () => {
  test.each<readonly [Environment, RegExp]>([
    [{ PORT: '65536' }, /^PORT: expected a whole number from 0 to 65535, got "65536"\.$/],
    [{ PORT: '80.5' }, /^PORT: .*got "80\.5"/],
    [{ PORT: 'http' }, /^PORT: /],
    [{ HOST: '127.0.0' }, /^HOST: expected an IP address or a host name, got "127\.0\.0"\.$/],
    [{ HOST: 'http://x' }, /^HOST: /],
    [{ PUBLIC_URL: 'example.com' }, /^PUBLIC_URL: expected an http:\/\/ or https:\/\/ URL/],
    [{ PUBLIC_URL: 'https://example.com/2fa' }, /^PUBLIC_URL: /],
    [{ PUBLIC_URL: 'https://example.com/?' }, /^PUBLIC_URL: /],
    [{ PUBLIC_URL: 'ftp://example.com' }, /^PUBLIC_URL: /],
    [{ INSTALL_URL: 'javascript:alert(1)' }, /^INSTALL_URL: /],
    [
      { ...postgres, DATABASE_NODES: '0' },
      /^DATABASE_NODES: expected a whole number from 1 to 1000, got "0"/,
    ],
    [{ DATABASE_URL: 'mysql://x', MASTER_KEY: KEY_A.toString('hex') }, /^DATABASE_URL: /],
    [{ TLS_CERT_FILE: 'c' }, /^TLS_KEY_FILE: expected a file, since TLS_CERT_FILE names one/],
    [{ TLS_KEY_FILE: 'k' }, /^TLS_CERT_FILE: expected a file, since TLS_KEY_FILE names one/],
    [{ TRUST_PROXY: 'yes' }, /^TRUST_PROXY: expected false, true, a number/],
    [{ TRUST_PROXY: '-1' }, /^TRUST_PROXY: /],
    [{ TRUST_PROXY: '8080' }, /^TRUST_PROXY: /],
    [{ TRUST_PROXY: '10.0.0.0/33' }, /^TRUST_PROXY: /],
    [{ TRUST_PROXY: '10.0.0.1,' }, /^TRUST_PROXY: /],
    [{ LOG_LEVEL: 'loud' }, /^LOG_LEVEL: expected one of fatal, .* got "loud"/],
    [
      { KEEP_EVENTS_DAYS: '6' },
      /^KEEP_EVENTS_DAYS: expected a whole number of days from 7 to 36500, or forever, got "6"\.$/,
    ],
    [{ KEEP_MESSAGES_DAYS: '36501' }, /^KEEP_MESSAGES_DAYS: /],
    [{ KEEP_APPROVALS_DAYS: '1e2' }, /^KEEP_APPROVALS_DAYS: /],
    [{ KEEP_EVENTS_DAYS: '29' }, /^KEEP_EVENTS_DAYS: expected at least .*\(30\), got 29\.$/],
    [{ KEEP_WEBHOOK_DELIVERIES_DAYS: 'forever' }, /^KEEP_EVENTS_DAYS: .*\(forever\), got 400\.$/],
    [{ OUTBOUND_ALLOW: 'all' }, /^OUTBOUND_ALLOW: expected none, or one or more of .* got "all"/],
    [{ OUTBOUND_ALLOW: 'none,private' }, /^OUTBOUND_ALLOW: /],
    [{ OUTBOUND_ALLOW: '10.0.0.0/33' }, /^OUTBOUND_ALLOW: /],
    [{ OPERATOR_EMAIL: 'ops@example.com,' }, /^OPERATOR_EMAIL: expected one or more addresses/],
    [{ OPERATOR_EMAIL: 'Ops <ops@example.com>' }, /^OPERATOR_EMAIL: /],
    [{ METRICS_TOKEN: 'two words' }, /^METRICS_TOKEN: /],
    [{ SMS_PROVIDER: 'smtp' }, /^SMS_PROVIDER: expected none, or one or more of outbox, twilio/],
    [{ CALL_PROVIDER: 'smtp' }, /^CALL_PROVIDER: /],
    [{ EMAIL_PROVIDER: 'twilio' }, /^EMAIL_PROVIDER: .*of outbox, http, smtp/],
    [{ SMS_PROVIDER: 'pigeon' }, /^SMS_PROVIDER: .*got "pigeon"/],
    [{ SMS_PROVIDER: 'outbox,none' }, /^SMS_PROVIDER: /],
    [{ SMS_PROVIDER: 'outbox,outbox' }, /^SMS_PROVIDER: /],
    [
      { ...twilio, TWILIO_ACCOUNT_SID: '' },
      /^TWILIO_ACCOUNT_SID: expected a value, since SMS_PROVIDER names twilio; got nothing\.$/,
    ],
    [{ ...twilio, TWILIO_AUTH_TOKEN: undefined }, /^TWILIO_AUTH_TOKEN: expected a value/],
    [{ ...twilio, TWILIO_ACCOUNT_SID: 'AC/../x' }, /^TWILIO_ACCOUNT_SID: /],
    [
      { ...twilio, CALL_PROVIDER: '', TWILIO_FROM: '' },
      /^TWILIO_FROM or TWILIO_MESSAGING_SERVICE_SID: .*got neither/,
    ],
    [{ ...twilio, TWILIO_FROM: 'Wood & Co' }, /^TWILIO_VOICE_FROM: expected a number that can/],
    [{ ...twilio, TWILIO_VOICE_FROM: '5551234' }, /^TWILIO_VOICE_FROM: .*country code/],
    [{ ...twilio, TWILIO_BASE_URL: 'api.twilio.com' }, /^TWILIO_BASE_URL: /],
    [{ ...http, HTTP_PROVIDER_URL: '' }, /^HTTP_PROVIDER_URL: expected a value, since SMS_PROV/],
    [{ ...http, HTTP_PROVIDER_URL: 'https://{{to}}.example.com/' }, /^HTTP_PROVIDER_URL: /],
    [{ ...http, HTTP_PROVIDER_URL: 'https://example.com/{{phone}}' }, /^HTTP_PROVIDER_URL: /],
    [{ ...http, HTTP_PROVIDER_URL: 'https://u:p@example.com/' }, /^HTTP_PROVIDER_URL: /],
    [{ ...http, HTTP_PROVIDER_METHOD: 'BREW' }, /^HTTP_PROVIDER_METHOD: expected one of POST/],
    [{ ...http, HTTP_PROVIDER_HEADERS: 'a: b' }, /^HTTP_PROVIDER_HEADERS: expected a JSON object/],
    [{ ...http, HTTP_PROVIDER_HEADERS: '["a"]' }, /^HTTP_PROVIDER_HEADERS: /],
    [{ ...http, HTTP_PROVIDER_HEADERS: '{"a":1}' }, /^HTTP_PROVIDER_HEADERS: /],
    [{ ...http, HTTP_PROVIDER_HEADERS: '{"a b":"c"}' }, /^HTTP_PROVIDER_HEADERS: /],
    [{ ...http, HTTP_PROVIDER_HEADERS: '{"a":"b\\r\\nc: d"}' }, /^HTTP_PROVIDER_HEADERS: /],
    [
      { ...http, HTTP_PROVIDER_HEADERS: '{"content-type":"image/png"}' },
      /^HTTP_PROVIDER_HEADERS: expected a content-type of JSON/,
    ],
    [
      { ...http, HTTP_PROVIDER_HEADERS: '{"content-type":"text/xml"}' },
      /^HTTP_PROVIDER_BODY: expected a body/,
    ],
    [{ ...http, HTTP_PROVIDER_BODY: '{"to":"{{phone}}"}' }, /^HTTP_PROVIDER_BODY: /],
    [{ ...http, HTTP_PROVIDER_BODY: '{"to":{{to}}}' }, /^HTTP_PROVIDER_BODY: .*in quotes/],
    [{ ...http, HTTP_PROVIDER_BODY: '{"a":"{{token}}"' }, /^HTTP_PROVIDER_BODY: .*stays JSON/],
    [
      { ...http, HTTP_PROVIDER_METHOD: 'GET', HTTP_PROVIDER_BODY: '{}' },
      /^HTTP_PROVIDER_BODY: expected nothing, since HTTP_PROVIDER_METHOD is GET/,
    ],
    [{ ...http, HTTP_PROVIDER_SECRET: 'secret' }, /^HTTP_PROVIDER_SECRET: expected whsec_/],
    [{ ...smtp, SMTP_URL: '' }, /^SMTP_URL: expected a value, since EMAIL_PROVIDER names smtp/],
    [{ ...smtp, SMTP_URL: 'mail.example.com' }, /^SMTP_URL: expected smtp:\/\/ or smtps:\/\//],
    [{ ...smtp, EMAIL_FROM: '' }, /^EMAIL_FROM: expected a value, since EMAIL_PROVIDER names smtp/],
    [{ ...smtp, EMAIL_FROM: 'Wood & Co' }, /^EMAIL_FROM: expected an address/],
    [{ ...smtp, EMAIL_FROM: 'a@example.com, b@example.com' }, /^EMAIL_FROM: /],
  ])('%j', (env, expected) => {
    expect(problemsOf(env)).toEqual([expect.stringMatching(expected)])
  })

  test('comes with all the others, each in one sentence', () => {
    const problems = problemsOf({
      PORT: 'x',
      TRUST_PROXY: 'x',
      TLS_CERT_FILE: 'x',
      SMS_PROVIDER: 'twilio',
      EMAIL_PROVIDER: 'smtp',
    })
    expect(problems.map((problem) => problem.split(':')[0])).toEqual([
      'TLS_KEY_FILE',
      'PORT',
      'TRUST_PROXY',
      'TWILIO_ACCOUNT_SID',
      'TWILIO_AUTH_TOKEN',
      'TWILIO_FROM or TWILIO_MESSAGING_SERVICE_SID',
      'SMTP_URL',
      'EMAIL_FROM',
    ])
    for (const problem of problems) expect(problem).toMatch(/^[^\n]+\.$/)
  })

  test.each([
    'DATABASE_URL',
    'DATABASE_READ_URL',
    'MASTER_KEY',
    'METRICS_TOKEN',
    'TWILIO_AUTH_TOKEN',
    'TWILIO_BASE_URL',
    'HTTP_PROVIDER_URL',
    'HTTP_PROVIDER_HEADERS',
    'HTTP_PROVIDER_BODY',
    'HTTP_PROVIDER_SECRET',
    'SMTP_URL',
    'PUBLIC_URL',
    'INSTALL_URL',
  ])('in %s does not repeat a password', (name) => {
    const problems = problemsOf({ [name]: 'ftp://user:hunter2 {{x}}@example.com' })
    expect(problems.join('\n')).toContain(`${name}: expected`)
    expect(problems.join('\n')).not.toContain('hunter2')
  })

  test('is shortened, and cannot start a line of its own in a log', () => {
    const [problem = ''] = problemsOf({ LOG_LEVEL: `a\n${'b'.repeat(500)}` })
    expect(problem).toContain('got "a\\nbbb')
    expect(problem.length).toBeLessThan(200)
  })
})
