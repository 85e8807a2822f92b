import { describe, expect, test } from 'vitest'
import { testServer } from '../test-server.ts'
import { newestToken, PHONE, register } from './person.ts'
import {
  newDevice,
  registerDevice,
  registrationOf,
  signRegistration,
  type TestDevice,
} from './test-device.ts'

const OTHER_PHONE = '+15551230000'

async function begin(device: TestDevice, change: Readonly<Record<string, unknown>> = {}) {
  const begun = await device.call('POST /registrations', registrationOf(device, change))
  return begun.body.registration
}

test('a number is proved by its code, and only then the device is told anything', async () => {
  const server = await testServer()
  await register(server)
  const device = await newDevice(server)
  const begun = await device.call('POST /registrations', registrationOf(device))
  expect([begun.status, begun.body]).toEqual([
    201,
    {
      registration: {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        via: 'sms',
        status: 'pending',
        codeDigits: 6,
        number: null,
        resendAt: server.clock.now() + 30_000,
        expiresAt: server.clock.now() + 600_000,
      },
    },
  ])
  const [message] = await server.outbox(PHONE)
  expect(message).toMatchObject({ channel: 'sms', kind: 'code', appId: 0, locale: 'en' })
  expect(message?.text).toContain('Countersign')
  const { id } = begun.body.registration
  const done = await device.call(`POST /registrations/${id}/complete`, { code: message?.token })
  expect(done.body.device).toEqual({
    id: expect.any(Number),
    name: 'Phone',
    system: 'android',
    version: '1.0.0',
    registeredAt: server.clock.now(),
    registeredVia: 'sms',
    lastSeenAt: server.clock.now(),
    isThis: true,
  })
  device.adopt(done.body.device.id)
  const own = await device.call('GET /device')
  expect(own.body).toMatchObject({ phone: '+1-XXX-XXX-XX02', hasPush: false })
})

test('the code can be had again, by call as well, and in the language that was asked for', async () => {
  const server = await testServer()
  const device = await newDevice(server)
  const { id } = await begin(device, { locale: 'de' })
  const early = await device.call(`POST /registrations/${id}/send`, { via: 'call' })
  expect([early.status, early.body.error.code]).toEqual([429, 'too-many'])
  expect(early.headers['retry-after']).toBe('30')
  server.clock.advance(30_000)
  const again = await device.call(`POST /registrations/${id}/send`, { via: 'call' })
  expect(again.body.registration.via).toBe('call')
  const [sms, call] = await server.outbox(PHONE)
  expect([sms?.channel, call?.channel, call?.locale]).toEqual(['sms', 'call', 'de'])
  expect(call?.token).toBe(sms?.token)
})

test('a number that nobody knows gets the same answer, and a device without apps', async () => {
  const server = await testServer()
  const device = await registerDevice(server, { phone: OTHER_PHONE })
  expect((await device.call('GET /apps')).body).toEqual({ apps: [], tokens: null })
  // The person is the same once an app registers them.
  const id = await register(server, { 'user[cellphone]': '5551230000' })
  expect((await server.call(`GET /users/${id}/status`)).body.status.registered).toBe(true)
  expect((await device.call('GET /apps')).body.apps).toMatchObject([{ name: 'Acme' }])
})

test('five wrong codes end it; another registration has other codes', async () => {
  const server = await testServer()
  const device = await newDevice(server)
  const { id } = await begin(device)
  const code = await newestToken(server)
  const wrong = code === '000000' ? '000001' : '000000'
  for (const triesLeft of [4, 3, 2, 1, 0]) {
    const tried = await device.call(`POST /registrations/${id}/complete`, { code: wrong })
    expect(tried.body.error).toMatchObject({ code: 'wrong-code', triesLeft })
  }
  const late = await device.call(`POST /registrations/${id}/complete`, { code })
  expect(late.body.error).toMatchObject({ code: 'wrong-code', triesLeft: 0 })
})

test('of twelve right codes at once one makes a device, the others are told of the same', async () => {
  const server = await testServer()
  const device = await newDevice(server)
  const { id } = await begin(device)
  const code = await newestToken(server)
  const all = await Promise.all(
    Array.from({ length: 4 }, () => device.call(`POST /registrations/${id}/complete`, { code })),
  )
  expect(new Set(all.map((each) => each.body.device?.id)).size).toBe(1)
})

test('it ends after ten minutes', async () => {
  const server = await testServer()
  const device = await newDevice(server)
  const { id } = await begin(device)
  const code = await newestToken(server)
  server.clock.advance(600_000)
  const late = await device.call(`POST /registrations/${id}/complete`, { code })
  expect([late.status, late.body.error.code]).toEqual([409, 'expired'])
  const read = await device.call(`GET /registrations/${id}`)
  expect(read.body.registration.status).toBe('expired')
})

test('another key cannot go on with it', async () => {
  const server = await testServer()
  const device = await newDevice(server)
  const thief = await newDevice(server)
  const { id } = await begin(device)
  const code = await newestToken(server)
  const stolen = await thief.call(`POST /registrations/${id}/complete`, { code })
  expect(stolen.body.error.code).toBe('not-found')
  expect((await thief.call(`GET /registrations/${id}`)).body.error.code).toBe('not-found')
})

test('a phone is sent five codes in ten minutes, and a flood of addresses finds its limit', async () => {
  const server = await testServer()
  for (let round = 0; round < 5; round++) await begin(await newDevice(server))
  const sixth = await newDevice(server)
  const refused = await sixth.call('POST /registrations', registrationOf(sixth))
  expect(refused.body.error.code).toBe('too-many')
  expect(await server.outbox(PHONE)).toHaveLength(5)
  const viaDevice = await sixth.call(
    'POST /registrations',
    registrationOf(sixth, { via: 'device' }),
  )
  expect(viaDevice.body.error.code).toBe('too-many')
})

describe('what is no registration', () => {
  test.each([
    ['phone', '3173389302', 'phone'],
    ['phone', '+1', 'phone'],
    ['phone', '+19999', 'phone'],
    ['via', 'pigeon', 'via'],
    ['name', '', 'name'],
    ['name', 'a\nb', 'name'],
    ['name', '\u202Egnirts', 'name'],
    ['name', 'n'.repeat(41), 'name'],
    ['name', 'nul\u0000', 'name'],
    ['system', 'toaster', 'system'],
    ['version', 'v'.repeat(21), 'version'],
    [
      'agreementKey',
      { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'A'.repeat(43) },
      'agreementKey',
    ],
    ['agreementKey', { kty: 'RSA' }, 'agreementKey.kty'],
  ])('%s = %j', async (name, value, field) => {
    const server = await testServer()
    const device = await newDevice(server)
    const answer = await device.call(
      'POST /registrations',
      registrationOf(device, { [name]: value }),
    )
    expect([answer.status, answer.body.error.code]).toEqual([400, 'invalid'])
    expect(Object.keys(answer.body.error.fields)).toContain(field)
    expect(await server.outbox()).toEqual([])
  })

  test('a key that did not sign the request', async () => {
    const server = await testServer()
    const device = await newDevice(server)
    const { jwk } = await newDevice(server)
    const answer = await device.call(
      'POST /registrations',
      registrationOf(device, { signingKey: jwk }),
    )
    expect(answer.body.error.fields).toEqual({
      signingKey: 'is not the key that signed the request',
    })
  })
})

async function startOnOtherDevice() {
  const server = await testServer()
  const old = await registerDevice(server)
  const fresh = await newDevice(server)
  const registration = await begin(fresh, { via: 'device', name: 'Tablet' })
  const listed = await old.call('GET /registration-requests')
  const [request] = listed.body.requests
  return { server, old, fresh, registration, request }
}

function statement(
  request: Readonly<Record<string, unknown>>,
  now: number,
  change: Readonly<Record<string, unknown>>,
) {
  const { id, name, system } = request
  return { id, name, system, answer: 'approved', number: null, answeredAt: now, ...change }
}

describe('on a device that the person has', () => {
  test('the number lets it in, and who waits is told at once', async () => {
    const { server, old, fresh, registration, request } = await startOnOtherDevice()
    expect(request).toMatchObject({ id: registration.id, name: 'Tablet', system: 'android' })
    const waiting = fresh.call(`GET /registrations/${registration.id}?wait=25`)
    const signed = statement(request, server.clock.now(), { number: registration.number })
    const answered = await old.call(`POST /registration-requests/${request.id}/answer`, {
      statement: await signRegistration(old, signed),
    })
    expect(answered.status).toBe(200)
    const { body } = await waiting
    expect(body.registration).toMatchObject({
      status: 'complete',
      device: { name: 'Tablet', registeredVia: 'device' },
    })
    fresh.adopt(body.registration.device.id)
    const devices = await fresh.call('GET /devices')
    expect(devices.body.devices.map((each: { name: string }) => each.name)).toEqual([
      'Tablet',
      'Phone',
    ])
  })

  test('three wrong numbers refuse it', async () => {
    const { server, old, fresh, registration, request } = await startOnOtherDevice()
    const wrong = registration.number === '10' ? '11' : '10'
    for (const triesLeft of [2, 1, 0]) {
      const signed = statement(request, server.clock.now(), { number: wrong })
      const answered = await old.call(`POST /registration-requests/${request.id}/answer`, {
        statement: await signRegistration(old, signed),
      })
      expect(answered.body.error).toMatchObject({ code: 'wrong-number', triesLeft })
    }
    const read = await fresh.call(`GET /registrations/${registration.id}`)
    expect(read.body.registration.status).toBe('refused')
  })

  test('a denial refuses it, and neither code nor number helps then', async () => {
    const { server, old, fresh, registration, request } = await startOnOtherDevice()
    const signed = statement(request, server.clock.now(), { answer: 'denied' })
    await old.call(`POST /registration-requests/${request.id}/answer`, {
      statement: await signRegistration(old, signed),
    })
    server.clock.advance(30_000)
    const again = await fresh.call(`POST /registrations/${registration.id}/send`, { via: 'sms' })
    expect(again.body.error.code).toBe('refused')
  })

  test('altered names, other statements and other people are refused', async () => {
    const { server, old, registration, request } = await startOnOtherDevice()
    const { number } = registration
    const now = server.clock.now()
    const path = `POST /registration-requests/${request.id}/answer`
    const renamed = await signRegistration(old, statement(request, now, { number, name: 'Phone' }))
    expect((await old.call(path, { statement: renamed })).body.error).toMatchObject({
      code: 'altered',
      field: 'name',
    })
    const stranger = await registerDevice(server, { phone: OTHER_PHONE })
    const theirs = await signRegistration(stranger, statement(request, now, { number }))
    expect((await stranger.call(path, { statement: theirs })).body.error.code).toBe('not-found')
    expect((await old.call(path, { statement: theirs })).body.error.code).toBe('altered')
    const stale = await signRegistration(old, statement(request, now - 300_001, { number }))
    expect((await old.call(path, { statement: stale })).body.error.code).toBe('clock')
    expect((await stranger.call('GET /registration-requests')).body.requests).toEqual([])
  })

  test('a number without devices gets the same answer, and nobody is asked', async () => {
    const server = await testServer()
    const fresh = await newDevice(server)
    const registration = await begin(fresh, { via: 'device' })
    expect(registration).toMatchObject({ via: 'device', number: expect.stringMatching(/^\d\d$/) })
    expect(await server.outbox()).toEqual([])
  })
})

test('a person has at most twenty devices', async () => {
  const server = await testServer()
  for (let count = 0; count < 20; count++) {
    await registerDevice(server)
    server.clock.advance(600_000)
  }
  await expect(registerDevice(server)).rejects.toThrow('too-many')
})
