import { describe, expect, test } from 'vitest'
import { testServer, type TestServer } from '../test-server.ts'
import { register, sendSms } from './person.ts'
import { registerDevice, respond, softToken } from './test-device.ts'

const ONETOUCH = { family: 'onetouch' } as const

const QUESTION = {
  message: 'Login requested',
  'details[Location]': 'San Francisco',
  'details[2 Amount]': '$5',
  'details[1]': 'one',
  'hidden_details[ip]': '10.0.0.3',
}

async function ask(server: TestServer, id: number, change: Readonly<Record<string, string>> = {}) {
  return await server.call(
    `POST /users/${id}/approval_requests`,
    { ...QUESTION, ...change },
    ONETOUCH,
  )
}

async function read(server: TestServer, uuid: string, query = '') {
  return await server.call(`GET /approval_requests/${uuid}${query}`, undefined, ONETOUCH)
}

async function start() {
  const server = await testServer()
  const id = await register(server)
  const device = await registerDevice(server)
  return { server, id, device }
}

test('a person is asked, approves, and the app reads it with all thirteen fields', async () => {
  const { server, id, device } = await start()
  const created = await ask(server, id)
  expect(created.status).toBe(200)
  const { uuid } = created.body.approval_request
  expect(created.text).toBe(
    `{"approval_request":{"uuid":"${uuid}"},"message":"Approval request was created.","success":true}`,
  )
  const pending = await read(server, uuid)
  expect(pending.body.approval_request).toEqual({
    _app_name: 'Acme',
    _app_serial_id: server.appId,
    _authy_id: id,
    _id: uuid.replaceAll('-', '').slice(0, 24),
    _user_email: 'jdoe@example.com',
    app_id: '000000000000000000000001',
    created_at: '2023-11-14T22:13:20Z',
    notified: false,
    processed_at: null,
    seconds_to_expire: 86_400,
    status: 'pending',
    updated_at: '2023-11-14T22:13:20Z',
    user_id: id.toString(16).padStart(24, '0'),
    uuid,
  })
  server.clock.advance(5_000)
  const answered = await respond(server, device, uuid, 'approved')
  expect(answered.status).toBe(200)
  expect(answered.body.approval.status).toBe('approved')
  const approved = (await read(server, uuid)).body.approval_request
  expect(approved).toMatchObject({
    status: 'approved',
    notified: true,
    processed_at: '2023-11-14T22:13:25Z',
    hidden_details: { ip: '10.0.0.3' },
    not_me: false,
    device: { id: device.id(), os_type: 'android', registration_method: 'sms' },
  })
  expect(approved.signed_answer.public_key).toEqual(device.jwk)
})

test('details keep their order, also names of digits', async () => {
  const { server, id, device } = await start()
  const { uuid } = (await ask(server, id)).body.approval_request
  const shown = await device.call(`GET /approvals/${uuid}`)
  expect(shown.body.approval.details).toEqual([
    ['Location', 'San Francisco'],
    ['2 Amount', '$5'],
    ['1', 'one'],
  ])
})

describe('reading with wait', () => {
  test('answers as soon as the request is decided', async () => {
    const { server, id, device } = await start()
    const { uuid } = (await ask(server, id)).body.approval_request
    const waiting = read(server, uuid, '?wait=30')
    await respond(server, device, uuid, 'denied')
    expect((await waiting).body.approval_request.status).toBe('denied')
  })

  test('answers pending when the time is over, and at once when it expires', async () => {
    const { server, id } = await start()
    const { uuid } = (await ask(server, id, { seconds_to_expire: '20' })).body.approval_request
    const first = read(server, uuid, '?wait=10')
    await untilWaiting(server)
    server.clock.advance(10_000)
    expect((await first).body.approval_request.status).toBe('pending')
    const second = read(server, uuid, '?wait=50')
    await untilWaiting(server)
    server.clock.advance(10_000)
    expect((await second).body.approval_request.status).toBe('expired')
  })

  test('hears of an answer that came in on another node', async () => {
    const { server, id, device } = await start()
    const other = server.anotherNode()
    const { uuid } = (await ask(server, id)).body.approval_request
    const waiting = other.call(`GET /approval_requests/${uuid}?wait=30`, undefined, ONETOUCH)
    await respond(server, device, uuid, 'approved')
    await settle(server, waiting)
    expect((await waiting).body.approval_request.status).toBe('approved')
  })
})

test('a request that never expires has 0, an unset one a day', async () => {
  const { server, id } = await start()
  const { uuid } = (await ask(server, id, { seconds_to_expire: '0' })).body.approval_request
  server.clock.advance(10 * 365 * 86_400_000)
  const forever = (await read(server, uuid)).body.approval_request
  expect(forever).toMatchObject({ status: 'pending', seconds_to_expire: 0 })
  const other = (await ask(server, id, { seconds_to_expire: '', message: 'b' })).body
    .approval_request
  expect((await read(server, other.uuid)).body.approval_request.seconds_to_expire).toBe(86_400)
})

describe('number matching', () => {
  test('the login page shows a number that Approve needs', async () => {
    const { server, id, device } = await start()
    await server.set('numberMatching', 'true')
    const created = (await ask(server, id)).body.approval_request
    const { code } = created.number_matching
    expect(code).toMatch(/^[1-9]\d$/)
    const wrong = code === '10' ? '11' : '10'
    const first = await respond(server, device, created.uuid, 'approved', { number: wrong })
    expect(first.status).toBe(409)
    expect(first.body.error).toMatchObject({ code: 'wrong-number', triesLeft: 2 })
    const right = await respond(server, device, created.uuid, 'approved', { number: code })
    expect(right.body.approval.status).toBe('approved')
  })

  test('the third wrong number denies, and the right one comes too late', async () => {
    const { server, id, device } = await start()
    await server.set('numberMatching', 'true')
    const { uuid, number_matching } = (await ask(server, id)).body.approval_request
    const { code } = number_matching
    const wrong = code === '10' ? '11' : '10'
    for (const triesLeft of [2, 1, 0]) {
      const tried = await respond(server, device, uuid, 'approved', { number: wrong })
      expect(tried.body.error.triesLeft).toBe(triesLeft)
    }
    const late = await respond(server, device, uuid, 'approved', { number: code })
    expect(late.body.error).toMatchObject({ code: 'not-pending', authyCode: '60079' })
    expect((await read(server, uuid)).body.approval_request.status).toBe('denied')
  })
})

describe('what wears people down', () => {
  test('identical pending requests are one', async () => {
    const { server, id } = await start()
    const first = (await ask(server, id)).body.approval_request.uuid
    expect((await ask(server, id)).body.approval_request.uuid).toBe(first)
    const other = await ask(server, id, { 'hidden_details[ip]': '10.0.0.4' })
    expect(other.body.approval_request.uuid).not.toBe(first)
    server.clock.advance(86_400_000)
    expect((await ask(server, id)).body.approval_request.uuid).not.toBe(first)
  })

  test('with number matching every request has a number of its own', async () => {
    const { server, id } = await start()
    await server.set('numberMatching', 'true')
    const first = (await ask(server, id)).body.approval_request.uuid
    expect((await ask(server, id)).body.approval_request.uuid).not.toBe(first)
  })

  test('after so many without success a token is needed', async () => {
    const { server, id } = await start()
    await server.set('pushesWithoutSuccess', '2')
    await ask(server, id, { message: 'a' })
    await ask(server, id, { message: 'b' })
    const refused = await ask(server, id, { message: 'c' })
    expect([refused.status, refused.body.error_code]).toEqual([429, '60003'])
    const token = await sendSms(server, id, 'force=true')
    await server.call(`GET /verify/${token}/${id}`)
    expect((await ask(server, id, { message: 'c' })).status).toBe(200)
  })

  test('an approval is a success', async () => {
    const { server, id, device } = await start()
    await server.set('pushesWithoutSuccess', '1')
    const { uuid } = (await ask(server, id)).body.approval_request
    await respond(server, device, uuid, 'approved')
    expect((await ask(server, id)).status).toBe(200)
  })

  test('"this was not me" stops them until the person resumes or a token verifies', async () => {
    const { server, id, device } = await start()
    const { uuid } = (await ask(server, id)).body.approval_request
    await respond(server, device, uuid, 'denied', { notMe: true })
    const refused = await ask(server, id)
    expect([refused.status, refused.body.error_code]).toEqual([403, '60054'])
    const listed = await device.call('GET /apps')
    expect(listed.body.apps[0].pushesPausedAt).toBe(server.clock.now())
    await device.call(`POST /apps/${server.appId}/resume`)
    const again = await ask(server, id)
    expect(again.status).toBe(200)
    await respond(server, device, again.body.approval_request.uuid, 'denied', { notMe: true })
    const token = await softToken(server, device, server.appId)
    expect((await server.call(`GET /verify/${token}/${id}`)).status).toBe(200)
    expect((await ask(server, id)).status).toBe(200)
  })

  test('it can be said of a past request as well', async () => {
    const { server, id, device } = await start()
    const { uuid } = (await ask(server, id)).body.approval_request
    await respond(server, device, uuid, 'approved')
    const reported = await device.call(`POST /approvals/${uuid}/not-me`)
    expect(reported.body.approval).toMatchObject({ status: 'approved', notMe: true })
    expect((await ask(server, id)).body.error_code).toBe('60054')
    expect((await read(server, uuid)).body.approval_request.not_me).toBe(true)
  })
})

describe('who cannot be asked', () => {
  test('each has its documented error', async () => {
    const server = await testServer()
    const unknown = await ask(server, 12_345_678)
    expect([unknown.status, unknown.body.error_code]).toEqual([404, '60026'])
    expect(
      (await server.call('POST /users/tony/approval_requests', QUESTION, ONETOUCH)).status,
    ).toBe(404)
    const id = await register(server)
    const unregistered = await ask(server, id)
    expect([unregistered.status, unregistered.body.error_code]).toEqual([400, '60050'])
    const device = await registerDevice(server)
    expect((await ask(server, id)).status).toBe(200)
    await device.call(`DELETE /devices/${device.id()}`)
    const gone = await ask(server, id, { message: 'b' })
    expect([gone.status, gone.body.error_code]).toEqual([404, '60051'])
    await server.set('onetouchEnabled', 'false')
    const off = await ask(server, id)
    expect([off.status, off.body.error_code]).toEqual([403, '60085'])
  })

  test('the sandbox asks without a device', async () => {
    const server = await testServer()
    const { apiKey } = await server.newApp('Sand', 'sandbox')
    const id = await register(server, {}, { apiKey })
    const options = { ...ONETOUCH, apiKey }
    const asked = await server.call(`POST /users/${id}/approval_requests`, QUESTION, options)
    expect(asked.status).toBe(200)
  })

  test('a request of another app, or of none, is not found', async () => {
    const { server, id } = await start()
    const { uuid } = (await ask(server, id)).body.approval_request
    const { apiKey } = await server.newApp('Other')
    const foreign = await server.call(`GET /approval_requests/${uuid}`, undefined, {
      ...ONETOUCH,
      apiKey,
    })
    expect(foreign.status).toBe(404)
    expect(foreign.text).toBe(
      `{"message":"Approval request not found: ${uuid}","success":false,"errors":{},"error_code":"60049"}`,
    )
    expect((await read(server, 'no-uuid')).body.error_code).toBe('60049')
  })
})

describe('what is no question', () => {
  test.each([
    ['message', ''],
    ['seconds_to_expire', '-1'],
    ['seconds_to_expire', 'soon'],
    ['seconds_to_expire', '999999999999'],
    ['details[a][b]', 'nested'],
    ['details[]', 'a list'],
    [`details[${'n'.repeat(201)}]`, 'long name'],
    ['details[v]', 'v'.repeat(1_001)],
    ['logos[][res]', 'default'],
  ])('%s = %s', async (name, value) => {
    const { server, id } = await start()
    const answer = await ask(server, id, { [name]: value })
    expect(answer.status).toBe(400)
    expect(['60080', '60004', '60002']).toContain(answer.body.error_code)
  })

  test.each([
    [[{ res: 'default', url: 'javascript:alert(1)' }]],
    [[{ res: 'default', url: 'not a url' }]],
    [[{ res: 'huge', url: 'https://x.test/a.png' }]],
    [[{ res: 'low', url: 'https://x.test/a.png' }]],
    [['text']],
    [Array.from({ length: 10 }, () => ({ res: 'default', url: 'https://x.test/a.png' }))],
  ])('logos %j', async (logos) => {
    const { server, id } = await start()
    const response = await server.app.inject({
      method: 'POST',
      url: `/onetouch/json/users/${id}/approval_requests`,
      headers: { 'x-authy-api-key': server.apiKey },
      payload: { message: 'Login', logos },
    })
    expect([response.statusCode, response.json().error_code]).toEqual([400, '60080'])
  })

  test('10,000 details', async () => {
    const { server, id } = await start()
    const details = Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`d${n}`, 'x']))
    const response = await server.app.inject({
      method: 'POST',
      url: `/onetouch/json/users/${id}/approval_requests`,
      headers: { 'x-authy-api-key': server.apiKey },
      payload: { message: 'Login', details },
    })
    expect(response.statusCode).toBe(400)
    const rows = await server.deps.db
      .selectFrom('events')
      .select('facts')
      .where('kind', '=', 'one_touch_request_refused')
      .execute()
    expect(rows).toEqual([{ facts: '{"reason":"too-large"}' }])
  })
})

test('what was refused is on record', async () => {
  const { server, id } = await start()
  await ask(server, id, { message: '' })
  await ask(server, id, { 'logos[][res]': 'default' })
  const { apiKey } = await server.newApp('Other')
  const foreign = { ...ONETOUCH, apiKey }
  await server.call(`POST /users/${id}/approval_requests`, QUESTION, foreign)
  const rows = await server.deps.db
    .selectFrom('events')
    .select(['app_id', 'authy_id', 'facts'])
    .where('kind', '=', 'one_touch_request_refused')
    .orderBy('id')
    .execute()
  expect(rows).toEqual([
    { app_id: 1, authy_id: id, facts: '{"reason":"invalid message"}' },
    { app_id: 1, authy_id: id, facts: '{"reason":"invalid logos"}' },
    { app_id: 2, authy_id: id, facts: '{"reason":"unknown-user"}' },
  ])
})

describe('every encoding of logos', () => {
  test.each([
    'logos[][res]=default&logos[][url]=https%3A%2F%2Fx.test%2Fa.png&logos[][res]=low&logos[][url]=https%3A%2F%2Fx.test%2Fb.png',
    'logos[0][res]=default&logos[0][url]=https%3A%2F%2Fx.test%2Fa.png&logos[1][res]=low&logos[1][url]=https%3A%2F%2Fx.test%2Fb.png',
    'logos[][res]=default&logos[][res]=low&logos[][url]=https%3A%2F%2Fx.test%2Fa.png&logos[][url]=https%3A%2F%2Fx.test%2Fb.png',
  ])('%s', async (form) => {
    const { server, id, device } = await start()
    const response = await server.app.inject({
      method: 'POST',
      url: `/onetouch/json/users/${id}/approval_requests`,
      headers: {
        'x-authy-api-key': server.apiKey,
        'content-type': 'application/x-www-form-urlencoded',
      },
      payload: `message=Login&${form}`,
    })
    const { uuid } = response.json().approval_request
    expect((await device.call(`GET /approvals/${uuid}`)).body.approval.logos).toEqual([
      { res: 'default', url: 'https://x.test/a.png' },
      { res: 'low', url: 'https://x.test/b.png' },
    ])
  })
})

async function post(server: TestServer, url: string, payload: unknown, type: string) {
  return await server.app.inject({
    method: 'POST',
    url,
    headers: { 'x-authy-api-key': server.apiKey, 'content-type': type },
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
  })
}

describe('what clients send besides', () => {
  test('authy-python sends all five keys, empty ones too', async () => {
    const { server, id, device } = await start()
    const empty = { seconds_to_expire: null, details: {}, hidden_details: {}, logos: [] }
    const url = `/onetouch/json/users/${id}/approval_requests`
    const asked = await post(server, url, { message: 'Login', ...empty }, 'application/json')
    expect(asked.statusCode).toBe(200)
    const { uuid } = asked.json().approval_request
    const shown = await device.call(`GET /approvals/${uuid}`)
    expect(shown.body.approval).toMatchObject({ details: [], logos: [] })
    expect((await read(server, uuid)).body.approval_request.seconds_to_expire).toBe(86_400)
  })

  test('authy-php sends everything in the query of its POST', async () => {
    const { server, id } = await start()
    const query = new URLSearchParams({
      message: 'Login',
      'details[Email Address]': 'jdoe@example.com',
      'logos[0][res]': 'default',
      'logos[0][url]': 'https://x.test/a.png',
      seconds_to_expire: '120',
    })
    const url = `/onetouch/json/users/${id}/approval_requests?${query.toString()}`
    expect((await post(server, url, '', 'text/plain')).statusCode).toBe(200)
  })

  test('authy-rs names res twice: refused, and nothing else happens', async () => {
    const { server, id } = await start()
    const url = `/onetouch/json/users/${id}/approval_requests`
    const form = 'message=Login&logos[][res]=default&logos[][res]=https%3A%2F%2Fx.test%2Fa.png'
    const asked = await post(server, url, form, 'application/x-www-form-urlencoded')
    expect([asked.statusCode, asked.json().error_code]).toEqual([400, '60080'])
  })

  test('a shell script sends details as one text, and a message may be longer than 200', async () => {
    const { server, id, device } = await start()
    const asked = await ask(server, id, {
      details: 'from a script',
      message: `${'m'.repeat(199)}😀more`,
    })
    expect(asked.status).toBe(400)
    const plain = await server.call(
      `POST /users/${id}/approval_requests`,
      { details: 'from a script', message: `${'m'.repeat(199)}😀more` },
      ONETOUCH,
    )
    const { uuid } = plain.body.approval_request
    const shown = await device.call(`GET /approvals/${uuid}`)
    expect(shown.body.approval).toMatchObject({
      message: 'm'.repeat(199),
      details: [['details', 'from a script']],
    })
  })
})

describe('sends to a person with a device', () => {
  test('are ignored as recorded, and the devices are told to show the token', async () => {
    const { server, id } = await start()
    const sms = await server.call(`GET /sms/${id}`)
    expect(sms.text).toBe(
      '{"message":"Ignored: SMS is not needed for smartphones. Pass force=true if you want to actually send it anyway.","cellphone":"+1-XXX-XXX-XX02","device":"android","ignored":true,"success":true}',
    )
    expect((await server.call(`GET /call/${id}`)).body).toMatchObject({ ignored: true })
    expect((await server.call(`GET /sms/${id}?force=true`)).body.ignored).toBeUndefined()
    expect((await server.call(`GET /sms/${id}?action=transfer`)).body.ignored).toBeUndefined()
  })
})

test('status and verify tell the truth about devices', async () => {
  const { server, id, device } = await start()
  const before = (await server.call(`GET /users/${id}/status`)).body.status
  expect(before).toMatchObject({ registered: true, devices: ['android'], deleted_devices: [] })
  expect(before.detailed_devices).toMatchObject([
    { device_id: device.id(), os_type: 'android', registration_method: 'sms' },
  ])
  const token = await softToken(server, device, server.appId)
  const verified = await server.call(`GET /verify/${token}/${id}`)
  expect(verified.body.device).toMatchObject({ id: device.id(), os_type: 'android' })
  expect((await server.call(`GET /verify/${token}/${id}`)).body.error_code).toBe('60019')
  await device.call(`DELETE /devices/${device.id()}`)
  server.clock.advance(10_000)
  const after = (await server.call(`GET /users/${id}/status`)).body.status
  expect(after).toMatchObject({ registered: false, devices: [], detailed_devices: [] })
  expect(after.deleted_devices).toMatchObject([{ device_id: device.id() }])
})

test('XML answers like JSON', async () => {
  const { server, id } = await start()
  const created = await server.call(`POST /users/${id}/approval_requests`, QUESTION, {
    ...ONETOUCH,
    format: 'xml',
  })
  expect(created.text).toMatch(/<approval-request><uuid>[0-9a-f-]{36}<\/uuid><\/approval-request>/)
})

/** Lets requests under way come to where they wait. */
async function untilWaiting(server: TestServer): Promise<void> {
  // Each call goes through the same queue of groups: when it is back, the ones before it are done.
  for (let round = 0; round < 3; round++) await server.call('GET /app/details')
  for (let round = 0; round < 3; round++)
    await server.call(
      'GET /approval_requests/00000000-0000-0000-0000-000000000000',
      undefined,
      ONETOUCH,
    )
}

/** On SQLite no signal reaches another node: it looks for itself after a while. */
async function settle(server: TestServer, waiting: Promise<unknown>): Promise<void> {
  if (server.deps.dialect === 'postgres') return
  await untilWaiting(server)
  server.clock.advance(15_000)
  await waiting
}
