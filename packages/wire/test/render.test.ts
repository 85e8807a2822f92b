import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { callIgnored, renderJson, renderXml, smsSent, userCreated } from '@countersign/wire'
import type { WireObject } from '@countersign/wire'

describe('renderJson', () => {
  test('is compact and keeps the order', () => {
    expect(renderJson({ b: 1, a: { d: null, c: ['x', true] } })).toBe(
      '{"b":1,"a":{"d":null,"c":["x",true]}}',
    )
  })

  test('keeps UTF-8 as it is', () => {
    expect(renderJson({ city: 'Bogotá' })).toBe('{"city":"Bogotá"}')
  })
})

describe('renderXml, as recorded', () => {
  const recorded: readonly (readonly [string, 'hash' | 'errors', WireObject, string])[] = [
    [
      'users/new',
      'hash',
      userCreated(1000),
      '<hash><message>User created successfully.</message><user><id type="integer">1000</id></user><success type="boolean">true</success></hash>',
    ],
    [
      'error',
      'errors',
      { message: 'User not found.', error_code: '60026', success: false },
      '<errors><message>User not found.</message><error-code>60026</error-code><success type="boolean">false</success></errors>',
    ],
    [
      'SMS sent',
      'hash',
      smsSent({ cellphone: '+57-XXX-XXX-XX12' }),
      '<hash><success type="boolean">true</success><message>SMS token was sent</message><cellphone>+57-XXX-XXX-XX12</cellphone></hash>',
    ],
    [
      'call ignored',
      'hash',
      {
        success: true,
        message: 'Call ignored.',
        cellphone: '+57-XXX-XXX-XX12',
        device: null,
        ignored: true,
      },
      '<hash><success type="boolean">true</success><message>Call ignored.</message><cellphone>+57-XXX-XXX-XX12</cellphone><device nil="true"/><ignored type="boolean">true</ignored></hash>',
    ],
    [
      'verify ok',
      'hash',
      {
        message: 'Token is valid.',
        token: 'is valid',
        success: 'true',
        device: { city: null, os_type: 'android', id: 12, registration_date: 1_690_000_000 },
      },
      '<hash><message>Token is valid.</message><token>is valid</token><success>true</success><device><city nil="true"/><os-type>android</os-type><id type="integer">12</id><registration-date type="integer">1690000000</registration-date></device></hash>',
    ],
    [
      'verify bad',
      'errors',
      { message: 'Token is invalid.', success: 'false', error_code: '60019' },
      '<errors><message>Token is invalid.</message><success>false</success><error-code>60019</error-code></errors>',
    ],
    [
      'delete of an unknown user',
      'errors',
      {
        error_code: '60026',
        message: "User doesn't exist",
        errors: { message: "User doesn't exist" },
        success: false,
      },
      '<errors><error-code>60026</error-code><message>User doesn&#39;t exist</message><errors><message>User doesn&#39;t exist</message></errors><success type="boolean">false</success></errors>',
    ],
  ]
  test.each(recorded)('%s', (_name, root, body, xml) => {
    expect(renderXml(root, body)).toBe(xml)
  })

  test('our own call ignored has the same elements', () => {
    const xml = renderXml('hash', callIgnored({ cellphone: '+57-XXX-XXX-XX12', device: 'android' }))
    expect(xml).toContain('<device>android</device><ignored type="boolean">true</ignored>')
  })
})

describe('renderXml, beyond the recordings', () => {
  const rows: readonly (readonly [string, WireObject, string])[] = [
    [
      'arrays',
      { devices: ['a', 'b'] },
      '<devices type="array"><device>a</device><device>b</device></devices>',
    ],
    ['an empty array', { logos: [] }, '<logos type="array"></logos>'],
    [
      'arrays of objects',
      { detailed_devices: [{ device_id: 1 }] },
      '<detailed-devices type="array"><detailed-device><device-id type="integer">1</device-id></detailed-device></detailed-devices>',
    ],
    [
      'an array that is no plural',
      { data: [1] },
      '<data type="array"><data type="integer">1</data></data>',
    ],
    ['a fraction', { ratio: 1.5 }, '<ratio type="float">1.5</ratio>'],
    ['leading underscores', { _app_name: 'x' }, '<_app-name>x</_app-name>'],
    ['a key with a space', { 'Email Address': 'x' }, '<Email-Address>x</Email-Address>'],
    ['a key of digits', { '1': 'x' }, '<_1>x</_1>'],
    ['an empty key', { '': 'x' }, '<_>x</_>'],
    ['markup in a key', { 'a><b': 'x' }, '<a--b>x</a--b>'],
    ['markup in a text', { a: `<&>"'` }, '<a>&lt;&amp;&gt;&quot;&#39;</a>'],
    [
      'characters outside XML',
      { a: 'x\u0000\u0008\uFFFE\uD800y\tz\r\n😀' },
      '<a>xy\tz&#13;\n😀</a>',
    ],
  ]
  test.each(rows)('%s', (_name, body, xml) => {
    expect(renderXml('hash', body)).toBe(`<hash>${xml}</hash>`)
  })

  test('never lets a key or a text out of its place', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (key, text) => {
        const xml = renderXml('hash', { [key]: text })
        expect(xml).toMatch(
          /^<hash><([A-Za-z_][A-Za-z0-9._-]*)>([^<>&]|&(amp|lt|gt|quot|#39|#13);)*<\/\1><\/hash>$/su,
        )
      }),
    )
  })
})
