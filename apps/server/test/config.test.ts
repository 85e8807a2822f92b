import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

import { parseConfig, type Config } from '../src/config.ts'
import type { Environment } from '../src/config/reader.ts'
import { INNER_NETWORKS, parseBlock } from '../src/domain/inner-address.ts'
import { configOf, http, KEY_A, KEY_B, problemsOf, smtp, twilio } from './environments.ts'

function keysOf(text: string) {
  return configOf({ MASTER_KEY: text }).masterKeys.map(({ id, key }) => [id, key.export()])
}

describe('without any setting', () => {
  test('the service starts on this machine alone, with nothing leaving it', () => {
    const expected: Config = {
      listen: { host: '127.0.0.1', port: 8080, tls: undefined, trustProxy: false },
      publicUrl: 'http://127.0.0.1:8080',
      installUrl: 'http://127.0.0.1:8080',
      store: {
        dataDir: './data',
        databaseUrl: undefined,
        readUrl: undefined,
        sharing: { nodes: 1, together: undefined },
      },
      masterKeys: [],
      keep: {
        events: 400,
        messages: 90,
        callbacks: 90,
        webhookDeliveries: 30,
        phoneVerifications: 90,
        approvals: undefined,
      },
      logLevel: 'info',
      metricsToken: undefined,
      phoneLookUp: undefined,
      delivery: {
        order: { sms: ['outbox'], call: ['outbox'], email: ['outbox'] },
        twilio: undefined,
        http: undefined,
        smtp: undefined,
      },
      outboundAllowed: INNER_NETWORKS.loopback,
      operatorEmails: [],
    }
    expect(configOf({})).toEqual(expected)
  })

  test('an empty variable is an unset one', () => {
    expect(configOf({ PORT: '', MASTER_KEY: ' ', SMS_PROVIDER: '', TLS_CERT_FILE: '' })).toEqual(
      configOf({}),
    )
  })
})

describe('one setting', () => {
  test.each<readonly [Environment, (config: Config) => unknown, unknown]>([
    [{ PORT: '0' }, (c) => c.listen.port, 0],
    [{ PORT: '65535' }, (c) => c.listen.port, 65_535],
    [{ HOST: '::' }, (c) => c.listen.host, '::'],
    [{ HOST: 'fe80::1%eth0' }, (c) => c.listen.host, 'fe80::1%eth0'],
    [{ HOST: 'box.internal' }, (c) => c.publicUrl, 'http://box.internal:8080'],
    [{ HOST: '0.0.0.0', PORT: '80' }, (c) => c.publicUrl, 'http://localhost'],
    [{ HOST: '::', PORT: '9000' }, (c) => c.publicUrl, 'http://localhost:9000'],
    [{ HOST: '::1' }, (c) => c.publicUrl, 'http://[::1]:8080'],
    [{ TLS_CERT_FILE: 'c', TLS_KEY_FILE: 'k' }, (c) => c.publicUrl, 'https://127.0.0.1:8080'],
    [
      { TLS_CERT_FILE: 'c', TLS_KEY_FILE: 'k' },
      (c) => c.listen.tls,
      { certFile: 'c', keyFile: 'k' },
    ],
    [{ DATABASE_URL: 'postgres://db', MASTER_KEY: 'a1'.repeat(32) }, (c) => c.outboundAllowed, []],
    [{ KEEP_EVENTS_DAYS: '36500' }, (c) => c.keep.events, 36_500],
    [{ KEEP_EVENTS_DAYS: 'Forever' }, (c) => c.keep.events, undefined],
    [{ KEEP_APPROVALS_DAYS: '7' }, (c) => c.keep.approvals, 7],
    [{ OUTBOUND_ALLOW: 'none' }, (c) => c.outboundAllowed, []],
    [
      { OUTBOUND_ALLOW: 'Loopback, private,169.254.7.7, fe80::/10' },
      (c) => c.outboundAllowed,
      [
        ...INNER_NETWORKS.loopback,
        ...INNER_NETWORKS.private,
        parseBlock('169.254.7.7'),
        parseBlock('fe80::/10'),
      ],
    ],
    [
      { OPERATOR_EMAIL: 'ops@example.com, security@example.com' },
      (c) => c.operatorEmails,
      ['ops@example.com', 'security@example.com'],
    ],
    [{ PUBLIC_URL: 'https://2fa.example.com/' }, (c) => c.publicUrl, 'https://2fa.example.com'],
    [{ PUBLIC_URL: 'https://2fa.example.com' }, (c) => c.installUrl, 'https://2fa.example.com'],
    [
      { INSTALL_URL: 'https://example.com/get?app=1' },
      (c) => c.installUrl,
      'https://example.com/get?app=1',
    ],
    [{ DATA_DIR: '/var/lib/countersign' }, (c) => c.store.dataDir, '/var/lib/countersign'],
    [{ TRUST_PROXY: 'False' }, (c) => c.listen.trustProxy, false],
    [{ TRUST_PROXY: 'true' }, (c) => c.listen.trustProxy, true],
    [{ TRUST_PROXY: '2' }, (c) => c.listen.trustProxy, 2],
    [
      { TRUST_PROXY: '10.0.0.0/8, ::1,fd00::/8' },
      (c) => c.listen.trustProxy,
      ['10.0.0.0/8', '::1', 'fd00::/8'],
    ],
    [{ LOG_LEVEL: 'DEBUG' }, (c) => c.logLevel, 'debug'],
    [{ METRICS_TOKEN: 'abc.DEF-1==' }, (c) => c.metricsToken, 'abc.DEF-1=='],
    [{ SMS_PROVIDER: 'none' }, (c) => c.delivery.order.sms, []],
    [{ EMAIL_PROVIDER: 'Outbox' }, (c) => c.delivery.order.email, ['outbox']],
  ])('%j', (env, pick, expected) => {
    expect(pick(configOf(env))).toEqual(expected)
  })
})

describe('the master key', () => {
  test.each([
    ['base64', KEY_A.toString('base64')],
    ['base64 for URLs', KEY_A.toString('base64url')],
    ['hex', KEY_A.toString('hex')],
    ['hex in capitals', KEY_A.toString('hex').toUpperCase()],
    ['a ring of one', `1:${KEY_A.toString('base64')}`],
  ])('is 32 bytes in %s, with the id 1', (_, text) => {
    expect(keysOf(text)).toEqual([['1', KEY_A]])
  })

  test('is the first of a ring', () => {
    expect(keysOf(`2026:${KEY_B.toString('base64')}, 1:${KEY_A.toString('hex')}`)).toEqual([
      ['2026', KEY_B],
      ['1', KEY_A],
    ])
  })

  test.each([
    ['31 bytes', Buffer.alloc(31, 1).toString('base64')],
    ['33 bytes', Buffer.alloc(33, 1).toString('base64')],
    ['a pass phrase', 'correct horse battery staple'],
    ['the same id twice', `1:${KEY_A.toString('base64')},1:${KEY_B.toString('base64')}`],
    ['two keys without ids', `${KEY_A.toString('base64')},${KEY_B.toString('base64')}`],
    ['a comma at its end', `${KEY_A.toString('base64')},`],
    ['an id of another shape', `new key:${KEY_A.toString('base64')}`],
  ])('is not %s', (_, text) => {
    expect(problemsOf({ MASTER_KEY: text })).toEqual([
      expect.stringMatching(/^MASTER_KEY: expected 32 bytes in base64 or hex/),
    ])
  })

  test('is demanded where processes share a database', () => {
    const env = { DATABASE_URL: 'postgresql://user:password@db.example.com/countersign' }
    expect(problemsOf(env)).toEqual([
      'MASTER_KEY: expected a value, since DATABASE_URL is set (openssl rand -base64 32 makes one); got nothing.',
    ])
    const whole = { ...env, MASTER_KEY: KEY_A.toString('base64') }
    expect(configOf(whole).store.databaseUrl).toBe(env.DATABASE_URL)
    const shared = {
      DATABASE_NODES: '3',
      DATABASE_CONNECTIONS: '60',
      DATABASE_READ_URL: 'postgres://r',
    }
    expect(configOf({ ...whole, ...shared }).store).toMatchObject({
      readUrl: 'postgres://r',
      sharing: { nodes: 3, together: 60 },
    })
    expect(problemsOf(shared)).toEqual([
      'DATABASE_READ_URL: expected nothing, since DATABASE_URL is not set; got a value.',
      'DATABASE_NODES: expected nothing, since DATABASE_URL is not set; got a value.',
      'DATABASE_CONNECTIONS: expected nothing, since DATABASE_URL is not set; got a value.',
    ])
  })

  test('is not printed with the rest', () => {
    const printed = JSON.stringify(configOf({ MASTER_KEY: KEY_A.toString('base64') }))
    expect(printed).not.toContain(KEY_A.toString('base64').slice(0, 8))
  })
})

describe('providers', () => {
  test('Twilio', () => {
    expect(configOf(twilio).delivery).toMatchObject({
      order: { sms: ['twilio'], call: ['twilio'], email: ['outbox'] },
      twilio: {
        baseUrl: 'https://api.twilio.com',
        accountSid: 'AC01',
        authToken: 'auth-token',
        from: '+15550001111',
        messagingServiceSid: undefined,
        voiceFrom: undefined,
      },
    })
  })

  test('HTTP', () => {
    const env = {
      ...http,
      HTTP_PROVIDER_METHOD: 'put',
      HTTP_PROVIDER_HEADERS: '{"Authorization":"Bearer key"}',
      HTTP_PROVIDER_BODY: '{"to":"{{to}}","text":"{{ text }}"}',
      HTTP_PROVIDER_SECRET: `whsec_${KEY_A.toString('base64')}`,
    }
    const { http: found } = configOf(env).delivery
    expect(found).toMatchObject({
      url: env.HTTP_PROVIDER_URL,
      method: 'PUT',
      headers: { authorization: 'Bearer key' },
      body: env.HTTP_PROVIDER_BODY,
    })
    expect(found?.signingKey?.export()).toEqual(KEY_A)
  })

  test('SMTP', () => {
    expect(configOf(smtp).delivery.smtp).toEqual({
      server: {
        host: 'mail.example.com',
        port: 465,
        secure: true,
        requireTls: false,
        auth: { user: 'user', pass: 'password' },
      },
      from: { name: 'Wood & Co', address: 'no-reply@example.com' },
    })
    expect(configOf({ ...smtp, EMAIL_FROM: 'a@example.com' }).delivery.smtp?.from).toEqual({
      name: '',
      address: 'a@example.com',
    })
  })

  test('one after the other', () => {
    const env = { ...twilio, ...http, SMS_PROVIDER: 'twilio, http' }
    expect(configOf(env).delivery.order.sms).toEqual(['twilio', 'http'])
  })

  test('settings of one that nobody chose make none', () => {
    const { delivery } = configOf({ ...smtp, ...twilio, SMS_PROVIDER: '', CALL_PROVIDER: '' })
    expect(delivery.twilio).toBeUndefined()
    expect(configOf({ ...smtp, EMAIL_PROVIDER: 'none' }).delivery.smtp).toBeUndefined()
  })
})

test('docs/configuration.md lists every variable that is read, and no other', () => {
  const read = new Set<string>()
  const recording = new Proxy<Record<string, string | undefined>>(
    {},
    {
      get(_, name) {
        read.add(String(name))
        return undefined
      },
    },
  )
  parseConfig(recording)
  const page = readFileSync(new URL('../../../docs/configuration.md', import.meta.url), 'utf8')
  const rows = Array.from(page.matchAll(/^\| `([A-Z_]+)` +\|/gm), ([, name = '']) => name)
  expect(rows.toSorted()).toEqual([...read].toSorted())
})
