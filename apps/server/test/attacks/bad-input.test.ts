/**
 * Whatever arrives, the answer is one that a client of the contract can read: the asked format, the
 * envelope, a code that says whose mistake it was. A 5xx would make some clients send again, a stack
 * would tell what we run, and a request that was refused must have written nothing.
 */
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { INVALID_KEY, refusedWith, TOO_MANY } from '../routes/answers.ts'
import { PERSON, register, sendSms } from '../routes/person.ts'
import { tablesOf } from '../tables.ts'
import { type TestServer, testServer } from '../test-server.ts'
import { listen, sendRaw } from './socket.ts'

const INVALID_REQUEST = refusedWith('60002', 'Invalid request')
const INVALID_UTF8 = refusedWith('60005', 'Request is not valid UTF-8')
const INVALID_REQUEST_XML =
  '<errors><error-code>60002</error-code><message>Invalid request</message><errors><message>Invalid request</message></errors><success type="boolean">false</success></errors>'

interface Bad {
  readonly name: string
  readonly path?: string
  readonly type?: string
  readonly body?: string | Uint8Array
  readonly text: string
}

/** Rows of every table, to tell that nothing was written. */
async function rowsOf(server: TestServer): Promise<Readonly<Record<string, number>>> {
  const tables = await tablesOf(server.deps.db)
  const counts: Record<string, number> = {}
  for (const { name } of tables) {
    const { rows } = await sql`SELECT 1 FROM ${sql.table(name)}`.execute(server.deps.db)
    counts[name] = rows.length
  }
  return counts
}

async function post(server: TestServer, { path = '/users/new', type, body }: Bad, format = 'json') {
  const response = await server.app.inject({
    method: 'POST',
    url: `/protected/${format}${path}`,
    headers: {
      'x-authy-api-key': server.apiKey,
      ...(type === undefined ? {} : { 'content-type': type }),
    },
    payload: typeof body === 'string' ? body : Buffer.from(body ?? []),
  })
  return {
    status: response.statusCode,
    text: response.body,
    type: response.headers['content-type'],
  }
}

const JSON_TYPE = 'application/json'
const FORM = 'application/x-www-form-urlencoded'
const XML = 'application/xml'
const BAD: readonly Bad[] = [
  { name: 'broken JSON', type: JSON_TYPE, body: '{"user":', text: INVALID_REQUEST },
  { name: 'JSON that is a list', type: JSON_TYPE, body: '[1]', text: INVALID_REQUEST },
  { name: 'JSON that is a text', type: JSON_TYPE, body: '"user"', text: INVALID_REQUEST },
  { name: 'JSON that is null', type: JSON_TYPE, body: 'null', text: INVALID_REQUEST },
  { name: 'two JSON texts', type: JSON_TYPE, body: '{}{}', text: INVALID_REQUEST },
  {
    name: 'JSON nested deeper than a stack',
    type: JSON_TYPE,
    body: `${'{"a":'.repeat(8_000)}1${'}'.repeat(8_000)}`,
    text: INVALID_REQUEST,
  },
  {
    name: 'JSON with a NUL',
    type: JSON_TYPE,
    body: '{"user":{"email":"a\\u0000@b.com"}}',
    text: INVALID_REQUEST,
  },
  {
    name: 'JSON with half a surrogate pair',
    type: JSON_TYPE,
    body: '{"user":{"email":"a\\ud800@b.com"}}',
    text: INVALID_UTF8,
  },
  {
    name: 'JSON that is not UTF-8',
    type: JSON_TYPE,
    body: Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d),
    text: INVALID_UTF8,
  },
  { name: 'a form that is not UTF-8', type: FORM, body: 'user[email]=%ff', text: INVALID_UTF8 },
  { name: 'a form with an overlong NUL', type: FORM, body: 'user=%c0%80', text: INVALID_UTF8 },
  {
    name: 'a malformed percent in the body',
    type: FORM,
    body: 'user[email]=100%',
    text: INVALID_UTF8,
  },
  { name: 'a malformed percent in the query', path: '/users/new?x=%zz', text: INVALID_UTF8 },
  { name: 'half an escape in the query', path: '/users/new?x=%e2%82', text: INVALID_UTF8 },
  { name: 'a malformed percent in the path', path: '/users/%zz/status', text: INVALID_REQUEST },
  { name: 'half an escape in the path', path: '/users/%e2%82/status', text: INVALID_REQUEST },
  { name: 'a NUL', type: FORM, body: 'user[email]=%00', text: INVALID_REQUEST },
  {
    name: 'text and hash at once',
    type: FORM,
    body: 'user=1&user[email]=2',
    text: INVALID_REQUEST,
  },
  { name: 'hash and list at once', type: FORM, body: 'user[a]=1&user[]=2', text: INVALID_REQUEST },
  {
    name: 'more parameters than anyone has',
    type: FORM,
    body: 'a=1&'.repeat(1_001),
    text: INVALID_REQUEST,
  },
  {
    name: 'brackets within brackets',
    type: FORM,
    body: `a${'[b]'.repeat(100)}=1`,
    text: INVALID_REQUEST,
  },
  { name: '1 MB of form', type: FORM, body: `x=${'y'.repeat(1_000_000)}`, text: INVALID_REQUEST },
  {
    name: '1 MB of JSON',
    type: JSON_TYPE,
    body: JSON.stringify({ x: 'y'.repeat(1_000_000) }),
    text: INVALID_REQUEST,
  },
  {
    name: '1 MB of XML',
    type: XML,
    body: `<a>${'y'.repeat(1_000_000)}</a>`,
    text: INVALID_REQUEST,
  },
  { name: 'broken XML', type: XML, body: '<user><email></user>', text: INVALID_REQUEST },
  {
    name: 'an external entity',
    type: XML,
    body: '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><user><email>&x;</email></user>',
    text: INVALID_REQUEST,
  },
  {
    name: 'an entity that grows',
    type: XML,
    body: '<!DOCTYPE a [<!ENTITY x "yyyyyyyyyy">]><user>&x;</user>',
    text: INVALID_REQUEST,
  },
  {
    name: 'UTF-16',
    type: XML,
    body: '<?xml version="1.0" encoding="UTF-16"?><a/>',
    text: INVALID_REQUEST,
  },
  {
    name: 'multipart',
    type: 'multipart/form-data; boundary=x',
    body: '--x\r\n\r\n--x--',
    text: INVALID_REQUEST,
  },
  { name: 'an unknown type', type: 'application/octet-stream', body: 'x', text: INVALID_REQUEST },
  { name: 'no type at all', type: ';;;', body: 'x', text: INVALID_REQUEST },
]

describe('what cannot be read', () => {
  test('is refused in the contract’s shape, and nothing is written', async () => {
    const server = await testServer()
    const before = await rowsOf(server)
    for (const bad of BAD) {
      const answer = await post(server, bad)
      expect([bad.name, answer.status, answer.text]).toEqual([bad.name, 400, bad.text])
      expect(answer.type).toBe('application/json; charset=utf-8')
      const xml = await post(server, bad, 'xml')
      expect([bad.name, xml.status, xml.text.slice(0, 20)]).toEqual([
        bad.name,
        400,
        '<errors><error-code>',
      ])
      expect(xml.type).toBe('application/xml; charset=utf-8')
    }
    expect(await rowsOf(server)).toEqual(before)
  })

  test('of the key is refused before anything else is told', async () => {
    const server = await testServer()
    const response = await server.app.inject({
      method: 'POST',
      url: '/protected/json/users/new',
      headers: { 'x-authy-api-key': 'x'.repeat(32), 'content-type': FORM },
      payload: new URLSearchParams(PERSON).toString(),
    })
    expect([response.statusCode, response.body]).toEqual([401, INVALID_KEY])
  })
})

describe('routes that are none', () => {
  test('are not found, in the asked format', async () => {
    const server = await testServer()
    const paths = [
      ['GET', '/protected/json'],
      ['GET', '/protected/json/'],
      ['GET', '/protected/json/nothing'],
      ['GET', '/protected/json/users'],
      ['GET', '/protected/json/users/new'],
      ['GET', '/protected/json/users/1/delete'],
      ['DELETE', '/protected/json/users/1'],
      ['PUT', '/protected/json/users/new'],
      ['PATCH', '/protected/json/users/1/update'],
      ['OPTIONS', '/protected/json/users/new'],
      ['GET', '/protected/yaml/app/details'],
      ['GET', '/protected/json/users/1%2fstatus'],
      ['GET', '/favicon.ico'],
    ] as const
    for (const [method, url] of paths) {
      const response = await server.app.inject({ method, url })
      expect([url, response.statusCode, response.json().error_code]).toEqual([url, 404, '60000'])
      const xml = await server.app.inject({ method, url: url.replace('json', 'xml') })
      const isXml = url.startsWith('/protected/json')
      expect([url, xml.body.startsWith('<errors>')]).toEqual([url, isXml])
    }
  })
})

describe('parameters', () => {
  test('that are given twice: the last counts; in query and body: the body counts', async () => {
    const server = await testServer()
    const create = async (query: string, body: string) => {
      const answer = await post(server, {
        name: '',
        path: `/users/new${query}`,
        type: FORM,
        body,
        text: '',
      })
      return answer.status
    }
    const person = new URLSearchParams(PERSON).toString()
    expect(await create('', `user[email]=wrong&${person}`)).toBe(200)
    expect(await create('', `${person}&user[email]=wrong`)).toBe(400)
    expect(await create('?user[email]=wrong', person)).toBe(200)
    // The body's `user` counts whole: what only the query has of it is not there.
    expect(await create('?user[email]=a@b.com', 'user[cellphone]=3173389302')).toBe(400)
  })

  test('that are lists or hashes where a text belongs are named, on every route', async () => {
    const server = await testServer()
    const id = await register(server)
    const rows = [
      ['POST', '/users/new', 'user.email', '{"user":{"email":["a@b.com"]}}'],
      ['POST', '/users/new', 'user.cellphone', '{"user":{"cellphone":{}}}'],
      ['POST', '/users/new', 'user.country_code', '{"user":{"country_code":[1]}}'],
      ['POST', `/users/${id}/update`, 'email', '{"email":["a@b.com"]}'],
      ['POST', `/users/${id}/register_activity`, 'type', '{"type":["banned"]}'],
      ['POST', `/users/${id}/secret`, 'label', '{"label":{"a":1}}'],
      ['POST', `/users/${id}/secret`, 'qr_size', '{"qr_size":[256]}'],
      ['GET', `/sms/${id}`, 'action', '{"action":["x"]}'],
      ['GET', `/verify/1234567/${id}`, 'action', '{"action":{"x":1}}'],
      ['GET', `/verify/1234567/${id}`, 'force', '{"force":[true]}'],
      [
        'POST',
        '/phones/verification/start',
        'country_code',
        '{"country_code":{},"phone_number":"1"}',
      ],
      ['GET', '/phones/info', 'phone_number', '{"country_code":1,"phone_number":[1]}'],
    ] as const
    for (const [method, path, name, payload] of rows) {
      const response = await server.app.inject({
        method,
        url: `/protected/json${path}`,
        headers: { 'x-authy-api-key': server.apiKey, 'content-type': JSON_TYPE },
        payload,
      })
      const { message } = response.json()
      expect([path, response.statusCode]).toEqual([path, 400])
      expect(message).toMatch(
        new RegExp(`^Invalid parameter: ${name} - (Array|Hash) is not a valid`),
      )
    }
    expect(await server.outbox()).toEqual([])
  })

  test('of numbers past all bounds are refused or clamped', async () => {
    const server = await testServer()
    const id = await register(server)
    const ask = async (path: string, payload: string) =>
      (
        await server.app.inject({
          method: 'POST',
          url: `/protected/json${path}`,
          headers: { 'x-authy-api-key': server.apiKey, 'content-type': JSON_TYPE },
          payload,
        })
      ).statusCode
    expect(await ask(`/users/${id}/secret`, '{"qr_size":1e400}')).toBe(400)
    expect(await ask(`/users/${id}/secret`, '{"qr_size":9007199254740993}')).toBe(400)
    expect(await ask(`/users/${id}/secret`, '{"qr_size":-9007199254740991}')).toBe(200)
    expect(await ask('/users/new', '{"user":{"country_code":1e400}}')).toBe(400)
    expect(
      await ask('/phones/verification/start', '{"country_code":1.5,"phone_number":"3173389302"}'),
    ).toBe(400)
  })

  test('an address of the person that is none is ignored, one of any spelling is the same', async () => {
    const server = await testServer()
    await server.set('wrongTokensPerAddress', '3')
    const ids: number[] = []
    for (let index = 0; index < 8; index++)
      ids.push(await register(server, { 'user[cellphone]': `317338930${index}` }))
    const guess = async (index: number, address: string) =>
      (
        await server.call(
          `GET /verify/0000001/${ids[index]}?user_ip=${encodeURIComponent(address)}`,
        )
      ).status
    const zone = Array.from({ length: 4_000 }, (_, index) => ((index * 7_919) % 9_973).toString(36))
    expect(await guess(0, `fe80::1%${zone.join('')}`)).toBe(401)
    expect(await guess(1, 'x'.repeat(10_000))).toBe(401)
    expect(await guess(2, '2001:db8:0:0:0:0:0:1')).toBe(401)
    expect(await guess(3, '2001:DB8::1')).toBe(401)
    expect(await guess(4, '2001:0db8::0001')).toBe(401)
    expect(await guess(5, ' 2001:db8::1 ')).toBe(429)
    const rows = await server.deps.db
      .selectFrom('throttles')
      .select('id')
      .where('id', 'like', '%address%')
      .execute()
    expect(rows).toEqual([{ id: `wrong/address/${server.appId}/2001:db8:0:0::/64` }])
    expect(await guess(6, '::ffff:203.0.113.9')).toBe(401)
    expect(await guess(7, '203.0.113.9')).toBe(401)
    const counted = await server.deps.db
      .selectFrom('throttles')
      .select('count')
      .where('id', '=', `wrong/address/${server.appId}/203.0.113.9`)
      .executeTakeFirst()
    expect(counted).toEqual({ count: 2 })
  })

  test('texts of any length that are kept are of bounded length', async () => {
    const server = await testServer()
    const id = await register(server)
    const long = 'x'.repeat(60_000)
    expect((await server.call(`GET /sms/${id}`, { locale: long })).status).toBe(200)
    expect((await server.call(`GET /verify/1234567/${id}`, { action: long })).status).toBe(400)
    expect((await server.call('GET /phones/verification/status', { uuid: long })).status).toBe(404)
    const { rows } = await sql<{
      last_request: string
    }>`SELECT last_request FROM sent_tokens`.execute(server.deps.db)
    expect(rows.map((row) => row.last_request.length)).toEqual([43])
  })
})

describe('a request that is refused halfway', () => {
  test('a user that is not valid is not half registered', async () => {
    const server = await testServer()
    const before = await rowsOf(server)
    await server.call('POST /users/new', { ...PERSON, 'user[email]': 'no' })
    await server.call('POST /users/new', { ...PERSON, 'user[cellphone]': '1' })
    await server.call('POST /users/new', { ...PERSON, send_install_link_via_sms: 'perhaps' })
    expect(await rowsOf(server)).toEqual(before)
  })

  test('a send past its limit leaves no token, no message and no job', async () => {
    const server = await testServer()
    await server.set('sendsPerPhone', '1')
    const id = await register(server)
    await sendSms(server, id)
    const before = await rowsOf(server)
    expect((await server.call(`GET /sms/${id}?action=other`)).text).toBe(TOO_MANY)
    expect(await rowsOf(server)).toEqual(before)
  })
})

describe('bytes that are no HTTP', () => {
  test('are answered in the contract’s shape', async () => {
    const server = await testServer()
    const port = await listen(server.app)
    const long = 'y'.repeat(100_000)
    const rows = [
      ['NONSENSE\r\n\r\n', 400, INVALID_REQUEST],
      ['GET / HTTP/1.1\r\nHost: a\r\nBad Header\r\n\r\n', 400, INVALID_REQUEST],
      ['GET /protected/xml/é HTTP/1.1\r\nHost: a\r\n\r\n', 400, INVALID_REQUEST_XML],
      [
        `GET /protected/json/app/details?x=${long} HTTP/1.1\r\nHost: a\r\n\r\n`,
        431,
        INVALID_REQUEST,
      ],
      [
        'POST /protected/json/users/new HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx',
        400,
        INVALID_REQUEST,
      ],
      [
        'POST /protected/json/users/new HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n',
        400,
        INVALID_REQUEST,
      ],
    ] as const
    for (const [bytes, status, body] of rows) {
      const answer = await sendRaw(port, bytes)
      expect([bytes.slice(0, 60), answer.status, answer.body]).toEqual([
        bytes.slice(0, 60),
        status,
        body,
      ])
    }
  })

  test('a query of nearly 64 KiB is read, a longer one refused in the asked format', async () => {
    const server = await testServer()
    const port = await listen(server.app)
    const ask = (length: number) =>
      sendRaw(
        port,
        `GET /protected/xml/app/details?x=${'y'.repeat(length)} HTTP/1.1\r\nHost: a\r\nX-Authy-API-Key: ${server.apiKey}\r\nConnection: close\r\n\r\n`,
      )
    expect((await ask(65_000)).status).toBe(200)
    const refused = await ask(66_000)
    expect([refused.status, refused.body]).toEqual([400, INVALID_REQUEST_XML])
  })

  test('a body past the limit is refused, in the asked format', async () => {
    const server = await testServer()
    const port = await listen(server.app)
    const oversized = await sendRaw(
      port,
      `POST /protected/xml/users/new HTTP/1.1\r\nHost: a\r\nX-Authy-API-Key: ${server.apiKey}\r\nContent-Length: 100000\r\nConnection: close\r\n\r\n${'x'.repeat(100_000)}`,
    )
    expect([oversized.status, oversized.body]).toEqual([400, INVALID_REQUEST_XML])
  })
})
