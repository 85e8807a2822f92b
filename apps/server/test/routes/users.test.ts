import { describe, expect, test } from 'vitest'
import { type TestServer, testServer } from '../test-server.ts'
import { invalidParameter, refusedWith, USER_NOT_FOUND } from './answers.ts'
import { newestToken, PERSON, PHONE, refusal, register, sendSms, wrongTokens } from './person.ts'

/** A registration by a body of any kind. */
async function create(server: TestServer, contentType: string, payload: string, query = '') {
  const response = await server.app.inject({
    method: 'POST',
    url: `/protected/json/users/new${query}`,
    headers: { 'x-authy-api-key': server.apiKey, 'content-type': contentType },
    payload,
  })
  return response.json()
}

describe('users/new', () => {
  test('answers with the id and nothing else that has digits', async () => {
    const server = await testServer()
    const created = await server.call('POST /users/new', PERSON)
    const { id } = created.body.user
    expect(created.status).toBe(200)
    expect(created.text).toBe(
      `{"message":"User created successfully.","user":{"id":${id}},"success":true}`,
    )
    expect(created.headers['content-type']).toBe('application/json; charset=utf-8')
    expect(created.text.replace(String(id), '')).not.toMatch(/\d|cellphone|email|country/)
  })

  test('the same phone is the same id, however it is written, whatever the e-mail, in every app', async () => {
    const server = await testServer()
    const other = await server.newApp('Other')
    const id = await register(server)
    const ids = [
      await register(server, { 'user[cellphone]': '3173389302' }),
      await register(server, { 'user[cellphone]': '(317) 338.9302' }),
      await register(server, { 'user[cellphone]': '+1 317 338 9302' }),
      await register(server, { 'user[country_code]': '+1' }),
      await register(server, { 'user[email]': 'other@example.com' }),
      await register(server, {}, { apiKey: other.apiKey }),
      (
        await create(
          server,
          'application/json',
          '{"user":{"cellphone":"317-338-9302","country_code":1,"email":"a@b.com"}}',
        )
      ).user.id,
      (
        await create(
          server,
          'application/json',
          '{"user":{"cellphone":3173389302,"country_code":"1","email":"a@b.com"}}',
        )
      ).user.id,
      (
        await create(
          server,
          'application/xml',
          '<user><cellphone>317-338-9302</cellphone><country-code>1</country-code><email>a@b.com</email></user>',
        )
      ).user.id,
      (
        await create(
          server,
          'application/json',
          '',
          '?user[email]=a%40b.com&user%5Bcellphone%5D=317-338-9302&user[country_code]=1&user[send_install_link_via_sms]=1',
        )
      ).user.id,
    ]
    expect(new Set(ids)).toEqual(new Set([id]))
    expect((await server.call(`GET /users/${id}/status`)).body.status.email).toBe(
      'jdoe@example.com',
    )
  })

  test('twelve at once for one phone are one user', async () => {
    const server = await testServer()
    const ids = await Promise.all(Array.from({ length: 12 }, () => register(server)))
    expect(new Set(ids).size).toBe(1)
    expect((await server.call('GET /app/stats')).body).toMatchObject({
      total_users: 1,
      stats: [{ users_count: 1 }],
    })
  })

  test('ids tell nothing of how many there are or which came before', async () => {
    const server = await testServer()
    const ids: number[] = []
    for (let number = 0; number < 8; number++)
      ids.push(await register(server, { 'user[cellphone]': `317338930${number}` }))
    const steps = ids.slice(1).map((id, index) => id - (ids[index] ?? 0))
    expect(new Set(steps.map(Math.sign)).size).toBe(2)
    expect(Math.min(...steps.map(Math.abs))).toBeGreaterThan(100)
    expect(Math.min(...ids)).toBeGreaterThanOrEqual(10_000_000)
    expect(Math.max(...ids)).toBeLessThanOrEqual(2_147_483_647)
  })

  const blank = "is invalid and can't be blank"
  const WRONG = [
    ['a number that is none', { 'user[cellphone]': '123' }, { cellphone: 'is invalid' }],
    ['no number', { 'user[cellphone]': '' }, { cellphone: blank }],
    ['an e-mail that is none', { 'user[email]': 'jdoe' }, { email: 'is invalid' }],
    ['no e-mail', { 'user[email]': ' ' }, { email: blank }],
    ['country code 0', { 'user[country_code]': '0' }, { country_code: 'is invalid' }],
    ['an empty country code', { 'user[country_code]': '' }, { country_code: blank }],
    ['a country code of letters', { 'user[country_code]': 'US' }, { country_code: 'is invalid' }],
    [
      'two at once',
      { 'user[email]': 'jdoe', 'user[cellphone]': '1' },
      { email: 'is invalid', cellphone: 'is invalid' },
    ],
  ] as const

  test('names what is wrong, and registers nobody', async () => {
    const server = await testServer()
    const message = 'User was not valid'
    for (const [name, change, fields] of WRONG) {
      const answer = await server.call('POST /users/new', { ...PERSON, ...change })
      const body = {
        message,
        success: false,
        errors: { ...fields, message },
        ...fields,
        error_code: '60027',
      }
      expect([name, answer.status, answer.text]).toEqual([name, 400, JSON.stringify(body)])
    }
    expect((await server.call('GET /app/stats')).body.total_users).toBe(0)
  })

  test('without any parameter names e-mail and number', async () => {
    const server = await testServer()
    const answer = await server.call('POST /users/new')
    expect(answer.body.errors).toEqual({
      email: blank,
      cellphone: blank,
      message: 'User was not valid',
    })
  })

  test.each([
    ['a list', 'user[email][]', 'user.email', 'Array is not a valid String'],
    ['a hash', 'user[cellphone][x]', 'user.cellphone', 'Hash is not a valid String'],
    [
      'no boolean',
      'send_install_link_via_sms',
      'send_install_link_via_sms',
      "'jdoe' is not a valid Boolean",
    ],
  ])('refuses a parameter of the wrong kind: %s', async (_kind, key, name, reason) => {
    const server = await testServer()
    const { [name.replace('.email', '[email]').replace('.cellphone', '[cellphone]')]: _, ...rest } =
      { ...PERSON } as Record<string, string>
    const answer = await server.call('POST /users/new', { ...rest, [key]: 'jdoe' })
    expect(answer.status).toBe(400)
    expect(answer.text).toBe(invalidParameter(name, reason))
  })
})

async function linksTo(server: TestServer): Promise<number> {
  const messages = await server.outbox(PHONE)
  return messages.filter((message) => message.kind === 'install-link').length
}

describe('the install link', () => {
  test('goes out once, when nothing is said', async () => {
    const server = await testServer()
    const { send_install_link_via_sms: _, ...unsaid } = PERSON
    await server.call('POST /users/new', unsaid)
    await server.call('POST /users/new', unsaid)
    const [message] = await server.outbox(PHONE)
    expect(message).toMatchObject({ kind: 'install-link', channel: 'sms', token: undefined })
    expect(message?.text).toBe('Install the authenticator app for Acme: https://2fa.example.test')
    expect(await linksTo(server)).toBe(1)
  })

  test.each([
    ['at the top, false', { send_install_link_via_sms: 'False' }, 0],
    ['at the top, true', { send_install_link_via_sms: 'True' }, 1],
    [
      'inside user, false',
      { send_install_link_via_sms: '', 'user[send_install_link_via_sms]': '0' },
      0,
    ],
    [
      'inside user, true',
      { send_install_link_via_sms: '', 'user[send_install_link_via_sms]': '1' },
      1,
    ],
  ])('as asked: %s', async (_name, change, count) => {
    const server = await testServer()
    await register(server, change)
    expect(await linksTo(server)).toBe(count)
  })

  test('is off by the app setting, unless asked for', async () => {
    const server = await testServer()
    await server.set('installLinkByDefault', 'false')
    await register(server, { send_install_link_via_sms: '' })
    expect(await linksTo(server)).toBe(0)
    await register(server, { 'user[cellphone]': '3173389303', send_install_link_via_sms: 'true' })
    expect(await server.outbox()).toHaveLength(1)
  })

  test('counts against the sends of its phone, and past them the registration stands', async () => {
    const server = await testServer()
    await server.set('sendsPerPhone', '1')
    const id = await register(server, { send_install_link_via_sms: 'true' })
    await server.call(`POST /users/${id}/delete`)
    expect(await register(server, { send_install_link_via_sms: 'true' })).toBe(id)
    expect(await linksTo(server)).toBe(1)
    expect((await server.call(`GET /sms/${id}`)).status).toBe(429)
  })

  test.each([
    ['of the address', 'sendsPerAddress', { user_ip: '203.0.113.9' }],
    ['of the app', 'sendsPerAppPerMinute', {}],
  ])('counts against the sends %s too', async (_name, setting, more) => {
    const server = await testServer()
    await server.set(setting, '1')
    for (const cellphone of ['3173389302', '3173389303', '3173389304']) {
      const asked = { ...more, send_install_link_via_sms: 'true' }
      await register(server, { 'user[cellphone]': cellphone, ...asked })
    }
    expect(await server.outbox()).toHaveLength(1)
  })

  test('is not sent to a landline, which could not read it', async () => {
    const server = await testServer()
    const landline = { 'user[cellphone]': '30 901820', 'user[country_code]': '49' }
    await register(server, { ...landline, send_install_link_via_sms: 'true' })
    expect(await server.outbox()).toEqual([])
  })

  test('is left out without SMS', async () => {
    const server = await testServer()
    await server.set('smsEnabled', 'false')
    await register(server, { send_install_link_via_sms: 'true' })
    expect(await server.outbox()).toEqual([])
  })
})

describe('users/{id}/status', () => {
  test('before and after the first token', async () => {
    const server = await testServer()
    const id = await register(server)
    const body = (confirmed: boolean) =>
      `{"status":{"authy_id":${id},"confirmed":${confirmed},"registered":false,"country_code":1,` +
      '"phone_number":"XXX-XXX-9302","email":"jdoe@example.com","devices":[],"has_hard_token":false,' +
      '"account_disabled":false,"detailed_devices":[],"deleted_devices":[]},"message":"User status.","success":true}'
    const before = await server.call(`GET /users/${id}/status`)
    expect([before.status, before.text]).toEqual([200, body(false)])
    const token = await sendSms(server, id)
    await server.call(`GET /verify/${token}/${id}`)
    expect((await server.call(`GET /users/${id}/status`)).text).toBe(body(true))
  })

  test('by any client: a bare ?, a JSON body on GET, two slashes', async () => {
    const server = await testServer()
    const id = await register(server)
    const headers = { 'x-authy-api-key': server.apiKey }
    const bare = await server.app.inject({ url: `/protected/json/users/${id}/status?`, headers })
    const json = await server.app.inject({
      method: 'GET',
      url: `/protected/json/users/${id}/status`,
      headers: { ...headers, 'content-type': 'application/json' },
      payload: '{"user_ip":"203.0.113.1"}',
    })
    const slashes = await server.app.inject({ url: `//protected/json/users/${id}/status`, headers })
    expect([bare.statusCode, json.statusCode, slashes.statusCode]).toEqual([200, 200, 200])
  })
})

describe('an unknown user', () => {
  const ROUTES = [
    'GET /users/ID/status',
    'POST /users/ID/delete',
    'POST /users/delete/ID',
    'POST /users/ID/remove',
    'POST /users/ID/update?email=a@b.com',
    'POST /users/ID/register_activity?type=banned',
    'POST /users/ID/secret',
    'GET /users/ID/phone_number',
    'GET /sms/ID',
    'GET /call/ID',
    'POST /email/ID',
  ]
  test('is not found, and neither is an id that is none', async () => {
    const server = await testServer()
    const ids = ['10000000', '0', '-1', '2147483648', '99999999999', 'tony', '1.5', '1e7', '%31x']
    for (const id of ids) {
      for (const route of ROUTES) {
        const answer = await server.call(route.replace('ID', id))
        expect([route, answer.status, answer.text]).toEqual([route, 404, USER_NOT_FOUND])
      }
    }
  })

  test("another app's user is unknown here", async () => {
    const server = await testServer()
    const other = await server.newApp('Other')
    const id = await register(server, {}, { apiKey: other.apiKey })
    for (const route of ROUTES) {
      const answer = await server.call(route.replace('ID', String(id)))
      expect([route, answer.text]).toEqual([route, USER_NOT_FOUND])
    }
    expect(await server.outbox()).toEqual([])
    expect(
      (await server.call(`GET /users/${id}/status`, undefined, { apiKey: other.apiKey })).status,
    ).toBe(200)
  })
})

describe('removal', () => {
  test.each(['/users/ID/delete', '/users/delete/ID', '/users/ID/remove'])(
    'by POST %s, at once',
    async (path) => {
      const server = await testServer()
      const id = await register(server)
      const token = await sendSms(server, id)
      const removed = await server.call(`POST ${path.replace('ID', String(id))}`)
      expect([removed.status, removed.text]).toEqual([
        200,
        '{"message":"User removed from application","success":true}',
      ])
      expect((await server.call(`GET /users/${id}/status`)).text).toBe(USER_NOT_FOUND)
      expect(refusal(await server.call(`GET /verify/${token}/${id}`))).toEqual([401, '60016'])
      expect((await server.call(`POST ${path.replace('ID', String(id))}`)).text).toBe(
        USER_NOT_FOUND,
      )
      expect((await server.call('GET /app/stats')).body.total_users).toBe(0)
    },
  )

  test('is of this app only', async () => {
    const server = await testServer()
    const other = await server.newApp('Other')
    const id = await register(server)
    await register(server, {}, { apiKey: other.apiKey })
    await server.call(`POST /users/${id}/delete`)
    const there = await server.call(`GET /users/${id}/status`, undefined, { apiKey: other.apiKey })
    expect(there.status).toBe(200)
  })

  test('who comes back has the same id, is unconfirmed, and finds no token, e-mail or secret of before', async () => {
    const server = await testServer()
    const id = await register(server)
    await server.call(`GET /verify/${await sendSms(server, id)}/${id}`)
    const living = await sendSms(server, id)
    await server.call(`POST /users/${id}/secret`)
    await server.call(`POST /users/${id}/delete`)
    expect(await register(server, { 'user[email]': 'new@example.com' })).toBe(id)
    const { status } = (await server.call(`GET /users/${id}/status`)).body
    expect([status.confirmed, status.email]).toEqual([false, 'new@example.com'])
    expect(refusal(await server.call(`GET /verify/${living}/${id}`))).toEqual([401, '60020'])
    for (const table of ['authenticators', 'sent_tokens', 'qr_codes'] as const)
      expect(await server.deps.db.selectFrom(table).selectAll().execute()).toEqual([])
  })

  test('gives no new guesses: wrong tokens are remembered', async () => {
    const server = await testServer()
    const id = await register(server)
    const token = await sendSms(server, id)
    for (const wrong of wrongTokens(token, 5)) await server.call(`GET /verify/${wrong}/${id}`)
    await server.call(`POST /users/${id}/delete`)
    await register(server)
    expect((await server.call(`GET /verify/7654321/${id}`)).status).toBe(429)
  })
})

describe('users/{id}/update', () => {
  test.each([
    ['at the top', { email: 'New@Example.com' }],
    ['inside user', { 'user[email]': 'New@Example.com' }],
  ])('replaces the e-mail, %s', async (_name, form) => {
    const server = await testServer()
    const id = await register(server)
    const updated = await server.call(`POST /users/${id}/update`, form)
    expect([updated.status, updated.text]).toEqual([
      200,
      '{"message":"User was updated successfully","success":true}',
    ])
    expect((await server.call(`GET /users/${id}/status`)).body.status.email).toBe('New@Example.com')
    await server.call(`POST /email/${id}`)
    expect(await newestToken(server, 'new@example.com')).toMatch(/^\d{7}$/)
  })

  test('refuses what is no address', async () => {
    const server = await testServer()
    const id = await register(server)
    for (const email of ['', 'jdoe', 'a@b.com,c@d.com']) {
      const answer = await server.call(`POST /users/${id}/update`, { email })
      expect([answer.status, answer.text]).toEqual([
        400,
        '{"message":"User was not valid","success":false,"errors":{"email":"is invalid","message":"User was not valid"},"email":"is invalid","error_code":"60027"}',
      ])
    }
    expect((await server.call(`GET /users/${id}/status`)).body.status.email).toBe(
      'jdoe@example.com',
    )
  })

  test('twelve at once leave one e-mail', async () => {
    const server = await testServer()
    const id = await register(server)
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        server.call(`POST /users/${id}/update`, { email: `jdoe${index % 2}@example.com` }),
      ),
    )
    expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => 200))
    expect(await server.deps.db.selectFrom('app_user_emails').selectAll().execute()).toHaveLength(1)
  })
})

describe('users/{id}/register_activity', () => {
  test('keeps the four that there are, with their data sealed', async () => {
    const server = await testServer()
    const id = await register(server)
    const types = ['password_reset', 'banned', 'unbanned', 'cookie_login']
    for (const type of types) {
      const created = await server.call(`POST /users/${id}/register_activity`, {
        type,
        'data[reason]': 'lost phone',
        user_ip: '203.0.113.9',
      })
      expect([created.status, created.text]).toEqual([
        200,
        '{"message":"Activity was created.","success":true}',
      ])
    }
    const rows = await server.deps.db.selectFrom('activities').selectAll().orderBy('id').execute()
    expect(rows).toMatchObject(
      types.map((kind) => ({ kind, authy_id: id, user_ip: '203.0.113.9' })),
    )
    expect(JSON.stringify(rows)).not.toContain('lost phone')
  })

  test('refuses any other', async () => {
    const server = await testServer()
    const id = await register(server)
    const text = refusedWith(
      '60029',
      'You can only create the following activities: password_reset, banned, unbanned, cookie_login.',
    )
    for (const form of [{ type: 'login' }, { type: '' }, { type: 'Banned' }, {}]) {
      const answer = await server.call(`POST /users/${id}/register_activity`, form)
      expect([answer.status, answer.text]).toEqual([400, text])
    }
  })

  test('refuses data of any length', async () => {
    const server = await testServer()
    const id = await register(server)
    const answer = await server.call(`POST /users/${id}/register_activity`, {
      type: 'banned',
      'data[x]': 'y'.repeat(17_000),
    })
    expect(answer.text).toBe(invalidParameter('data', 'is too long'))
  })
})

test('users/{id}/phone_number', async () => {
  const server = await testServer()
  const id = await register(server)
  const answer = await server.call(`GET /users/${id}/phone_number`)
  expect([answer.status, answer.text]).toEqual([
    200,
    '{"phone_number":"3173389302","country_code":"1","e164":"+13173389302","success":true}',
  ])
})
