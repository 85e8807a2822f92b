import { describe, expect, test } from 'vitest'
import { testServer } from '../test-server.ts'
import { newDevice, registerDevice } from '../routes/test-device.ts'

// Whoever can make a request pass for a device's approves logins in that person's name. What a thief
// has may be a recorded request, the id of a device, a key of their own, or a device that was revoked.

describe('a request that the device did not sign as it stands', () => {
  test.each([
    ['the method', { method: 'POST' }],
    ['the path', { path: '/device/v1/devices' }],
    ['the query', { path: '/device/v1/device?x=1' }],
    ['the body', { body: 'A'.repeat(43) }],
    ['a nonce that is short', { nonce: 'abc' }],
    ['a nonce that is none', { nonce: 7 }],
  ])('%s', async (_what, claims) => {
    const server = await testServer()
    const device = await registerDevice(server)
    const answer = await device.call('GET /device', undefined, { claims })
    expect([answer.status, answer.body.error.code]).toEqual([401, 'unauthorized'])
  })

  test.each([
    ['another type', { typ: 'JWT' }],
    ['an approval as a request', { typ: 'countersign-approval+jwt' }],
    ['another device', { kid: '87654321' }],
    ['no device', { kid: 'tony' }],
  ])('its header names %s', async (_what, header) => {
    const server = await testServer()
    const device = await registerDevice(server)
    const answer = await device.call('GET /device', undefined, { header })
    expect(answer.body.error.code).toBe('unauthorized')
  })

  test('a body that was changed on the way', async () => {
    const server = await testServer()
    const device = await registerDevice(server)
    const answer = await device.call('PATCH /device', { name: 'Mine' }, { claims: { body: '' } })
    expect(answer.body.error.code).toBe('unauthorized')
  })

  test.each([
    ['no header', undefined],
    ['an API key', 'Bearer abc'],
    ['no JWS', 'Device abc'],
    ['alg none', `Device ${encode({ alg: 'none', kid: '1' })}.${encode({})}.AA`],
    ['HS256', `Device ${encode({ alg: 'HS256', kid: '1' })}.${encode({})}.AA`],
    ['half a header', `Device ${encode('{').slice(0, 3)}.AA.AA`],
  ])('%s', async (_what, authorization) => {
    const server = await testServer()
    const headers = authorization === undefined ? {} : { authorization }
    const answer = await server.app.inject({ url: '/device/v1/device', headers })
    expect([answer.statusCode, answer.json().error.code]).toEqual([401, 'unauthorized'])
  })
})

test('a key of one’s own with the id of somebody else’s device', async () => {
  const server = await testServer()
  const device = await registerDevice(server)
  const thief = await newDevice(server)
  thief.adopt(device.id())
  expect((await thief.call('GET /device')).body.error.code).toBe('unauthorized')
})

test('a recorded request is refused the second time, on whatever node', async () => {
  const server = await testServer()
  const device = await registerDevice(server)
  const other = server.anotherNode()
  const claims = { nonce: 'n'.repeat(22) }
  expect((await device.call('GET /device', undefined, { claims })).status).toBe(200)
  const again = await device.call('GET /device', undefined, { claims })
  expect([again.status, again.body.error.code]).toEqual([401, 'replayed'])
  const elsewhere = await device.call('GET /device', undefined, { claims, node: other })
  expect(elsewhere.body.error.code).toBe('replayed')
})

test('of twelve copies at once one is let in', async () => {
  const server = await testServer()
  const device = await registerDevice(server)
  const claims = { nonce: 'n'.repeat(22) }
  const all = await Promise.all(
    Array.from({ length: 12 }, () => device.call('GET /device', undefined, { claims })),
  )
  expect(all.filter((each) => each.status === 200)).toHaveLength(1)
})

test('a request is old after five minutes, and one from the future is no better', async () => {
  const server = await testServer()
  const device = await registerDevice(server)
  for (const off of [-300_001, 300_001]) {
    const time = server.clock.now() + off
    const answer = await device.call('GET /device', undefined, { claims: { time } })
    expect(answer.body.error).toMatchObject({ code: 'clock', serverTime: server.clock.now() })
  }
  for (const time of [Number.NaN, '1700000000000', null]) {
    const answer = await device.call('GET /device', undefined, { claims: { time } })
    expect(answer.body.error.code).toBe('clock')
  }
})

test('a request of the registration is refused the second time as well', async () => {
  const server = await testServer()
  const device = await newDevice(server)
  const claims = { nonce: 'n'.repeat(22) }
  const path = 'GET /registrations/00000000-0000-4000-8000-000000000000'
  expect((await device.call(path, undefined, { claims })).body.error.code).toBe('not-found')
  expect((await device.call(path, undefined, { claims })).body.error.code).toBe('replayed')
})

test.each(['{', '[]', '"text"', '\u0000', '{"name":"a\\u0000b"}', '{"name":1}', ''])(
  'a body that is no device’s: %j',
  async (text) => {
    const server = await testServer()
    const device = await registerDevice(server)
    const answer = await device.call('PATCH /device', undefined, {})
    expect(answer.body.error.code).toBe('invalid')
    const raw = await server.app.inject({
      method: 'POST',
      url: '/device/v1/registrations',
      payload: text,
    })
    expect(raw.statusCode).toBe(401)
  },
)

test('a body past the limit', async () => {
  const server = await testServer()
  const answer = await server.app.inject({
    method: 'POST',
    url: '/device/v1/registrations',
    payload: 'x'.repeat(100_000),
  })
  expect([answer.statusCode, answer.json().error.code]).toEqual([400, 'invalid'])
})

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
