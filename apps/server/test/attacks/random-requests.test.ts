/**
 * Nobody thinks of every bad request, so a machine makes them: any method, every route with any id and
 * token, any query, any body of any type. Not one may be answered 5xx, in another format than the one
 * asked for, without the envelope, or with a word of our own code in it.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AUTHY_ROUTES } from '../../src/http/authy/routes.ts'
import { ONETOUCH_ROUTES } from '../../src/http/onetouch/routes.ts'
import { PERSON, register } from '../routes/person.ts'
import { registerDevice } from '../routes/test-device.ts'
import { testServer } from '../test-server.ts'

const RUNS = 600

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.constantFrom(
    '',
    ' ',
    '0',
    '1',
    '-1',
    'true',
    'null',
    '\0',
    '%',
    '%zz',
    '../',
    '__proto__',
    "' OR 1=1 --",
    '<b>&',
    '\r\nX: y',
    '\uFFFF',
    '\u202E',
  ),
  fc.integer({ min: 100, max: 70_000 }).map((length) => 'x'.repeat(length)),
)

/** Names that mean something to some route, and some that do to none. */
const names = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      'user',
      'user[email]',
      'user[cellphone]',
      'user[country_code]',
      'user[]',
      'user[email][]',
      'send_install_link_via_sms',
      'force',
      'action',
      'action_message',
      'locale',
      'email',
      'type',
      'data',
      'data[x]',
      'data[]',
      'data[][y]',
      'user_ip',
      'ip',
      'qr_size',
      'label',
      'country_code',
      'phone_number',
      'verification_code',
      'via',
      'code_length',
      'custom_code',
      'custom_message',
      'uuid',
      'api_key',
      '__proto__',
      'constructor',
      'user[__proto__]',
      'a[b][c][d]',
      '[]',
      '[',
      ']',
    ),
  },
  { weight: 1, arbitrary: anyText },
)

/** Values that get past the first check, so that what is behind it is met too. */
const values = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      'jdoe@example.com',
      '3173389302',
      '317-338-9302',
      '1',
      '+49',
      '49',
      '15123456789',
      '030123456',
      'sms',
      'call',
      'true',
      'False',
      'banned',
      'es',
      'pt-BR',
      '203.0.113.9',
      '::1',
      'fe80::1%eth0',
      '256',
      '4',
      '10',
      '1234',
      'aB34',
      'login',
    ),
  },
  { weight: 1, arbitrary: anyText },
)

const encode = (text: string) => encodeURIComponent(text.toWellFormed())
const pairs = fc.array(fc.tuple(names, values), { maxLength: 8 })
const form = fc.oneof(
  {
    weight: 4,
    arbitrary: pairs.map((all) =>
      all.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&'),
    ),
  },
  { weight: 1, arbitrary: fc.stringMatching(/^[\x21-\x22\x24-\x7e]{0,60}$/) },
)

const json = fc.oneof(
  fc.json({ maxDepth: 5 }),
  pairs.map((all) => JSON.stringify(Object.fromEntries(all))),
  fc
    .dictionary(
      fc.constantFrom('email', 'cellphone', 'country_code', '__proto__'),
      fc.oneof(values, fc.jsonValue()),
    )
    .map((user) => JSON.stringify({ user })),
  anyText,
)

const xml = fc.oneof(
  values.map((value) => `<user><email>${value}</email><cellphone>3173389302</cellphone></user>`),
  names.map((name) => `<${name}><a type="array"><b/></a></${name}>`),
  anyText,
)

const bodies = fc.oneof(
  fc.record({ type: fc.constant('application/x-www-form-urlencoded'), payload: form }),
  fc.record({ type: fc.constant('application/json'), payload: json }),
  fc.record({ type: fc.constant('application/xml'), payload: xml }),
  fc.record({
    type: fc.constantFrom(
      'application/json',
      'application/x-www-form-urlencoded',
      'application/xml',
      'text/plain',
      'multipart/form-data',
      'application/json; charset=utf-16',
      ';;;',
      '',
    ),
    payload: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  }),
  fc.constant({ type: '', payload: '' }),
)

const routes = [
  ...AUTHY_ROUTES.flatMap(({ paths }) => paths.map((path) => `protected/:format${path}`)),
  ...ONETOUCH_ROUTES.flatMap(({ paths }) => paths.map((path) => `onetouch/:format${path}`)),
]

test('is answered as the contract says', async () => {
  const server = await testServer()
  const sandbox = await server.newApp('Sand', 'sandbox')
  await server.set('migrationToolsEnabled', 'true')
  await server.set('legacyNotChecked', 'true')
  const id = await register(server)
  await registerDevice(server)
  await server.call('POST /users/new', PERSON, { apiKey: sandbox.apiKey })

  const ids = fc.oneof(
    { weight: 4, arbitrary: fc.constant(String(id)) },
    { weight: 1, arbitrary: fc.constantFrom('0', '10000000', '2147483648', 'tony', '00000000000') },
    { weight: 1, arbitrary: anyText.map((text) => encode(text.slice(0, 300))) },
    { weight: 1, arbitrary: fc.stringMatching(/^[\x21\x24-\x2e\x30-\x3e\x40-\x7e]{1,30}$/) },
  )
  const tokens = fc.oneof(
    fc.stringMatching(/^\d{5,13}$/),
    fc.constant('0000000'),
    anyText.map((text) => encode(text.slice(0, 50))),
  )
  const requests = fc.record({
    method: fc.constantFrom(
      'GET',
      'GET',
      'POST',
      'POST',
      'PUT',
      'DELETE',
      'PATCH',
      'OPTIONS',
      'HEAD',
    ),
    format: fc.constantFrom('json', 'xml'),
    path: fc
      .tuple(fc.constantFrom(...routes), ids, tokens)
      .map(([path, forId, forToken]) =>
        path.replace(':token', forToken).replace(':uuid', forToken).replace(':id', forId),
      ),
    slash: fc.constantFrom('', '', '/'),
    query: fc.option(form, { nil: undefined }),
    body: fc.option(bodies, { nil: undefined }),
    key: fc.constantFrom(
      server.apiKey,
      server.apiKey,
      server.apiKey,
      sandbox.apiKey,
      'x'.repeat(32),
      '',
    ),
    wait: fc.constantFrom(0, 0, 5_000, 600_000, 3_600_000),
  })

  await fc.assert(
    fc.asyncProperty(requests, async ({ method, format, path, slash, query, body, key, wait }) => {
      // An earlier request may have removed the user: what is behind that check is to be met too.
      await register(server)
      server.clock.advance(wait)
      const response = await server.app.inject({
        method: method as 'GET',
        url: `${slash}/${path.replace(':format', format)}${query === undefined ? '' : `?${query}`}`,
        headers: {
          'x-authy-api-key': key,
          ...(body === undefined || body.type === '' ? {} : { 'content-type': body.type }),
        },
        ...(body === undefined ? {} : { payload: body.payload }),
      })
      const text = response.body
      const status = response.statusCode
      // The one 5xx of the contract that a request can bring about: a user who is suspended.
      const isSuspension = status === 503 && text.includes('60017')
      expect(status < 500 || isSuspension).toBe(true)
      expect([200, 400, 401, 403, 404, 429, 503]).toContain(status)
      expect(response.headers['content-type']).toBe(`application/${format}; charset=utf-8`)
      expect(text).not.toMatch(/\bat .+:\d+:\d+|node_modules|\.ts\b|SQLITE|syntax error/)
      expect(Buffer.byteLength(text)).toBeLessThan(16_384)
      expect(isEnveloped(format, method, status, text)).toBe(true)
    }),
    { numRuns: RUNS, endOnFailure: true, seed: 20_231_114 },
  )
  expect(server.logged()).not.toContain('request failed')
})

/** Whether a body is what clients parse: an error has its four members, an answer its message or token. */
function isEnveloped(format: string, method: string, status: number, text: string): boolean {
  if (method === 'HEAD') return text === ''
  if (format === 'xml') {
    const root = status === 200 ? 'hash' : 'errors'
    const isRooted = text.startsWith(`<${root}>`) && text.endsWith(`</${root}>`)
    return isRooted && (status === 200 || /<error-code>6\d{4}<\/error-code>/.test(text))
  }
  const body: unknown = JSON.parse(text)
  if (typeof body !== 'object' || body === null) return false
  if (status === 200) return 'success' in body || 'token' in body
  const { message, success, errors, error_code: code } = body as Record<string, unknown>
  return (
    typeof message === 'string' &&
    success === false &&
    typeof errors === 'object' &&
    Object.values(errors ?? {}).every((value) => typeof value === 'string') &&
    typeof code === 'string' &&
    /^6\d{4}$/.test(code) &&
    !/[|\u0080-\uFFFF]/.test(message)
  )
}
