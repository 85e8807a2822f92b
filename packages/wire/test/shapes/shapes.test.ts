import { describe, expect, test } from 'vitest'
import {
  appDevice,
  appStats,
  callStarted,
  renderJson,
  sentTokenDevice,
  smsSent,
  tokenValid,
  userCreated,
  userSecret,
  userStatus,
  verificationStartedMessage,
  verificationStatus,
} from '@countersign/wire'
import { bodies, cellphone, user } from './bodies.ts'

test.each(bodies)('%s is as recorded', (_name, body, json) => {
  expect(renderJson(body)).toBe(json)
})

test.each(bodies)('%s stays under 16 KiB and its message is ASCII without a bar', (_name, body) => {
  expect(renderJson(body).length).toBeLessThan(16_384)
  expect(body['message'] ?? '').toMatch(/^[\u0020-\u007B\u007D\u007E]*$/)
})

describe('what clients find with grep', () => {
  test('users/new has no digits but the id, and none of three words', () => {
    const json = renderJson(userCreated(1_000_123))
    expect(json.match(/\d+/g)).toEqual(['1000123'])
    expect(json).not.toMatch(/cellphone|email|country/i)
  })

  test('verify has token and success before device, with no space after the colon', () => {
    const json = renderJson(tokenValid(sentTokenDevice({ sentAtMs: 0 })))
    expect(json).toMatch(/"token":"is valid","success":"true".*"device":/)
  })

  test('sms matches the glob *success*sent*', () => {
    expect(renderJson(smsSent({ cellphone }))).toMatch(/success.*sent/)
  })

  test.each([smsSent({ cellphone }), callStarted({ cellphone })])(
    'what was sent has no key ignored',
    (body) => {
      expect(body).not.toHaveProperty('ignored')
    },
  )

  test('a month of stats has exactly seven keys', () => {
    const body = appStats({
      appId: 1,
      totalUsers: 0,
      months: [{ year: 2026, month: 12, auths: 1, apiCalls: 2, users: 3, sms: 4, calls: 5 }],
    })
    expect(body['stats']).toEqual([
      {
        year: 2026,
        month: 'December',
        auths_count: 1,
        api_calls_count: 2,
        users_count: 3,
        sms_count: 4,
        calls_count: 5,
      },
    ])
  })
})

describe('what may be absent or unknown', () => {
  test('a user without an email has no key email', () => {
    expect(userStatus({ ...user, email: undefined })['status']).not.toHaveProperty('email')
  })

  test('the secret may carry its URI', () => {
    const body = userSecret({ label: '', issuer: 'A', qrCode: 'data:,', otpauthUri: 'otpauth://x' })
    expect(Object.keys(body)).toEqual(['label', 'issuer', 'qr_code', 'otpauth_uri', 'success'])
  })

  test('the device of an app', () => {
    const body = appDevice({
      id: 7,
      osType: 'android',
      ip: null,
      registrationIp: '10.0.0.1',
      registrationMethod: 'push',
      registeredAtMs: 1_690_000_000_000,
      lastSyncAtMs: null,
    })
    expect(body).toMatchObject({
      os_type: 'android',
      registration_method: 'push',
      id: 7,
      registration_date: 1_690_000_000,
      last_sync_date: null,
    })
  })

  test.each([
    [-5, 0],
    [86_400, 65_535],
  ])('%i seconds to expire are sent as %i', (secondsToExpire, sent) => {
    const body = verificationStatus({ status: 'pending', secondsToExpire })
    expect(body['seconds_to_expire']).toBe(sent)
  })

  test('a call is announced in its own words', () => {
    expect(verificationStartedMessage('call', '+1 111-111-1111')).toBe(
      'Call to +1 111-111-1111 initiated.',
    )
  })
})
