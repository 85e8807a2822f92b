import createClient from 'authy'
import { describe, expect, test } from 'vitest'
import { numberAt } from './read-answer.ts'
import {
  lastTokenOf,
  PERSON,
  runningServer,
  type RunningServer,
  WRONG_TOKEN,
} from './running-server.ts'

// npm authy 1.4.0: the key is in the query, a GET carries a form, and a 200 is the only success.

type Client = ReturnType<typeof createClient>
type Callback = (error: unknown, body: unknown) => void

const WRONG_KEY = 'f'.repeat(32)
const UNKNOWN_ID = 999_999_999

function clientOf(server: RunningServer, apiKey = server.apiKey): Client {
  return createClient(apiKey, server.url)
}

/** What the client tells its caller. */
async function verdict(
  call: (callback: Callback) => void,
): Promise<{ readonly error: unknown; readonly body: unknown }> {
  return await new Promise((resolve) => {
    call((error, body) => resolve({ error, body }))
  })
}

/** The body with which the client accepts. */
async function accepted(call: (callback: Callback) => void): Promise<unknown> {
  const { error, body } = await verdict(call)
  expect(error).toBeNull()
  return body
}

/** The body that the client hands over as its error. */
async function refused(call: (callback: Callback) => void): Promise<unknown> {
  const { error, body } = await verdict(call)
  expect(body ?? undefined).toBeUndefined()
  return error
}

function failure(code: string, message: string) {
  return { message, success: false, errors: { message }, error_code: code }
}

test('npm authy: these tests make every call that the client has', async () => {
  const client = clientOf(await runningServer())
  const calls = Object.keys(Object.getPrototypeOf(client))
  expect(calls.toSorted()).toEqual([
    '_request',
    'check_approval_status',
    'delete_user',
    'phones',
    'register_user',
    'request_call',
    'request_sms',
    'send_approval_request',
    'user_status',
    'verify',
  ])
  expect(Object.keys(client.phones()).toSorted()).toEqual([
    'info',
    'verification_check',
    'verification_start',
    'verification_status',
  ])
})

describe('register_user', () => {
  test('npm authy: register_user in each of its forms is the same user', async () => {
    const server = await runningServer()
    const client = clientOf(server)
    const { email, phone } = PERSON
    const bodies = [
      await accepted((done) => client.register_user(email, phone, done)),
      await accepted((done) => client.register_user(email, phone, '1', done)),
      await accepted((done) => client.register_user(email, phone, false, done)),
      await accepted((done) => client.register_user('other@example.com', phone, '1', false, done)),
    ]
    const id = numberAt(bodies[0], 'user', 'id')
    for (const body of bodies)
      expect(body).toEqual({ message: 'User created successfully.', user: { id }, success: true })
    expect(id).toBeLessThanOrEqual(2_147_483_647)
  })

  test('npm authy: the install link is sent unless the caller said no', async () => {
    const server = await runningServer()
    const client = clientOf(server)
    await accepted((done) => client.register_user(PERSON.email, '317-338-9301', false, done))
    await accepted((done) => client.register_user(PERSON.email, '317-338-9303', '1', false, done))
    expect(await server.outbox()).toEqual([])
    await accepted((done) => client.register_user(PERSON.email, '317-338-9304', done))
    await accepted((done) => client.register_user(PERSON.email, '317-338-9305', '1', true, done))
    const links = await server.outbox()
    expect(links.map(({ kind, to }) => [kind, to])).toEqual([
      ['install-link', '+13173389304'],
      ['install-link', '+13173389305'],
    ])
  })

  test('npm authy: register_user names each wrong field', async () => {
    const client = clientOf(await runningServer())
    const { email, phone } = PERSON
    expect(await refused((done) => client.register_user('', '12', '1', done))).toEqual({
      message: 'User was not valid',
      success: false,
      errors: {
        email: "is invalid and can't be blank",
        cellphone: 'is invalid',
        message: 'User was not valid',
      },
      email: "is invalid and can't be blank",
      cellphone: 'is invalid',
      error_code: '60027',
    })
    const rows = [
      ['email', await refused((done) => client.register_user('nobody', phone, '1', done))],
      ['cellphone', await refused((done) => client.register_user(email, 'abc', '1', done))],
      ['country_code', await refused((done) => client.register_user(email, phone, '0', done))],
    ] as const
    for (const [field, error] of rows)
      expect(error).toMatchObject({ errors: { [field]: 'is invalid' }, error_code: '60027' })
  })
})

describe('user_status and delete_user', () => {
  test('npm authy: user_status answers every field', async () => {
    const server = await runningServer()
    const client = clientOf(server)
    const id = await server.addUser()
    expect(await accepted((done) => client.user_status(id, done))).toEqual({
      status: {
        authy_id: id,
        confirmed: false,
        registered: false,
        country_code: 1,
        phone_number: 'XXX-XXX-9302',
        email: PERSON.email,
        devices: [],
        has_hard_token: false,
        account_disabled: false,
        detailed_devices: [],
        deleted_devices: [],
      },
      message: 'User status.',
      success: true,
    })
  })

  test('npm authy: a deleted user is gone at once and comes back with the same id', async () => {
    const server = await runningServer()
    const client = clientOf(server)
    const id = await server.addUser()
    expect(await accepted((done) => client.delete_user(id, done))).toEqual({
      message: 'User removed from application',
      success: true,
    })
    const gone = failure('60026', 'User not found.')
    expect(await refused((done) => client.user_status(id, done))).toEqual(gone)
    expect(await refused((done) => client.delete_user(id, done))).toEqual(gone)
    expect(await server.addUser()).toBe(id)
  })
})

describe('verify', () => {
  test('npm authy: verify takes a token once, however it is typed', async () => {
    const server = await runningServer()
    const client = clientOf(server)
    const id = await server.addUser()
    const token = await server.sendToken(id)
    // The client itself takes out what is not a digit.
    const typed = `${token.slice(0, 3)} ${token.slice(3)}`
    expect(await accepted((done) => client.verify(id, typed, done))).toMatchObject({
      message: 'Token is valid.',
      token: 'is valid',
      success: 'true',
      device: { os_type: 'sms' },
    })
    expect(await refused((done) => client.verify(id, token, done))).toEqual({
      ...failure('60019', 'Token is invalid. Token was used recently'),
      token: 'is invalid',
    })
    expect(await accepted((done) => client.user_status(id, done))).toMatchObject({
      status: { confirmed: true },
    })
  })

  test('npm authy: verify with force checks all the same', async () => {
    const server = await runningServer()
    const client = clientOf(server)
    const id = await server.addUser()
    for (const force of [true, false]) {
      const token = await server.sendToken(id)
      const wrong = { ...failure('60020', 'Token is invalid'), token: 'is invalid' }
      expect(await refused((done) => client.verify(id, WRONG_TOKEN, force, done))).toEqual(wrong)
      await accepted((done) => client.verify(id, token, force, done))
    }
  })

  test('npm authy: a token of the wrong length is malformed and an empty one never leaves the client', async () => {
    const server = await runningServer()
    const client = clientOf(server)
    const id = await server.addUser()
    for (const token of ['1', '12345', '1234567890123'])
      expect(await refused((done) => client.verify(id, token, done))).toMatchObject({
        message: 'Token is invalid.',
        error_code: '60020',
      })
    expect(await refused((done) => client.verify(id, 'none', done))).toBeInstanceOf(Error)
  })

  test('npm authy: the legacy answer "Not checked" is no success', async () => {
    const server = await runningServer()
    await server.set('legacyNotChecked', 'true')
    const client = clientOf(server)
    const id = await server.addUser()
    const token = await server.sendToken(id)
    expect(await refused((done) => client.verify(id, token, done))).toEqual({
      message: 'Unknown API response.',
    })
    await accepted((done) => client.verify(id, token, true, done))
  })

  test('npm authy: wrong tokens end in waiting, and in suspension', async () => {
    const server = await runningServer()
    const client = clientOf(server)
    const id = await server.addUser()
    for (let wrong = 1; wrong <= 5; wrong++)
      await refused((done) => client.verify(id, WRONG_TOKEN, done))
    expect(await refused((done) => client.verify(id, WRONG_TOKEN, done))).toEqual(
      failure('60003', 'DoS protection. User has requested too many tokens in the last minute.'),
    )
    server.clock.advance(3_600_001)
    await server.suspend(id)
    const suspended = failure('60017', 'User has been suspended.')
    expect(await refused((done) => client.verify(id, WRONG_TOKEN, done))).toEqual(suspended)
    expect(await refused((done) => client.request_sms(id, true, done))).toEqual(suspended)
    expect(await refused((done) => client.request_call(id, true, done))).toEqual(suspended)
  })
})

describe('request_sms and request_call', () => {
  test('npm authy: request_sms and request_call send, with force and without', async () => {
    const server = await runningServer()
    const client = clientOf(server)
    const id = await server.addUser()
    const cellphone = '+1-XXX-XXX-XX02'
    const sms = { success: true, message: 'SMS token was sent', cellphone }
    const call = { success: true, message: 'Call started...', cellphone }
    expect(await accepted((done) => client.request_sms(id, done))).toEqual(sms)
    expect(await accepted((done) => client.request_call(id, done))).toEqual(call)
    expect(await accepted((done) => client.request_sms(id, true, done))).toEqual(sms)
    expect(await accepted((done) => client.request_call(id, false, done))).toEqual(call)
    const messages = await server.outbox(PERSON.e164)
    expect(messages.map(({ channel }) => channel)).toEqual(['sms', 'call', 'sms', 'call'])
    expect(new Set(messages.map(({ token }) => token)).size).toBe(1)
    await accepted((done) => client.verify(id, messages[0]?.token ?? '', done))
  })

  test('npm authy: sends are limited for each token', async () => {
    const server = await runningServer()
    const client = clientOf(server)
    const id = await server.addUser()
    for (let send = 1; send <= 5; send++) {
      await accepted((done) => client.request_sms(id, true, done))
      server.clock.advance(5_000)
    }
    expect(await refused((done) => client.request_sms(id, true, done))).toEqual(
      failure('60003', 'DoS protection. User has requested too many tokens in the last minute.'),
    )
  })

  test('npm authy: SMS or calls that are switched off say so', async () => {
    const server = await runningServer()
    await server.set('smsEnabled', 'false')
    await server.set('callsEnabled', 'false')
    const client = clientOf(server)
    const id = await server.addUser()
    expect(await refused((done) => client.request_sms(id, done))).toMatchObject({
      error_code: '60007',
    })
    expect(await refused((done) => client.request_call(id, done))).toEqual(
      failure('60006', 'Phone calls are not enabled on this account'),
    )
  })
})

describe('phones()', () => {
  test('npm authy: a phone is verified by SMS with the standard code', async () => {
    const server = await runningServer()
    const phones = clientOf(server).phones()
    const started = await accepted((done) => phones.verification_start(PERSON.phone, '1', done))
    expect(started).toEqual({
      carrier: 'unknown',
      is_cellphone: true,
      is_ported: false,
      message: 'Text message sent to +1 317-338-9302.',
      seconds_to_expire: 600,
      uuid: expect.stringMatching(/^[0-9a-f-]{36}$/),
      success: true,
    })
    const code = await lastTokenOf(server)
    expect(code).toMatch(/^\d{4}$/)
    server.clock.advance(1_000)
    expect(await accepted((done) => phones.verification_status(PERSON.phone, '1', done))).toEqual({
      message: 'Phone Verification status.',
      status: 'pending',
      seconds_to_expire: 599,
      success: true,
    })
    expect(
      await refused((done) => phones.verification_check(PERSON.phone, '1', 'none', done)),
    ).toEqual(failure('60022', 'Verification code is incorrect'))
    expect(
      await accepted((done) => phones.verification_check(PERSON.phone, '1', code, done)),
    ).toEqual({ message: 'Verification code is correct.', success: true })
    expect(
      await accepted((done) => phones.verification_status(PERSON.phone, '1', done)),
    ).toMatchObject({ status: 'verified' })
    expect(
      await refused((done) => phones.verification_check(PERSON.phone, '1', code, done)),
    ).toEqual(failure('60023', 'No pending verifications for +1 317-338-9302 found.'))
  })

  test('npm authy: verification_start takes a channel, or params with locale and length', async () => {
    const server = await runningServer()
    const phones = clientOf(server).phones()
    expect(
      await accepted((done) => phones.verification_start(PERSON.phone, '1', 'call', done)),
    ).toMatchObject({ message: 'Call to +1 317-338-9302 initiated.' })
    expect((await server.outbox()).at(-1)?.channel).toBe('call')
    const spanish = { via: 'call', locale: 'es', code_length: 8 }
    expect(
      await accepted((done) => phones.verification_start('317-338-9303', '1', spanish, done)),
    ).toMatchObject({ message: 'Llamada a +1 317-338-9303 fue iniciada.' })
    expect(await lastTokenOf(server)).toMatch(/^\d{8}$/)
    const own = { via: 'sms', custom_code: '987654' }
    expect(
      await accepted((done) => phones.verification_start('317-338-9304', '1', own, done)),
    ).toMatchObject({ sms_id: expect.any(String) })
    await accepted((done) => phones.verification_check('317-338-9304', '1', 987_654, done))
  })

  test('npm authy: verification_start refuses what it cannot do and says which parameter', async () => {
    const server = await runningServer()
    const phones = clientOf(server).phones()
    const start = (phone: string, code: string, params: Record<string, string | number> = {}) =>
      refused((done) => phones.verification_start(phone, code, params, done))
    expect(await start('12', '1')).toEqual(failure('60033', 'Phone number is invalid'))
    expect(await start(PERSON.phone, '')).toEqual(
      failure('60004', 'Invalid parameter: country_code - Parameter is required'),
    )
    expect(await start(PERSON.phone, 'xxx')).toEqual(
      failure('60004', "Invalid parameter: country_code - 'xxx' is not a valid Integer"),
    )
    expect(await start(PERSON.phone, '1', { via: 'fax' })).toMatchObject({ error_code: '60004' })
    expect(await start(PERSON.phone, '1', { code_length: 3 })).toMatchObject({
      error_code: '60004',
    })
    expect(await start(PERSON.phone, '1', { custom_message: 'x' })).toMatchObject({
      error_code: '60091',
    })
    expect(await start('20 7946 0958', '44')).toEqual(
      failure('60082', 'Cannot send SMS to landline phone numbers'),
    )
    expect(await server.outbox()).toEqual([])
  })

  test('npm authy: a code stands five guesses and ten minutes', async () => {
    const server = await runningServer()
    const phones = clientOf(server).phones()
    await accepted((done) => phones.verification_start(PERSON.phone, '1', done))
    for (let wrong = 1; wrong <= 5; wrong++)
      await refused((done) => phones.verification_check(PERSON.phone, '1', 'none', done))
    expect(
      await refused((done) => phones.verification_check(PERSON.phone, '1', 'none', done)),
    ).toMatchObject({ error_code: '60003' })
    server.clock.advance(600_000)
    expect(
      await accepted((done) => phones.verification_status(PERSON.phone, '1', done)),
    ).toMatchObject({ status: 'expired', seconds_to_expire: 0 })
    expect(
      await refused((done) => phones.verification_check(PERSON.phone, '1', 'none', done)),
    ).toMatchObject({ error_code: '60023' })
  })

  test('npm authy: verification_status and verification_check without a start or a number', async () => {
    const phones = clientOf(await runningServer()).phones()
    const none = failure('60023', 'No pending verifications for +1 317-338-9302 found.')
    expect(await refused((done) => phones.verification_status(PERSON.phone, '1', done))).toEqual(
      none,
    )
    expect(
      await refused((done) => phones.verification_check(PERSON.phone, '1', '1234', done)),
    ).toEqual(none)
    expect(await refused((done) => phones.verification_status('', '', done))).toEqual(
      failure('60042', 'Either uuid or country_code and phone number are required'),
    )
    expect(
      await refused((done) => phones.verification_check(PERSON.phone, '1', '', done)),
    ).toMatchObject({ error_code: '60004' })
  })

  test('npm authy: info tells what the numbering plan knows', async () => {
    const phones = clientOf(await runningServer()).phones()
    expect(await accepted((done) => phones.info('20 7946 0958', '44', done))).toEqual({
      message: 'Phone number information as of 2023-11-14 22:13:20 UTC',
      type: 'landline',
      provider: 'unknown',
      ported: false,
      success: true,
    })
    expect(await refused((done) => phones.info('12', '44', done))).toMatchObject({
      error_code: '60033',
    })
  })
})

test('npm authy: a wrong key is refused on every call', async () => {
  const server = await runningServer()
  const id = await server.addUser()
  const client = clientOf(server, WRONG_KEY)
  const phones = client.phones()
  const { email, phone } = PERSON
  const calls: readonly ((done: Callback) => void)[] = [
    (done) => client.register_user(email, phone, done),
    (done) => client.delete_user(id, done),
    (done) => client.user_status(id, done),
    (done) => client.verify(id, WRONG_TOKEN, done),
    (done) => client.request_sms(id, done),
    (done) => client.request_call(id, done),
    (done) => phones.verification_start(phone, '1', done),
    (done) => phones.verification_check(phone, '1', '1234', done),
    (done) => phones.verification_status(phone, '1', done),
    (done) => phones.info(phone, '1', done),
  ]
  for (const call of calls) expect(await refused(call)).toEqual(failure('60001', 'Invalid API key'))
})

test('npm authy: an unknown user is refused on every call that names one', async () => {
  const server = await runningServer()
  const client = clientOf(server)
  for (const id of [UNKNOWN_ID, 'tony', '../../app/details', '0']) {
    const notFound = failure('60026', 'User not found.')
    expect(await refused((done) => client.user_status(id, done))).toEqual(notFound)
    expect(await refused((done) => client.delete_user(id, done))).toEqual(notFound)
    expect(await refused((done) => client.request_sms(id, done))).toEqual(notFound)
    expect(await refused((done) => client.request_call(id, done))).toEqual(notFound)
    expect(await refused((done) => client.verify(id, WRONG_TOKEN, done))).toEqual(
      failure('60016', "User doesn't exist"),
    )
  }
})
