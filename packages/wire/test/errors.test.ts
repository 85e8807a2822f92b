import { describe, expect, test } from 'vitest'
import { ERRORS, errorAnswer, errorBody, renderJson } from '@countersign/wire'
import type { Failure, WireError } from '@countersign/wire'

const rows: readonly (readonly [string, WireError])[] = Object.entries(ERRORS)

describe('the table', () => {
  test.each(rows)('%s has a code of five digits, a status and a plain text', (_name, error) => {
    expect(error.code).toMatch(/^60[01]\d\d$/)
    expect(error.status).toBeGreaterThanOrEqual(400)
    expect(error.status).toBeLessThan(600)
    expect(error.message).toMatch(/^[\u0020-\u007B\u007D\u007E]+$/)
  })

  test('holds every code of the contract', () => {
    const absent = [39, 40, 41, 43, 44, 45, 48, 62, 76, 77, 81, 84, 88]
    const expected = Array.from({ length: 134 }, (_, index) => index)
      .filter((index) => !absent.includes(index))
      .map((index) => String(60_000 + index))
      // The one code of the migration tools, which came later (docs/wire §3.7).
      .concat('60154')
    expect([...new Set(rows.map(([, error]) => error.code))].toSorted()).toEqual(expected)
  })

  const recorded: readonly (readonly [keyof typeof ERRORS, string, number, string])[] = [
    ['apiKeyInvalid', '60001', 401, 'Invalid API key'],
    [
      'dosProtection',
      '60003',
      429,
      'DoS protection. User has requested too many tokens in the last minute.',
    ],
    ['callsDisabled', '60006', 403, 'Phone calls are not enabled on this account'],
    ['smsNotSent', '60015', 503, 'SMS token was not sent.'],
    ['userDoesNotExist', '60016', 401, "User doesn't exist"],
    ['userSuspended', '60017', 503, 'User has been suspended.'],
    ['tokenReused', '60019', 401, 'Token is invalid. Token was used recently'],
    ['tokenInvalid', '60020', 401, 'Token is invalid'],
    ['tokenMalformed', '60020', 400, 'Token is invalid.'],
    ['verificationCodeIncorrect', '60022', 401, 'Verification code is incorrect'],
    [
      'phoneInfoFailed',
      '60025',
      500,
      'Server error while querying phone information. Please try again later',
    ],
    ['userNotFound', '60026', 404, 'User not found.'],
    ['userNotValid', '60027', 400, 'User was not valid'],
    [
      'activityNotCreated',
      '60029',
      400,
      'You can only create the following activities: password_reset, banned, unbanned, cookie_login.',
    ],
    ['phoneInvalid', '60033', 400, 'Phone number is invalid'],
    [
      'phoneVerificationParamsInvalid',
      '60042',
      400,
      'Either uuid or country_code and phone number are required',
    ],
    ['smsToLandline', '60082', 403, 'Cannot send SMS to landline phone numbers'],
  ]
  test.each(recorded)('%s is as recorded', (name, code, status, message) => {
    expect(ERRORS[name]).toEqual({ code, status, message })
  })
})

describe('errorBody', () => {
  const bodies: readonly (readonly [Failure, string])[] = [
    [
      { error: 'apiKeyInvalid' },
      '{"error_code":"60001","message":"Invalid API key","errors":{"message":"Invalid API key"},"success":false}',
    ],
    [
      { error: 'invalidParameter', name: 'country_code', reason: 'Parameter is required' },
      '{"error_code":"60004","message":"Invalid parameter: country_code - Parameter is required","errors":{"message":"Invalid parameter: country_code - Parameter is required"},"success":false}',
    ],
    [
      { error: 'userNotValid', fields: { cellphone: 'is invalid' } },
      '{"message":"User was not valid","success":false,"errors":{"cellphone":"is invalid","message":"User was not valid"},"cellphone":"is invalid","error_code":"60027"}',
    ],
    [
      { error: 'userNotFound' },
      '{"message":"User not found.","success":false,"errors":{"message":"User not found."},"error_code":"60026"}',
    ],
    [
      { error: 'tokenInvalid' },
      '{"message":"Token is invalid","token":"is invalid","success":false,"errors":{"message":"Token is invalid"},"error_code":"60020"}',
    ],
    [
      { error: 'tokenReused' },
      '{"message":"Token is invalid. Token was used recently","token":"is invalid","success":false,"errors":{"message":"Token is invalid. Token was used recently"},"error_code":"60019"}',
    ],
    [
      { error: 'tokenMalformed' },
      '{"message":"Token is invalid.","token":"is invalid","success":false,"errors":{"token":"is invalid"},"error_code":"60020"}',
    ],
    [
      { error: 'verificationCodeIncorrect' },
      '{"message":"Verification code is incorrect","success":false,"errors":{"message":"Verification code is incorrect"},"error_code":"60022"}',
    ],
    [
      { error: 'noPendingVerification', phone: '+1 231-357-6187' },
      '{"message":"No pending verifications for +1 231-357-6187 found.","success":false,"errors":{"message":"No pending verifications for +1 231-357-6187 found."},"error_code":"60023"}',
    ],
    [
      { error: 'approvalRequestNotFound', uuid: 'dda2c400-bc43-0135-d7be-1285ca17e122' },
      '{"message":"Approval request not found: dda2c400-bc43-0135-d7be-1285ca17e122","success":false,"errors":{},"error_code":"60049"}',
    ],
  ]
  test.each(bodies)('of $error', (failure, json) => {
    expect(renderJson(errorBody(failure))).toBe(json)
  })

  test('names each wrong field of a user', () => {
    const body = errorBody({
      error: 'userNotValid',
      fields: { email: 'is invalid', country_code: 'is not supported' },
    })
    expect(body).toEqual({
      message: 'User was not valid',
      success: false,
      errors: {
        email: 'is invalid',
        country_code: 'is not supported',
        message: 'User was not valid',
      },
      email: 'is invalid',
      country_code: 'is not supported',
      error_code: '60027',
    })
  })

  test('echoes nothing that breaks a client: no bar, no control, no non-ASCII, no great length', () => {
    const body = errorBody({
      error: 'invalidParameter',
      name: 'country_code',
      reason: `'|é\n😀${'x'.repeat(5000)}' is not a valid Integer`,
    })
    expect(body['message']).toMatch(/^Invalid parameter: country_code - '\?{4}x+$/)
    expect(renderJson(body).length).toBeLessThan(700)
  })

  test('errorAnswer adds the status', () => {
    expect(errorAnswer({ error: 'userNotFound' })).toEqual({
      status: 404,
      body: errorBody({ error: 'userNotFound' }),
    })
  })
})
