import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalQuery, signCallback, verifyCallbackSignature } from '@countersign/wire'
import type { CallbackToSign, WireObject } from '@countersign/wire'
import { callback, EXAMPLES, foo, payload, VECTORS, withTransaction } from './callback-vectors.ts'

describe('a whole callback', () => {
  test('has its canonical query', () => {
    expect(canonicalQuery(payload).split('&')).toEqual([
      'approval_request%5Bapp_id%5D=4ffbf2d0f75dea5dc4fa8f33',
      'approval_request%5Bexpiration_timestamp%5D=1700086300',
      'approval_request%5Blogos%5D=',
      'approval_request%5Btransaction%5D%5Bcreated_at_time%5D=1699999900',
      'approval_request%5Btransaction%5D%5Bcustomer_uuid%5D=1',
      'approval_request%5Btransaction%5D%5Bdetails%5D%5BEmail+Address%5D=jdoe%40example.com',
      'approval_request%5Btransaction%5D%5Bdevice_details%5D=',
      'approval_request%5Btransaction%5D%5Bdevice_geolocation%5D=',
      'approval_request%5Btransaction%5D%5Bdevice_signing_time%5D=1700000000',
      'approval_request%5Btransaction%5D%5Bencrypted%5D=false',
      'approval_request%5Btransaction%5D%5Bflagged%5D=false',
      'approval_request%5Btransaction%5D%5Bhidden_details%5D%5Bip%5D=1.1.1.1',
      'approval_request%5Btransaction%5D%5Bmessage%5D=Login+requested%2C+ok%3F',
      'approval_request%5Btransaction%5D%5Breason%5D=',
      'approval_request%5Btransaction%5D%5Brequester_details%5D=',
      'approval_request%5Btransaction%5D%5Bstatus%5D=approved',
      'approval_request%5Btransaction%5D%5Buuid%5D=dda2c400-bc43-0135-d7be-1285ca17e122',
      'authy_id=1000123',
      'callback_action=approval_request_status',
      'device%5Bcity%5D=Bogot%C3%A1',
      'device%5Bcountry%5D=Colombia',
      'device%5Bid%5D=1234567',
      'device%5Bip%5D=10.0.0.1',
      'device%5Blast_account_recovery_at%5D=',
      'device%5Blast_sync_date%5D=1690000001',
      'device%5Bos_type%5D=android',
      'device%5Bregion%5D=',
      'device%5Bregistration_city%5D=',
      'device%5Bregistration_country%5D=',
      'device%5Bregistration_date%5D=1690000000',
      'device%5Bregistration_ip%5D=',
      'device%5Bregistration_method%5D=sms',
      'device%5Bregistration_region%5D=',
      'device_uuid=1234567',
      'signature=abc%2B%2Fdef%3D%3D',
      'status=approved',
      'uuid=dda2c400-bc43-0135-d7be-1285ca17e122',
    ])
  })

  test.each(VECTORS)('%s', (_name, changed, signature) => {
    expect(signCallback({ ...callback, payload: changed })).toBe(signature)
    expect(verifyCallbackSignature({ ...callback, payload: changed }, signature)).toBe(true)
  })

  test('is signed alike with device_uuid as digits or as a number', () => {
    const asNumber = { ...callback, payload: { ...payload, device_uuid: 1_234_567 } }
    expect(signCallback(asNumber)).toBe(signCallback(callback))
  })
})

describe('published examples', () => {
  test.each(EXAMPLES)('%s', (_name, example, signature) => {
    expect(signCallback(example)).toBe(signature)
  })

  test('a bare host ends in a slash, a query is left out, a method is upper case', () => {
    const signature = signCallback(foo)
    expect(signCallback({ ...foo, url: 'https://foo.bar' })).toBe(signature)
    expect(signCallback({ ...foo, url: 'https://foo.bar/?a=1#b' })).toBe(signature)
    expect(signCallback({ ...foo, url: 'https://foo.bar?a=/b' })).toBe(signature)
    expect(signCallback({ ...foo, method: 'post' })).toBe(signature)
  })

  test('a URL is not rewritten: port, case and escapes stay', () => {
    const signature = signCallback(foo)
    for (const url of ['https://foo.bar:443/', 'https://Foo.bar/', 'https://foo.bar/%7e']) {
      expect(signCallback({ ...foo, url })).not.toBe(signature)
    }
  })
})

describe('canonicalQuery', () => {
  const rows: readonly (readonly [string, WireObject, string])[] = [
    ['nothing', {}, ''],
    ['empty objects and arrays', { a: {}, b: [], c: '' }, 'c='],
    ['objects of empty objects', { a: { b: {} }, c: 1 }, 'c=1'],
    ['elements in their order', { a: ['b', 'a'] }, 'a%5B%5D=b&a%5B%5D=a'],
    [
      'booleans and numbers',
      { a: true, b: false, c: 1.5, d: 1e21 },
      'a=true&b=false&c=1.5&d=1000000000000000000000',
    ],
    ['unreserved', { a: "-_.~!'()*" }, 'a=-_.~%21%27%28%29%2A'],
    [
      'encoded pairs sorted, not raw keys',
      { a: '1', 'a b': '2', ab: '3', 'a-': '4' },
      'a+b=2&a-=4&a=1&ab=3',
    ],
    ['half a surrogate pair', { a: '\uD800' }, 'a=%EF%BF%BD'],
    ['a hostile key', JSON.parse('{"__proto__":{"a":"1"}}'), '__proto__%5Ba%5D=1'],
  ]
  test.each(rows)('%s', (_name, value, canonical) => {
    expect(canonicalQuery(value)).toBe(canonical)
  })
})

describe('verifyCallbackSignature', () => {
  const signature = signCallback(callback)

  test.each<[string, CallbackToSign, string]>([
    ['another key', { ...callback, apiKey: 'x' }, signature],
    ['another nonce', { ...callback, nonce: '1700000001' }, signature],
    ['another method', { ...callback, method: 'GET' }, signature],
    ['another URL', { ...callback, url: 'https://app.example.test/authy' }, signature],
    ['another answer', { ...callback, payload: { ...payload, status: 'denied' } }, signature],
    ['no signature', callback, ''],
    ['a longer signature', callback, `${signature}=`],
    ['one character changed', callback, signature.replace(/^./, '_')],
  ])('refuses %s', (_name, received, given) => {
    expect(verifyCallbackSignature(received, given)).toBe(false)
  })

  test('refuses a body nested to exhaust the stack', () => {
    const deep = JSON.parse(`{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`)
    expect(verifyCallbackSignature({ ...callback, payload: deep }, signature)).toBe(false)
  })

  test('accepts what was signed, whatever it holds', () => {
    const anything = fc.dictionary(
      fc.string({ unit: 'binary' }),
      fc.oneof(fc.string({ unit: 'binary' }), fc.boolean(), fc.integer(), fc.constant(null)),
    )
    fc.assert(
      fc.property(anything, (details) => {
        const given = { ...callback, payload: withTransaction({ details }) }
        expect(verifyCallbackSignature(given, signCallback(given))).toBe(true)
      }),
    )
  })
})
