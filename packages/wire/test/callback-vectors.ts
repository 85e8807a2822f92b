import type { CallbackToSign, WireObject } from '@countersign/wire'

/** The vectors of docs/wire §9, and what they are made of: for whoever signs or verifies callbacks. */

const transaction: WireObject = {
  details: { 'Email Address': 'jdoe@example.com' },
  device_details: null,
  device_geolocation: null,
  device_signing_time: 1700000000,
  encrypted: false,
  flagged: false,
  hidden_details: { ip: '1.1.1.1' },
  message: 'Login requested, ok?',
  reason: null,
  requester_details: null,
  status: 'approved',
  uuid: 'dda2c400-bc43-0135-d7be-1285ca17e122',
  created_at_time: 1699999900,
  customer_uuid: 1,
}
const approvalRequest: WireObject = {
  transaction,
  expiration_timestamp: 1_700_086_300,
  logos: null,
  app_id: '4ffbf2d0f75dea5dc4fa8f33',
}
const device: WireObject = {
  city: 'Bogotá',
  country: 'Colombia',
  ip: '10.0.0.1',
  region: null,
  registration_city: null,
  registration_country: null,
  registration_ip: null,
  registration_method: 'sms',
  registration_region: null,
  os_type: 'android',
  last_account_recovery_at: null,
  id: 1234567,
  registration_date: 1690000000,
  last_sync_date: 1690000001,
}
export const payload: WireObject = {
  authy_id: 1000123,
  device_uuid: '1234567',
  callback_action: 'approval_request_status',
  uuid: 'dda2c400-bc43-0135-d7be-1285ca17e122',
  status: 'approved',
  approval_request: approvalRequest,
  signature: 'abc+/def==',
  device: device,
}

export const callback: CallbackToSign = {
  apiKey: '0123456789abcdefghijABCDEFGHIJ12',
  nonce: '1700000000',
  method: 'POST',
  url: 'https://app.example.test/authy/callback',
  payload,
}

export function withTransaction(changes: WireObject): WireObject {
  return {
    ...payload,
    approval_request: { ...approvalRequest, transaction: { ...transaction, ...changes } },
  }
}

/** Name, payload, signature: of `callback` with another payload. */
export const VECTORS: readonly (readonly [string, WireObject, string])[] = [
  ['O-1', payload, 'Gk7tbs8N9Eqi5d4l2jQzrFf7jJMn/hu7OiUnU02KjYQ='],
  [
    'O-2, two logos',
    {
      ...payload,
      approval_request: {
        ...approvalRequest,
        logos: [
          { res: 'default', url: 'https://x.test/a.png' },
          { res: 'low', url: 'https://x.test/b.png' },
        ],
      },
    },
    'NLeK6V4bddHMp8rsBsuWans2Zmh4x+YEmHrE/jOquZY=',
  ],
  [
    'O-3, unlock methods',
    {
      ...payload,
      device: {
        ...device,
        enabled_unlock_methods: ['pin', 'fingerprint'],
        last_unlock_method_used: 'none',
        last_unlock_date: null,
        multidevice_enabled: true,
      },
    },
    'juldsYTxcklUmYbvwQBfMxp71WkTigkEoUKVD/+wV9w=',
  ],
  [
    'O-4, keys that differ in case order',
    withTransaction({ details: { alpha: '1', Beta: '2' } }),
    'j5TCa/A25zKs6m2urrQ5SNwOW67sOoQcuyUeTr3xjTk=',
  ],
  [
    'O-5, a newline and an emoji',
    withTransaction({ details: { a: 'é\n😀' } }),
    'tnlgxr9Gcll5oiwY6eNrs6qn/nnSZajnEqxJlO5gIuc=',
  ],
  [
    'O-6, top-level multidevice keys',
    { ...payload, multidevice_enabled: true, multidevice_updated_at: 1_660_935_261 },
    'jGWZm9IJQ8xluhSMDpUJXsD+m6aVwZFnDdM17ToFqiw=',
  ],
  [
    'O-7, null details',
    withTransaction({ details: null, hidden_details: null }),
    'koONmQSqj8QbfTZENyQfEA/lmNE0AKW9WtAeE9FRIHQ=',
  ],
]
export const foo: CallbackToSign = {
  apiKey: 'foo',
  nonce: '1455825429',
  method: 'POST',
  url: 'https://foo.bar/',
  payload: { foo: { bar: { biz: 'foo' } }, qux: 'net' },
}
const webhooks: CallbackToSign = {
  apiKey: 'mTIn3Dq5HrF7r84rNTA0OrHys077egq3',
  nonce: '1427849783.886085',
  method: 'POST',
  url: 'https://api.authy.com/dashboard/json/application/webhooks',
  payload: { b: 'val|ue&2', a: 'value1' },
}
/** Published by others, or taken from their tests; no callbacks of ours. */
export const EXAMPLES: readonly (readonly [string, CallbackToSign, string])[] = [
  ['E-1', foo, 'uq/wB8AR1Acvn0wFcjm7mmBJyR11nuuMhMy6semsAO8='],
  [
    'E-2, a space',
    { ...foo, payload: { foo: { bar: { biz: 'foo bar' } }, qux: 'net' } },
    '+fyGys+d5yNJx9SpeKZdf+N77od1t1cC/fVSWDW2+kY=',
  ],
  ['E-15, POST', webhooks, '2CT+wezo66Br1U24xZpowp0AuPioH8s+nQVCWA01/PA='],
  ['E-16, GET', { ...webhooks, method: 'GET' }, 'Sm7Qi5toEQThBH3ZiKWKiXRfr2XRctK6cn8C73lS0dU='],
]
