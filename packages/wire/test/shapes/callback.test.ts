import { describe, expect, test } from 'vitest'
import {
  callbackPayload,
  canonicalQuery,
  objectId,
  osTypeOf,
  renderJson,
  sampleCallback,
  signCallback,
} from '@countersign/wire'
import { callbackFacts } from './bodies.ts'

const O1_BODY =
  '{"authy_id":1000123,"device_uuid":"1234567","callback_action":"approval_request_status","uuid":"dda2c400-bc43-0135-d7be-1285ca17e122","status":"approved","approval_request":{"transaction":{"details":{"Email Address":"jdoe@example.com"},"device_details":null,"device_geolocation":null,"device_signing_time":1700000000,"encrypted":false,"flagged":false,"hidden_details":{"ip":"1.1.1.1"},"message":"Login requested, ok?","reason":null,"requester_details":null,"status":"approved","uuid":"dda2c400-bc43-0135-d7be-1285ca17e122","created_at_time":1699999900,"customer_uuid":1},"expiration_timestamp":1700086300,"logos":null,"app_id":"4ffbf2d0f75dea5dc4fa8f33"},"signature":"abc+/def==","device":{"city":"Bogotá","country":"Colombia","ip":"10.0.0.1","region":null,"registration_city":null,"registration_country":null,"registration_ip":null,"registration_method":"sms","registration_region":null,"os_type":"android","last_account_recovery_at":null,"id":1234567,"registration_date":1690000000,"last_sync_date":1690000001}}'

const sign = (payload: ReturnType<typeof callbackPayload>) =>
  signCallback({
    apiKey: '0123456789abcdefghijABCDEFGHIJ12',
    nonce: '1700000000',
    method: 'POST',
    url: 'https://app.example.test/authy/callback',
    payload,
  })

describe('from facts come', () => {
  test('vector O-1, byte for byte', () => {
    const payload = callbackPayload(callbackFacts)
    expect(renderJson(payload)).toBe(O1_BODY)
    expect(sign(payload)).toBe('Gk7tbs8N9Eqi5d4l2jQzrFf7jJMn/hu7OiUnU02KjYQ=')
  })

  test('vector O-2, with logos in the order res, url', () => {
    const logos = [
      { url: 'https://x.test/a.png', res: 'default' },
      { url: 'https://x.test/b.png', res: 'low' },
    ]
    expect(sign(callbackPayload({ ...callbackFacts, logos }))).toBe(
      'NLeK6V4bddHMp8rsBsuWans2Zmh4x+YEmHrE/jOquZY=',
    )
  })

  test('vectors O-4, O-5 and O-7, with other details', () => {
    const signed = [
      { details: { alpha: '1', Beta: '2' } },
      { details: { a: 'é\n😀' } },
      { details: null, hiddenDetails: null },
    ].map((change) => sign(callbackPayload({ ...callbackFacts, ...change })))
    expect(signed).toEqual([
      'j5TCa/A25zKs6m2urrQ5SNwOW67sOoQcuyUeTr3xjTk=',
      'tnlgxr9Gcll5oiwY6eNrs6qn/nnSZajnEqxJlO5gIuc=',
      'koONmQSqj8QbfTZENyQfEA/lmNE0AKW9WtAeE9FRIHQ=',
    ])
  })
})

test('the sample is O-1 of the person 1234', () => {
  expect(renderJson(sampleCallback())).toBe(O1_BODY.replace('1000123', '1234'))
})

test('"this was not me" is flagged and has its reason', () => {
  const query = canonicalQuery(callbackPayload({ ...callbackFacts, status: 'denied', notMe: true }))
  expect(query).toContain('approval_request%5Btransaction%5D%5Bflagged%5D=true')
  expect(query).toContain('approval_request%5Btransaction%5D%5Breason%5D=not_me')
  expect(query).toContain('status=denied')
})

test('values keep their types, no expiry is null, and no logos are null', () => {
  const payload = callbackPayload({
    ...callbackFacts,
    details: { Amount: 5, Rate: 1.5, Express: true, Note: null },
    expiresAtMs: null,
    logos: [],
  })
  expect(renderJson(payload)).toContain(
    '"details":{"Amount":5,"Rate":1.5,"Express":true,"Note":null}',
  )
  expect(payload['approval_request']).toMatchObject({ expiration_timestamp: null, logos: null })
})

test('an id of 24 digits is the same for the same number, and another with another prefix', () => {
  expect(objectId(1)).toBe('000000000000000000000001')
  expect(objectId(0x1234_abcd)).toBe('00000000000000001234abcd')
  expect(objectId(Number.MAX_SAFE_INTEGER, 2)).toBe('00000002001fffffffffffff')
})

test('phones go by name, all else is a desktop', () => {
  const systems = ['android', 'ios', 'windows', 'macos', 'linux', 'chromeos', 'other', '']
  expect(systems.map(osTypeOf)).toEqual([
    'android',
    'ios',
    ...Array.from({ length: 6 }, () => 'desktop'),
  ])
})
