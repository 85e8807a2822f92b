import { describe, expect, test } from 'vitest'
import { type RawAnswer, sendRaw } from './raw-request.ts'
import { go, java, php, python, ruby, rust } from './recorded-clients.ts'
import { at, numberAt } from './read-answer.ts'
import { lastTokenOf, PERSON, runningServer, WRONG_TOKEN } from './running-server.ts'

// The libraries of other languages: their requests byte for byte as they were recorded, and of the
// answers what each of them needs (docs/wire, transport §1).

const UNKNOWN_ID = 999_999_999
const FORM = 'Content-Type: application/x-www-form-urlencoded'

/** Every error, whoever asks: texts where clients have typed texts, nothing that they split on. */
function expectError(answer: RawAnswer, status: number, code: string): void {
  expect([answer.status, at(answer.json, 'error_code')]).toEqual([status, code])
  expect(at(answer.json, 'success')).toBe(false)
  // authy-ssh splits an answer at `|`, authy-java reads its bytes as Latin-1.
  expect(at(answer.json, 'message')).toMatch(/^[ -{}~]+$/)
  const errors = at(answer.json, 'errors')
  expect(errors).toBeTypeOf('object')
  // go-authy decodes them into map[string]string.
  for (const value of Object.values(errors ?? {})) expect(value).toBeTypeOf('string')
}

/** JSONObject.getString throws on anything but a text, and the client then says "Invalid response from server". */
function expectJavaError(answer: RawAnswer, status: number, code: number): void {
  expect(answer.status).toBe(status)
  for (const name of ['message', 'error_code']) expect(at(answer.json, name)).toBeTypeOf('string')
  expect(Number(at(answer.json, 'error_code'))).toBe(code)
}

/** It decodes these two of every body, whatever the status, before anything else. */
function expectStatus(answer: RawAnswer): void {
  expect(at(answer.json, 'message')).toBeTypeOf('string')
  expect([true, false, 'true']).toContain(at(answer.json, 'success'))
}

/** Token.ok(): a search in the text, so that a space after a colon would be a no. */
function isOkInPython(answer: RawAnswer): boolean {
  return answer.status === 200 && answer.text.includes('"token":"is valid"')
}

describe('authy-python 2.2.6', () => {
  test('authy-python: users, with JSON that has spaces', async () => {
    const server = await runningServer()
    const send = python(server)
    const created = await send(
      'POST /protected/json/users/new',
      '{"user": {"email": "jdoe@example.com", "cellphone": "317-338-9302", "country_code": 1}, "send_install_link_via_sms": false}',
    )
    expect(created.status).toBe(200)
    const id = numberAt(created.json, 'user', 'id')
    expect(await server.outbox()).toEqual([])
    expect((await send(`GET /protected/json/users/${id}/status`)).status).toBe(200)
    expect((await send(`POST /protected/json/users/${id}/delete`, '{}')).text).toBe(
      '{"message":"User removed from application","success":true}',
    )
    expectError(await send(`GET /protected/json/users/${id}/status`), 404, '60026')
    const invalid = await send(
      'POST /protected/json/users/new',
      '{"user": {"email": "jdoe@example.com", "cellphone": "bad", "country_code": 1}, "send_install_link_via_sms": false}',
    )
    expectError(invalid, 400, '60027')
    expect(at(invalid.json, 'errors', 'cellphone')).toBe('is invalid')
  })

  test('authy-python: verify greps the raw body for a valid token', async () => {
    const server = await runningServer()
    const send = python(server)
    const id = await server.addUser()
    const sent = await send(`GET /protected/json/sms/${id}?force=True`)
    expect(sent.status).toBe(200)
    // Token.ignored() is true as soon as the key is there.
    expect(sent.text).not.toContain('ignored')
    const token = await lastTokenOf(server)
    expect(
      isOkInPython(await send(`GET /protected/json/verify/${WRONG_TOKEN}/${id}?force=True`)),
    ).toBe(false)
    expect(isOkInPython(await send(`GET /protected/json/verify/${token}/${id}?force=true`))).toBe(
      true,
    )
    expect(isOkInPython(await send(`GET /protected/json/verify/${token}/${id}?force=true`))).toBe(
      false,
    )
  })

  test('authy-python: an action, its words and a locale in the query', async () => {
    const server = await runningServer()
    const send = python(server)
    const id = await server.addUser()
    const query = 'force=True&locale=es&action=login&action_message=Log+in'
    expect((await send(`GET /protected/json/sms/${id}?${query}`)).status).toBe(200)
    expect((await send(`GET /protected/json/call/${id}?${query}`)).status).toBe(200)
    const [sms, call] = await server.outbox()
    expect([sms?.locale, call?.channel]).toEqual(['es', 'call'])
    expect(sms?.text).toContain('Log in')
    const path = `/protected/json/verify/${await lastTokenOf(server)}/${id}`
    expectError(await send(`GET ${path}?force=true&action=pay`), 401, '60020')
    expectError(await send(`GET ${path}?force=true`), 401, '60020')
    expect((await send(`GET ${path}?force=true&action=login`)).status).toBe(200)
  })

  test('authy-python: phones and app', async () => {
    const server = await runningServer()
    const send = python(server)
    const started = await send(
      'POST /protected/json/phones/verification/start',
      '{"phone_number": "317-338-9302", "country_code": 1, "via": "sms", "code_length": 4}',
    )
    expect(started.status).toBe(200)
    const check =
      '/protected/json/phones/verification/check?phone_number=317-338-9302&country_code=1'
    expectError(await send(`GET ${check}&verification_code=00000`), 401, '60022')
    const right = await send(`GET ${check}&verification_code=${await lastTokenOf(server)}`)
    expect(right.text).toBe('{"message":"Verification code is correct.","success":true}')
    for (const path of [
      'phones/info?phone_number=317-338-9302&country_code=1',
      'app/details',
      'app/stats',
    ])
      expect((await send(`GET /protected/json/${path}`)).status).toBe(200)
  })
})

describe('authy-ruby 3.0.1', () => {
  test('authy-ruby: a bare question mark after each GET, a form of no length after each POST', async () => {
    const server = await runningServer()
    const send = ruby(server)
    const created = await send(
      'POST /protected/json/users/new',
      'user[email]=jdoe%40example.com&user[cellphone]=317-338-9302&user[country_code]=1&send_install_link_via_sms=true',
    )
    const id = numberAt(created.json, 'user', 'id')
    expect((await server.outbox())[0]?.kind).toBe('install-link')
    expect((await send(`GET /protected/json/users/${id}/status?`)).status).toBe(200)
    const sms = await send(
      `GET /protected/json/sms/${id}?force=true&action=login&action_message=Log+in+code`,
    )
    expect(sms.text).toBe(
      '{"success":true,"message":"SMS token was sent","cellphone":"+1-XXX-XXX-XX02"}',
    )
    const token = await lastTokenOf(server)
    const verified = await send(`GET /protected/json/verify/${token}/${id}?force=true&action=login`)
    expect([verified.status, at(verified.json, 'token')]).toEqual([200, 'is valid'])
    const email = await send(`POST /protected/json/email/${id}`, '')
    expect(email.text).toMatch(
      /^\{"success":true,"message":"Email token was sent","email":"jdoe@example\.com","email_id":"EM[0-9a-f]{32}"\}$/,
    )
    expect((await send(`POST /protected/json/users/delete/${id}`, '')).status).toBe(200)
    expectError(await send('GET /protected/json/users/tony/status?'), 404, '60026')
    expectError(await send(`POST /protected/json/email/${id}`, ''), 404, '60026')
  })

  test('authy-ruby: update_user and the QR secret', async () => {
    const server = await runningServer()
    const send = ruby(server)
    const id = await server.addUser()
    const updated = await send(`POST /protected/json/users/${id}/update`, 'email=new%40example.com')
    expect(updated.text).toBe('{"message":"User was updated successfully","success":true}')
    const secret = await send(`POST /protected/json/users/${id}/secret`, 'qr_size=300&label=')
    expect(secret.json).toMatchObject({ label: 'Acme', issuer: 'Acme', success: true })
    // authy-devise shows it as an image, from an absolute address.
    const image = new URL(String(at(secret.json, 'qr_code')))
    const png = await fetch(`${server.url}${image.pathname}`)
    expect([png.status, png.headers.get('content-type')]).toEqual([200, 'image/png'])
    expectError(await send(`POST /protected/json/users/${UNKNOWN_ID}/secret`, ''), 404, '60026')
    expectError(
      await send(`POST /protected/json/users/${UNKNOWN_ID}/update`, 'email=a%40b.com'),
      404,
      '60026',
    )
  })

  test('authy-ruby: a base URL with a slash at its end doubles the slash', async () => {
    const server = await runningServer()
    const id = await server.addUser()
    expect((await ruby(server)(`GET //protected/json/users/${id}/status?`)).status).toBe(200)
  })
})

describe('authy-php 3.0.4', () => {
  test('authy-php: a POST has everything in its query and no body', async () => {
    const server = await runningServer()
    const send = php(server)
    const created = await send(
      'POST /protected/json/users/new?user%5Bemail%5D=jdoe%40example.com&user%5Bcellphone%5D=317-338-9302&user%5Bcountry_code%5D=1&user%5Bsend_install_link_via_sms%5D=1',
    )
    expect(created.status).toBe(200)
    const id = numberAt(created.json, 'user', 'id')
    expect(await server.outbox()).toMatchObject([{ kind: 'install-link' }])
    const query = 'force=true&action=log%20in&action_message=Log%20in'
    expect((await send(`GET /protected/json/sms/${id}?${query}`)).status).toBe(200)
    expect((await send(`GET /protected/json/call/${id}?force=1`)).status).toBe(200)
    // Passing force at all makes the client leave it out here.
    const verified = await send(`GET /protected/json/verify/${await lastTokenOf(server)}/${id}`)
    expect([verified.status, at(verified.json, 'token')]).toEqual([200, 'is valid'])
    expect((await send(`GET /protected/json/users/${id}/status`)).status).toBe(200)
    expect((await send(`POST /protected/json/users/${id}/remove`)).status).toBe(200)
    expectError(await send(`POST /protected/json/users/${id}/remove`), 404, '60026')
    expectError(
      await send(`GET /protected/json/verify/${WRONG_TOKEN}/${id}?force=true`),
      401,
      '60016',
    )
  })

  test('authy-php: phones, with everything in the query', async () => {
    const server = await runningServer()
    const send = php(server)
    const phone = 'phone_number=317-338-9302&country_code=1'
    const started = await send(
      `POST /protected/json/phones/verification/start?${phone}&via=sms&code_length=4&locale=es`,
    )
    expect([started.status, (await server.outbox())[0]?.locale]).toEqual([200, 'es'])
    const check = `/protected/json/phones/verification/check?${phone}`
    expectError(await send(`GET ${check}&verification_code=00000`), 401, '60022')
    const right = await send(`GET ${check}&verification_code=${await lastTokenOf(server)}`)
    expect(right.status).toBe(200)
    expect((await send(`GET /protected/json/phones/info?${phone}`)).status).toBe(200)
  })
})

describe('authy-java 1.5.1', () => {
  test('authy-java: users, with texts for numbers and a delete without body or length', async () => {
    const server = await runningServer()
    const send = java(server)
    const created = await send(
      'POST /protected/json/users/new',
      '{"user":{"country_code":"1","cellphone":"317-338-9302","email":"jdoe@example.com"}}',
    )
    expect(created.status).toBe(200)
    const id = numberAt(created.json, 'user', 'id')
    expect(Number.isInteger(id) && id <= 2_147_483_647).toBe(true)
    const status = await send(`GET /protected/json/users/${id}/status`)
    expect(at(status.json, 'status')).toMatchObject({
      authy_id: id,
      confirmed: false,
      registered: false,
      country_code: 1,
      phone_number: 'XXX-XXX-9302',
      devices: [],
    })
    expect((await send(`POST /protected/json/users/delete/${id}`)).status).toBe(200)
    expectJavaError(await send(`POST /protected/json/users/delete/${id}`), 404, 60_026)
  })

  test('authy-java: every refusal has a text as error_code and a message', async () => {
    const server = await runningServer()
    const send = java(server)
    const id = await server.addUser()
    const token = await server.sendToken(id)
    const verify = (digits: string, user = id) =>
      send(`GET /protected/json/verify/${digits}/${user}?force=true`)
    const valid = await verify(token)
    expect([valid.status, at(valid.json, 'message')]).toEqual([200, 'Token is valid.'])
    expectJavaError(await verify(token), 401, 60_019)
    expectJavaError(await verify(WRONG_TOKEN, UNKNOWN_ID), 401, 60_016)
    expectJavaError(await verify('1234'), 400, 60_020)
    for (let wrong = 1; wrong <= 5; wrong++) expectJavaError(await verify(WRONG_TOKEN), 401, 60_020)
    expectJavaError(await verify(WRONG_TOKEN), 429, 60_003)
    server.clock.advance(3_600_001)
    await server.suspend(id)
    expectJavaError(await verify(WRONG_TOKEN), 503, 60_017)
    const broken = await send('POST /protected/json/users/new', '{"user":')
    expectJavaError(broken, 400, 60_002)
    expectJavaError(await send('GET /protected/json/nowhere?'), 404, 60_000)
  })

  test('authy-java: phones, all values as texts', async () => {
    const server = await runningServer()
    const send = java(server)
    const started = await send(
      'POST /protected/json/phones/verification/start',
      '{"phone_number":"3173389302","country_code":"1","via":"sms","code_length":"6","locale":"en"}',
    )
    expect([started.status, at(started.json, 'is_ported')]).toEqual([200, false])
    const code = await lastTokenOf(server)
    expect(code).toMatch(/^\d{6}$/)
    const query = `phone_number=3173389302&country_code=1&verification_code=${code}`
    expect((await send(`GET /protected/json/phones/verification/check?${query}`)).status).toBe(200)
    const again = await send(`GET /protected/json/phones/verification/check?${query}`)
    expectJavaError(again, 404, 60_023)
    const info = await send(
      'GET /protected/json/phones/info?phone_number=3173389302&country_code=1',
    )
    expect(info.status).toBe(200)
  })
})

describe('go-authy', () => {
  test('go-authy: two slashes, sorted keys, and the key among the parameters', async () => {
    const server = await runningServer()
    const send = go(server)
    const key = `api_key=${server.apiKey}`
    const form = (phone: string) =>
      `${key}&user%5Bcellphone%5D=${phone}&user%5Bcountry_code%5D=1&user%5Bemail%5D=jdoe%40example.com`
    const created = await send('POST //protected/json/users/new', form('317-338-9302'))
    expect(created.status).toBe(200)
    const id = numberAt(created.json, 'user', 'id')
    expect((await send(`GET //protected/json/users/${id}/status?${key}`)).status).toBe(200)
    expect((await send(`GET //protected/json/sms/${id}?${key}&force=true`)).status).toBe(200)
    const token = await lastTokenOf(server)
    expect((await send(`GET //protected/json/call/${id}?${key}`)).status).toBe(200)
    const valid = await send(`GET //protected/json/verify/${token}/${id}?${key}&force=true`)
    expect([valid.status, at(valid.json, 'token')]).toEqual([200, 'is valid'])
    const invalid = await send('POST //protected/json/users/new', form('12'))
    expectError(invalid, 400, '60027')
    expectError(await send('GET //protected/json/sms/1?api_key=wrong'), 401, '60001')
    expectError(
      await send(`GET //protected/json/verify/${WRONG_TOKEN}/${UNKNOWN_ID}?${key}`),
      401,
      '60016',
    )
  })

  test('go-authy: phones, as forms', async () => {
    const server = await runningServer()
    const send = go(server)
    const key = `api_key=${server.apiKey}`
    const started = await send(
      'POST //protected/json/phones/verification/start',
      `${key}&country_code=1&locale=en&phone_number=3173389302&via=sms`,
    )
    expect(started.json).toMatchObject({ uuid: expect.any(String), carrier: expect.any(String) })
    const code = await lastTokenOf(server)
    const query = `${key}&country_code=1&phone_number=3173389302&verification_code=${code}`
    expect((await send(`GET //protected/json/phones/verification/check?${query}`)).status).toBe(200)
  })

  test('go-authy: a send that is repeated after a time-out goes out once', async () => {
    const server = await runningServer()
    const send = go(server)
    const id = await server.addUser()
    const line = `GET //protected/json/sms/${id}?api_key=${server.apiKey}&force=true`
    const answers = await Promise.all(Array.from({ length: 5 }, () => send(line)))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
    expect(await server.outbox()).toHaveLength(1)
  })
})

describe('authy-rs 0.9.8', () => {
  test('authy-rs: every body has success and message, and the types that it decodes', async () => {
    const server = await runningServer()
    const send = rust(server)
    const created = await send(
      'POST /protected/json/users/new',
      'user%5Bemail%5D=jdoe%40example.com&user%5Bcellphone%5D=317-338-9302&user%5Bcountry_code%5D=1',
    )
    const id = numberAt(created.json, 'user', 'id')
    const status = await send(`GET /protected/json/users/${id}/status`)
    expect(at(status.json, 'status')).toMatchObject({
      account_disabled: false,
      has_hard_token: false,
      country_code: 1,
    })
    const sms = await send(`GET /protected/json/sms/${id}?force=true`)
    const started = await send(
      'POST /protected/json/phones/verification/start',
      'via=sms&country_code=1&phone_number=317-338-9303',
    )
    expect(started.json).toMatchObject({ is_ported: false, is_cellphone: true })
    expect(at(started.json, 'carrier')).toBeTypeOf('string')
    expect(numberAt(started.json, 'seconds_to_expire')).toBeLessThanOrEqual(65_535)
    const activity = await send(
      `POST /protected/json/users/${id}/register_activity`,
      'type=banned&user_ip=203.0.113.7&data%5Breason%5D=a+b',
    )
    const token = (await server.outbox(PERSON.e164)).at(-1)?.token
    const verified = await send(`GET /protected/json/verify/${token}/${id}`)
    const accepted = [created, status, sms, started, activity, verified]
    for (const answer of [
      ...accepted,
      await send('GET /protected/json/app/details'),
      await send('GET /protected/json/app/stats'),
      await send('GET /protected/json/phones/info?country_code=1&phone_number=3173389302'),
      await send(`POST /protected/json/users/${id}/delete`),
    ]) {
      expect(answer.status).toBe(200)
      expectStatus(answer)
    }
    for (const answer of [
      await send(`POST /protected/json/users/${id}/delete`),
      await send(`POST /protected/json/users/${id}/register_activity`, 'type=other'),
      await send('GET /protected/json/phones/info?country_code=1'),
    ]) {
      expect([400, 404]).toContain(answer.status)
      expectStatus(answer)
    }
  })

  test('authy-rs: an activity of another kind lists the kinds that there are', async () => {
    const server = await runningServer()
    const id = await server.addUser()
    const answer = await rust(server)(
      `POST /protected/json/users/${id}/register_activity`,
      'type=other',
    )
    expectError(answer, 400, '60029')
    expect(at(answer.json, 'message')).toBe(
      'You can only create the following activities: password_reset, banned, unbanned, cookie_login.',
    )
  })
})

describe('co-authy', () => {
  test('co-authy: the key in the query, shortcode and ip accepted', async () => {
    const server = await runningServer()
    const id = await server.addUser()
    const key = `api_key=${server.apiKey}`
    const head = 'Connection: keep-alive'
    const sms = await sendRaw(
      server.url,
      `GET /protected/json/sms/${id}?${key}&force=true&shortcode=true`,
      head,
    )
    expect(sms.status).toBe(200)
    const activity = await sendRaw(
      server.url,
      `POST /protected/json/users/${id}/register_activity?${key}`,
      `${head}\n${FORM}`,
      'ip=127.0.0.1&type=banned&data%5Breason%5D=foo',
    )
    expect(activity.text).toBe('{"message":"Activity was created.","success":true}')
  })
})
