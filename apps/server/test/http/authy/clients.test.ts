import { describe, expect, test } from 'vitest'
import {
  booleanParam,
  hashParam,
  integerParam,
  listParam,
  stringParam,
} from '../../../src/http/authy/params.ts'
import type { ParamRead, Params } from '../../../src/http/authy/params.ts'
import { FORM, JSON_TYPE, paramsOf, plain } from './request.ts'
import type { Sent } from './request.ts'

const KEY = 'K'.repeat(32)

function valueOf<T>(read: ParamRead<T>): T | undefined {
  if (!read.ok) throw new Error(JSON.stringify(read.failure))
  return read.value
}

function readUser(params: Params): unknown {
  return {
    email: valueOf(stringParam(params, 'user.email')),
    cellphone: valueOf(stringParam(params, 'user.cellphone')),
    countryCode: valueOf(integerParam(params, 'user.country_code')),
  }
}

describe('users/new, as each client sends it', () => {
  const rows: readonly (readonly [string, Sent])[] = [
    [
      'npm authy: form, the rest in the query',
      {
        query: `send_install_link_via_sms=true&api_key=${KEY}`,
        contentType: FORM,
        body: 'user%5Bemail%5D=jdoe%2Bx%40example.com&user%5Bcellphone%5D=202-555-0112&user%5Bcountry_code%5D=1',
      },
    ],
    [
      'authy-client: JSON, a number',
      {
        contentType: JSON_TYPE,
        body: '{"user":{"cellphone":"202-555-0112","country_code":1,"email":"jdoe+x@example.com"}}',
      },
    ],
    [
      'authy-python: JSON with spaces',
      {
        contentType: JSON_TYPE,
        body: '{"user": {"email": "jdoe+x@example.com", "cellphone": "202-555-0112", "country_code": 1}, "send_install_link_via_sms": false}',
      },
    ],
    [
      'authy-ruby: form, a bare question mark',
      {
        query: '',
        contentType: `${FORM}; charset=UTF-8`,
        body: 'user[email]=jdoe%2Bx%40example.com&user[cellphone]=202-555-0112&user[country_code]=1&send_install_link_via_sms=true',
      },
    ],
    [
      'authy-php: all in the query',
      {
        query:
          'user%5Bemail%5D=jdoe%2Bx%40example.com&user%5Bcellphone%5D=202-555-0112&user%5Bcountry_code%5D=1&user%5Bsend_install_link_via_sms%5D=1',
        body: '',
      },
    ],
    [
      'authy-java: JSON, a string',
      {
        contentType: JSON_TYPE,
        body: '{"user":{"country_code":"1","cellphone":"202-555-0112","email":"jdoe+x@example.com"}}',
      },
    ],
    [
      'go-authy: sorted form with the key',
      {
        contentType: FORM,
        body: `api_key=${KEY}&user%5Bcellphone%5D=202-555-0112&user%5Bcountry_code%5D=1&user%5Bemail%5D=jdoe%2Bx%40example.com`,
      },
    ],
    [
      'authy-rs: form',
      {
        contentType: FORM,
        body: 'user%5Bemail%5D=jdoe%2Bx%40example.com&user%5Bcountry_code%5D=1&user%5Bcellphone%5D=202-555-0112',
      },
    ],
    [
      'authy-freeradius: JSON with a plus',
      {
        contentType: 'application/json; charset=utf-8',
        body: '{"user":{"email":"jdoe+x@example.com","cellphone":"202-555-0112","country_code":"+1"}}',
      },
    ],
    [
      'authy-java before 1.2: XML',
      {
        contentType: 'application/xml',
        body: '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<user><cellphone>202-555-0112</cellphone><country_code>1</country_code><email>jdoe+x@example.com</email></user>',
      },
    ],
    [
      'curl: raw brackets, no Content-Type',
      {
        body: 'user[email]=jdoe%2bx@example.com&user[cellphone]=202-555-0112&user[country_code]=1',
      },
    ],
  ]
  test.each(rows)('%s', (_name, sent) => {
    expect(readUser(paramsOf(sent))).toEqual({
      email: 'jdoe+x@example.com',
      cellphone: '202-555-0112',
      countryCode: 1,
    })
  })

  test('the install link is asked for in three places', () => {
    const [npm, , python, , php] = rows.map(([, sent]) => paramsOf(sent))
    if (npm === undefined || python === undefined || php === undefined)
      throw new Error('no such row')
    expect(valueOf(booleanParam(npm, 'send_install_link_via_sms'))).toBe(true)
    expect(valueOf(booleanParam(python, 'send_install_link_via_sms'))).toBe(false)
    expect(valueOf(booleanParam(php, 'user.send_install_link_via_sms'))).toBe(true)
  })
})

function readApprovalRequest(params: Params): unknown {
  return {
    message: valueOf(stringParam(params, 'message')),
    details: plain(valueOf(hashParam(params, 'details'))),
    hiddenDetails: plain(valueOf(hashParam(params, 'hidden_details'))),
    logos: plain(valueOf(listParam(params, 'logos'))),
    secondsToExpire: valueOf(integerParam(params, 'seconds_to_expire')),
  }
}

describe('OneTouch create, as each client sends it', () => {
  const json =
    '"details":{"Email Address":"jdoe@example.com","Amount":"10 €"},"hidden_details":{"ip":"1.1.1.1"},"logos":[{"res":"default","url":"https://x.test/a.png"},{"res":"low","url":"https://x.test/b.png"}]'
  const rows: readonly (readonly [string, Sent])[] = [
    [
      'npm authy: form, numbered logos',
      {
        query: `api_key=${KEY}`,
        contentType: FORM,
        body: 'message=Log%20in%3F&details%5BEmail%20Address%5D=jdoe%40example.com&details%5BAmount%5D=10%20%E2%82%AC&hidden_details%5Bip%5D=1.1.1.1&logos%5B0%5D%5Bres%5D=default&logos%5B0%5D%5Burl%5D=https%3A%2F%2Fx.test%2Fa.png&logos%5B1%5D%5Bres%5D=low&logos%5B1%5D%5Burl%5D=https%3A%2F%2Fx.test%2Fb.png&seconds_to_expire=120',
      },
    ],
    [
      'authy-client: JSON',
      {
        contentType: JSON_TYPE,
        body: `{${json},"message":"Log in?","seconds_to_expire":120}`,
      },
    ],
    [
      'authy-python: JSON, all five keys, escapes',
      {
        contentType: JSON_TYPE,
        body: `{"message": "Log in?", "seconds_to_expire": 120, ${json.replace('€', String.raw`\u20ac`)}}`,
      },
    ],
    [
      'authy-ruby: form, interleaved logos',
      {
        query: '',
        contentType: FORM,
        body: 'message=Log+in%3F&details[Email+Address]=jdoe%40example.com&details[Amount]=10+%E2%82%AC&hidden_details[ip]=1.1.1.1&logos[][res]=default&logos[][url]=https%3A%2F%2Fx.test%2Fa.png&logos[][res]=low&logos[][url]=https%3A%2F%2Fx.test%2Fb.png&seconds_to_expire=120',
      },
    ],
    [
      'authy-php: all in the query',
      {
        query:
          'message=Log%20in%3F&details%5BEmail%20Address%5D=jdoe%40example.com&details%5BAmount%5D=10%20%E2%82%AC&hidden_details%5Bip%5D=1.1.1.1&logos%5B0%5D%5Bres%5D=default&logos%5B0%5D%5Burl%5D=https%3A%2F%2Fx.test%2Fa.png&logos%5B1%5D%5Bres%5D=low&logos%5B1%5D%5Burl%5D=https%3A%2F%2Fx.test%2Fb.png&seconds_to_expire=120',
      },
    ],
    [
      'authy-java: JSON',
      {
        query: '',
        contentType: JSON_TYPE,
        body: `{"message":"Log in?",${json},"seconds_to_expire":120}`,
      },
    ],
    [
      'go-authy: sorted form, all res before all url',
      {
        contentType: FORM,
        body: `api_key=${KEY}&details%5BAmount%5D=10+%E2%82%AC&details%5BEmail+Address%5D=jdoe%40example.com&hidden_details%5Bip%5D=1.1.1.1&logos%5B%5D%5Bres%5D=default&logos%5B%5D%5Bres%5D=low&logos%5B%5D%5Burl%5D=https%3A%2F%2Fx.test%2Fa.png&logos%5B%5D%5Burl%5D=https%3A%2F%2Fx.test%2Fb.png&message=Log+in%3F&seconds_to_expire=120`,
      },
    ],
    [
      'authy-freeradius: JSON, text for the number',
      {
        contentType: JSON_TYPE,
        body: `{"message":"Log in?","seconds_to_expire":"120",${json}}`,
      },
    ],
  ]
  test.each(rows)('%s', (_name, sent) => {
    expect(readApprovalRequest(paramsOf(sent))).toEqual({
      message: 'Log in?',
      details: { 'Email Address': 'jdoe@example.com', Amount: '10 €' },
      hiddenDetails: { ip: '1.1.1.1' },
      logos: [
        { res: 'default', url: 'https://x.test/a.png' },
        { res: 'low', url: 'https://x.test/b.png' },
      ],
      secondsToExpire: 120,
    })
  })

  test('authy-rs: both leaves are called res, which is read as it stands', () => {
    const params = paramsOf({
      contentType: FORM,
      body: 'message=Log+in%3F&details%5BAmount%5D=10+%E2%82%AC&logos%5B%5D%5Bres%5D=default&logos%5B%5D%5Bres%5D=https%3A%2F%2Fx.test%2Fa.png&seconds_to_expire=120',
    })
    expect(readApprovalRequest(params)).toEqual({
      message: 'Log in?',
      details: { Amount: '10 €' },
      hiddenDetails: undefined,
      logos: [{ res: 'default' }, { res: 'https://x.test/a.png' }],
      secondsToExpire: 120,
    })
  })

  test('authy-python with nothing set', () => {
    const params = paramsOf({
      contentType: JSON_TYPE,
      body: '{"message": "Log in?", "seconds_to_expire": null, "details": {}, "hidden_details": {}, "logos": []}',
    })
    expect(readApprovalRequest(params)).toEqual({
      message: 'Log in?',
      details: {},
      hiddenDetails: {},
      logos: [],
      secondsToExpire: undefined,
    })
  })
})

describe('what else clients send', () => {
  const rows: readonly (readonly [string, Sent, unknown])[] = [
    [
      'npm authy: a form on GET',
      {
        query: `api_key=${KEY}`,
        contentType: FORM,
        body: 'phone_number=2025550112&country_code=1&verification_code=1234',
      },
      { api_key: KEY, phone_number: '2025550112', country_code: '1', verification_code: '1234' },
    ],
    ['npm authy: a Content-Type on a bare GET', { contentType: FORM }, {}],
    ['authy-client: JSON on GET', { contentType: JSON_TYPE, body: '{}' }, {}],
    ['authy-java: JSON without a body', { contentType: JSON_TYPE }, {}],
    ['JSON of white space', { contentType: JSON_TYPE, body: ' \r\n' }, {}],
    ['authy-java: a bare question mark', { query: '' }, {}],
    ['authy-python', { query: 'force=True&locale=es' }, { force: 'True', locale: 'es' }],
    ['authy-ruby: an empty label', { body: 'qr_size=300&label=' }, { qr_size: '300', label: '' }],
    [
      'authy-rs: data of an activity',
      { contentType: FORM, body: 'type=banned&data%5Breason%5D=a+b' },
      { type: 'banned', data: { reason: 'a b' } },
    ],
    [
      'webhooks: events in their order',
      { body: 'events%5B%5D=user_added&events%5B%5D=token_verified' },
      { events: ['user_added', 'token_verified'] },
    ],
    ['details as text', { body: 'message=x&details=y' }, { message: 'x', details: 'y' }],
  ]
  test.each(rows)('%s', (_name, sent, expected) => {
    expect(plain(paramsOf(sent))).toEqual(expected)
  })
})
