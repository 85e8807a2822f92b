import { Client, enums } from 'authy-client'
import { describe, expect, test } from 'vitest'
import { at, numberAt } from './read-answer.ts'
import {
  lastTokenOf,
  PERSON,
  runningServer,
  type RunningServer,
  WRONG_TOKEN,
} from './running-server.ts'

// authy-client 1.1.4: it checks the shape and the messages of every answer and rejects with an
// HttpError where one differs, so a call that resolves has been accepted field by field.

const WRONG_KEY = 'f'.repeat(32)
const UNKNOWN_ID = 999_999_999
const PHONE = { countryCode: 'US', phone: PERSON.phone }

function clientOf(server: RunningServer, key = server.apiKey): Client {
  return new Client({ key }, { host: server.url })
}

interface Refusal {
  readonly name: unknown
  readonly status: unknown
  readonly code: unknown
  readonly message: unknown
}

/** How the client's error looks to its caller: its class, its HTTP status, our code and our text. */
async function refusal(call: Promise<unknown>): Promise<Refusal> {
  try {
    const body = await call
    throw new Error(`Expected a refusal, got ${JSON.stringify(body)}.`)
  } catch (error) {
    const name = error instanceof Error ? error.name : undefined
    return {
      name,
      status: at(error, 'code'),
      code: at(error, 'body', 'error_code'),
      message: at(error, 'body', 'message'),
    }
  }
}

function http(status: number, code: string, message: string): Refusal {
  return { name: 'HttpError', status, code, message }
}

const NOT_FOUND = http(404, '60026', 'User not found.')
const THROTTLED = http(
  429,
  '60003',
  'DoS protection. User has requested too many tokens in the last minute.',
)

test('authy-client: these tests make every call that the client has', () => {
  expect(Object.getOwnPropertyNames(Client.prototype).toSorted()).toEqual([
    'constructor',
    'createApprovalRequest',
    'deleteUser',
    'getApplicationDetails',
    'getApplicationStatistics',
    'getApprovalRequest',
    'getPhoneInformation',
    'getUserStatus',
    'registerActivity',
    'registerUser',
    'requestCall',
    'requestSms',
    'startPhoneVerification',
    'verifyCallback',
    'verifyPhone',
    'verifyToken',
  ])
})

describe('users', () => {
  test('authy-client: registerUser is the same user by country and by calling code', async () => {
    const server = await runningServer()
    const client = clientOf(server)
    const { email, phone } = PERSON
    const first = await client.registerUser({ countryCode: 'US', email, phone })
    const id = numberAt(first, 'user', 'id')
    const again = await client.registerUser({ countryCode: '1', email: 'o@example.com', phone })
    const body = { message: 'User created successfully.', user: { id }, success: true }
    expect([first, again]).toEqual([body, body])
    expect(await server.outbox(PERSON.e164)).toMatchObject([{ kind: 'install-link' }])
  })

  test('authy-client: registerUser with a callback and with a number from elsewhere', async () => {
    const client = clientOf(await runningServer())
    const user = { countryCode: 'PT', email: PERSON.email, phone: '912345678' }
    const [error, body] = await new Promise<readonly [unknown, unknown]>((resolve) => {
      void client.registerUser(user, (...outcome) => resolve(outcome))
    })
    expect(error).toBeNull()
    expect(body).toMatchObject({ success: true })
    const id = numberAt(body, 'user', 'id')
    expect(await client.getUserStatus({ authyId: id })).toMatchObject({
      status: { country_code: 351, phone_number: 'XXX-XXX-5678' },
    })
  })

  test('authy-client: what is malformed is refused by the client before it asks', async () => {
    const client = clientOf(await runningServer())
    const { email, phone } = PERSON
    const malformed = [
      client.registerUser({ countryCode: 'US', email: 'nobody', phone }),
      client.registerUser({ countryCode: 'US', email, phone: '1' }),
      client.getUserStatus({ authyId: 'tony' }),
      client.verifyToken({ authyId: 1, token: '12345' }),
      client.requestSms({ authyId: 1 }, { action: '' }),
      client.registerActivity({ authyId: 1, type: 'login' }),
      client.startPhoneVerification({ ...PHONE, via: 'fax' }),
      client.verifyPhone({ ...PHONE, token: '123' }),
    ]
    for (const outcome of await Promise.all(malformed.map(refusal)))
      expect(outcome).toMatchObject({ name: 'ValidationFailedError', status: 400 })
  })

  test('authy-client: getUserStatus sends a body with its GET and accepts the answer', async () => {
    const server = await runningServer()
    const client = clientOf(server)
    const id = await server.addUser()
    for (const options of [{}, { ip: '203.0.113.7' }])
      expect(await client.getUserStatus({ authyId: id }, options)).toMatchObject({
        message: 'User status.',
        status: { authy_id: id, confirmed: false, registered: false, has_hard_token: false },
        success: true,
      })
    await client.verifyToken({ authyId: id, token: await server.sendToken(id) })
    expect(await client.getUserStatus({ authyId: id })).toMatchObject({
      status: { confirmed: true },
    })
  })

  test('authy-client: deleteUser removes at once', async () => {
    const server = await runningServer()
    const client = clientOf(server)
    const id = await server.addUser()
    expect(await client.deleteUser({ authyId: id }, { ip: '203.0.113.7' })).toEqual({
      message: 'User removed from application',
      success: true,
    })
    expect(await refusal(client.getUserStatus({ authyId: id }))).toEqual(NOT_FOUND)
    expect(await refusal(client.deleteUser({ authyId: id }))).toEqual(NOT_FOUND)
  })

  test('authy-client: registerActivity takes every kind that the client knows', async () => {
    const server = await runningServer()
    const client = clientOf(server)
    const id = await server.addUser()
    const kinds = Object.values(enums.activity)
    expect(kinds.length).toBeGreaterThan(0)
    for (const type of kinds) {
      const activity = { authyId: id, type, data: { reason: 'a note' } }
      expect(await client.registerActivity(activity, { ip: '2001:db8::1' })).toEqual({
        message: 'Activity was created.',
        success: true,
      })
    }
    expect(await client.registerActivity({ authyId: id, type: kinds[0] })).toMatchObject({
      success: true,
    })
  })
})

describe('tokens', () => {
  test('authy-client: verifyToken accepts once, with force and without', async () => {
    const server = await runningServer()
    const client = clientOf(server)
    const id = await server.addUser()
    for (const options of [{}, { force: true }]) {
      const token = await server.sendToken(id)
      expect(
        await refusal(client.verifyToken({ authyId: id, token: WRONG_TOKEN }, options)),
      ).toEqual(http(401, '60020', 'Token is invalid'))
      expect(await client.verifyToken({ authyId: id, token }, options)).toMatchObject({
        message: 'Token is valid.',
        token: 'is valid',
        success: 'true',
      })
      expect(await refusal(client.verifyToken({ authyId: id, token }, options))).toEqual(
        http(401, '60019', 'Token is invalid. Token was used recently'),
      )
    }
  })

  test('authy-client: the legacy answer "Not checked" is an error to the client', async () => {
    const server = await runningServer()
    await server.set('legacyNotChecked', 'true')
    const id = await server.addUser()
    const token = await server.sendToken(id)
    expect(await refusal(clientOf(server).verifyToken({ authyId: id, token }))).toMatchObject({
      name: 'HttpError',
      status: 500,
    })
  })

  test('authy-client: requestSms and requestCall send, with force and without', async () => {
    const server = await runningServer()
    const client = clientOf(server)
    const id = await server.addUser()
    for (const options of [{}, { force: true }]) {
      expect(await client.requestSms({ authyId: id }, options)).toEqual({
        success: true,
        message: 'SMS token was sent',
        cellphone: '+1-XXX-XXX-XX02',
      })
      expect(await client.requestCall({ authyId: id }, options)).toEqual({
        success: true,
        message: 'Call started...',
        cellphone: '+1-XXX-XXX-XX02',
      })
    }
    const channels = (await server.outbox(PERSON.e164)).map(({ channel }) => channel)
    expect(channels).toEqual(['sms', 'call', 'sms', 'call'])
  })

  test('authy-client: a token for an action carries its words and verifies with that action only', async () => {
    const server = await runningServer()
    const client = clientOf(server)
    const id = await server.addUser()
    const pay = { action: 'pay', message: 'Pay 10 to Acme, 50% off?' }
    await client.requestSms({ authyId: id }, pay)
    await client.requestCall({ authyId: id }, pay)
    expect((await server.outbox())[0]?.text).toContain(pay.message)
    const token = await lastTokenOf(server)
    // The client has no way to name the action here.
    expect(await refusal(client.verifyToken({ authyId: id, token }))).toMatchObject({
      code: '60020',
    })
    expect((await server.call(`GET /verify/${token}/${id}?action=pay`)).status).toBe(200)
  })

  test('authy-client: wrong tokens end in waiting, and in suspension', async () => {
    const server = await runningServer()
    const client = clientOf(server)
    const id = await server.addUser()
    const guess = () => refusal(client.verifyToken({ authyId: id, token: WRONG_TOKEN }))
    for (let wrong = 1; wrong <= 5; wrong++) expect(await guess()).toMatchObject({ code: '60020' })
    expect(await guess()).toEqual(THROTTLED)
    server.clock.advance(3_600_001)
    await server.suspend(id)
    const suspended = http(503, '60017', 'User has been suspended.')
    expect(await guess()).toEqual(suspended)
    expect(await refusal(client.requestSms({ authyId: id }))).toEqual(suspended)
    expect(await refusal(client.requestCall({ authyId: id }))).toEqual(suspended)
  })

  test('authy-client: sends are limited for each phone over all actions', async () => {
    const server = await runningServer()
    const client = clientOf(server)
    const id = await server.addUser()
    for (let send = 1; send <= 10; send++)
      await client.requestSms({ authyId: id }, { action: `action ${send}` })
    expect(await refusal(client.requestSms({ authyId: id }, { action: 'one more' }))).toEqual(
      THROTTLED,
    )
    expect(await refusal(client.requestCall({ authyId: id }))).toEqual(THROTTLED)
  })

  test('authy-client: SMS or calls that are switched off say so', async () => {
    const server = await runningServer()
    await server.set('smsEnabled', 'false')
    await server.set('callsEnabled', 'false')
    const client = clientOf(server)
    const id = await server.addUser()
    expect(await refusal(client.requestSms({ authyId: id }))).toMatchObject({
      status: 403,
      code: '60007',
    })
    expect(await refusal(client.requestCall({ authyId: id }))).toEqual(
      http(403, '60006', 'Phone calls are not enabled on this account'),
    )
  })
})

describe('phones', () => {
  test('authy-client: a phone is verified once by each channel', async () => {
    const server = await runningServer()
    const client = clientOf(server)
    for (const via of Object.values(enums.verificationVia)) {
      expect(await client.startPhoneVerification({ ...PHONE, via })).toMatchObject({
        carrier: 'unknown',
        is_cellphone: true,
        is_ported: false,
        seconds_to_expire: 600,
        success: true,
      })
      const token = await lastTokenOf(server)
      expect(await refusal(client.verifyPhone({ ...PHONE, token: '12345678' }))).toEqual(
        http(401, '60022', 'Verification code is incorrect'),
      )
      expect(await client.verifyPhone({ ...PHONE, token })).toEqual({
        message: 'Verification code is correct.',
        success: true,
      })
      expect(await refusal(client.verifyPhone({ ...PHONE, token }))).toEqual(
        http(404, '60023', 'No pending verifications for +1 317-338-9302 found.'),
      )
    }
  })

  test('authy-client: startPhoneVerification answers in each language that the client knows', async () => {
    const server = await runningServer()
    const client = clientOf(server)
    const messages = new Set<unknown>()
    const locales = Object.values(enums.locale)
    for (const [index, locale] of locales.entries()) {
      const phone = `317-338-${9_000 + index}`
      const body = await client.startPhoneVerification(
        { countryCode: 'US', phone, via: 'sms' },
        { locale },
      )
      messages.add(String(at(body, 'message')).replaceAll(/\d/g, '#'))
    }
    expect(locales.length).toBeGreaterThan(25)
    expect(messages.size).toBe(locales.length)
  })

  test('authy-client: an SMS to a landline is refused', async () => {
    const client = clientOf(await runningServer())
    const landline = { countryCode: 'GB', phone: '20 7946 0958' }
    expect(await refusal(client.startPhoneVerification({ ...landline, via: 'sms' }))).toEqual(
      http(403, '60082', 'Cannot send SMS to landline phone numbers'),
    )
    expect(await client.startPhoneVerification({ ...landline, via: 'call' })).toMatchObject({
      is_cellphone: false,
    })
  })

  test('authy-client: starts are limited for each phone', async () => {
    const server = await runningServer()
    const client = clientOf(server)
    for (let send = 1; send <= 5; send++) {
      await client.startPhoneVerification({ ...PHONE, via: 'sms' })
      server.clock.advance(5_000)
    }
    expect(await refusal(client.startPhoneVerification({ ...PHONE, via: 'sms' }))).toEqual(
      THROTTLED,
    )
  })

  test('authy-client: getPhoneInformation accepts type, provider and ported', async () => {
    const client = clientOf(await runningServer())
    const mobile = { countryCode: 'PT', phone: '912345678' }
    for (const options of [{}, { ip: '203.0.113.7' }])
      expect(await client.getPhoneInformation(mobile, options)).toEqual({
        message: 'Phone number information as of 2023-11-14 22:13:20 UTC',
        type: 'cellphone',
        provider: 'unknown',
        ported: false,
        success: true,
      })
  })
})

describe('application', () => {
  test('authy-client: getApplicationDetails', async () => {
    const server = await runningServer()
    for (const options of [{}, { ip: '203.0.113.7' }])
      expect(await clientOf(server).getApplicationDetails(options)).toEqual({
        app: {
          name: 'Acme',
          plan: 'pay_as_you_go',
          sms_enabled: true,
          phone_calls_enabled: true,
          app_id: server.appId,
          onetouch_enabled: true,
          white_label: false,
        },
        message: 'Application information.',
        success: true,
      })
  })

  test('authy-client: getApplicationStatistics has seven keys in each month', async () => {
    const server = await runningServer()
    const client = clientOf(server)
    const id = await server.addUser()
    await client.verifyToken({ authyId: id, token: await server.sendToken(id) })
    await client.requestCall({ authyId: id })
    expect(await client.getApplicationStatistics()).toEqual({
      message: 'Monthly statistics.',
      count: 1,
      total_users: 1,
      app_id: server.appId,
      success: true,
      stats: [
        {
          year: 2023,
          month: 'November',
          auths_count: 1,
          // This one is counted too.
          api_calls_count: 5,
          users_count: 1,
          sms_count: 1,
          calls_count: 1,
        },
      ],
    })
  })

  test('authy-client: statistics of an app that was never used are accepted', async () => {
    const server = await runningServer()
    const unused = await server.newApp('Unused')
    expect(await clientOf(server, unused.apiKey).getApplicationStatistics()).toMatchObject({
      total_users: 0,
      success: true,
    })
  })
})

test('authy-client: a wrong key is refused on every call', async () => {
  const server = await runningServer()
  const authyId = await server.addUser()
  const client = clientOf(server, WRONG_KEY)
  const calls = [
    client.registerUser({ ...PHONE, email: PERSON.email }),
    client.deleteUser({ authyId }),
    client.getUserStatus({ authyId }),
    client.registerActivity({ authyId, type: 'banned' }),
    client.verifyToken({ authyId, token: WRONG_TOKEN }),
    client.requestSms({ authyId }),
    client.requestCall({ authyId }),
    client.startPhoneVerification({ ...PHONE, via: 'sms' }),
    client.verifyPhone({ ...PHONE, token: '1234' }),
    client.getPhoneInformation(PHONE),
    client.getApplicationDetails(),
    client.getApplicationStatistics(),
  ]
  for (const outcome of await Promise.all(calls.map(refusal)))
    expect(outcome).toEqual(http(401, '60001', 'Invalid API key'))
})

test('authy-client: an unknown user is refused on every call that names one', async () => {
  const server = await runningServer()
  const client = clientOf(server)
  const authyId = UNKNOWN_ID
  expect(await refusal(client.deleteUser({ authyId }))).toEqual(NOT_FOUND)
  expect(await refusal(client.getUserStatus({ authyId }))).toEqual(NOT_FOUND)
  expect(await refusal(client.registerActivity({ authyId, type: 'banned' }))).toEqual(NOT_FOUND)
  expect(await refusal(client.requestSms({ authyId }))).toEqual(NOT_FOUND)
  expect(await refusal(client.requestCall({ authyId }))).toEqual(NOT_FOUND)
  expect(await refusal(client.verifyToken({ authyId, token: WRONG_TOKEN }))).toEqual(
    http(401, '60016', "User doesn't exist"),
  )
})
