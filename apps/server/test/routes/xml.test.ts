import { expect, test } from 'vitest'
import { testServer } from '../test-server.ts'
import { newestToken, PERSON } from './person.ts'

const XML = { format: 'xml' } as const

test('every answer in XML', async () => {
  const server = await testServer()
  const call = async (line: string, form?: Readonly<Record<string, string>>) => {
    const answer = await server.call(line, form, XML)
    expect(answer.headers['content-type']).toBe('application/xml; charset=utf-8')
    expect(answer.headers['content-length']).toBe(String(Buffer.byteLength(answer.text)))
    return answer.text
  }
  const created = await call('POST /users/new', PERSON)
  const id = /<id type="integer">(\d+)<\/id>/.exec(created)?.[1] ?? ''
  expect(created).toBe(
    `<hash><message>User created successfully.</message><user><id type="integer">${id}</id></user><success type="boolean">true</success></hash>`,
  )
  expect(await call(`GET /sms/${id}`)).toBe(
    '<hash><success type="boolean">true</success><message>SMS token was sent</message><cellphone>+1-XXX-XXX-XX02</cellphone></hash>',
  )
  const token = await newestToken(server)
  expect(await call(`GET /verify/${token}/${id}`)).toBe(
    '<hash><message>Token is valid.</message><token>is valid</token><success>true</success><device><id nil="true"/><os-type>sms</os-type>' +
      '<registration-date type="integer">1700000000</registration-date><registration-method nil="true"/><registration-country nil="true"/>' +
      '<registration-region nil="true"/><registration-city nil="true"/><country nil="true"/><region nil="true"/><city nil="true"/><ip nil="true"/>' +
      '<last-account-recovery-at nil="true"/><last-sync-date nil="true"/></device></hash>',
  )
  expect(await call(`GET /verify/${token}/${id}`)).toBe(
    '<errors><message>Token is invalid. Token was used recently</message><token>is invalid</token><success type="boolean">false</success>' +
      '<errors><message>Token is invalid. Token was used recently</message></errors><error-code>60019</error-code></errors>',
  )
  expect(await call(`GET /users/${id}/status`)).toBe(
    `<hash><status><authy-id type="integer">${id}</authy-id><confirmed type="boolean">true</confirmed><registered type="boolean">false</registered>` +
      '<country-code type="integer">1</country-code><phone-number>XXX-XXX-9302</phone-number><email>jdoe@example.com</email><devices type="array"></devices>' +
      '<has-hard-token type="boolean">false</has-hard-token><account-disabled type="boolean">false</account-disabled><detailed-devices type="array"></detailed-devices>' +
      '<deleted-devices type="array"></deleted-devices></status><message>User status.</message><success type="boolean">true</success></hash>',
  )
  expect(await call('GET /app/details')).toContain(
    '<app><name>Acme</name><plan>pay_as_you_go</plan>',
  )
  expect(await call('GET /app/stats')).toContain(
    '<stats type="array"><stat><year type="integer">2023</year><month>November</month>',
  )
  expect(await call(`POST /users/${id}/secret`)).toMatch(
    /^<hash><label>Acme<\/label><issuer>Acme<\/issuer><qr-code>https:\/\/[^<]+\.png<\/qr-code><success type="boolean">true<\/success><\/hash>$/,
  )
  expect(await call(`POST /users/${id}/delete`)).toBe(
    '<hash><message>User removed from application</message><success type="boolean">true</success></hash>',
  )
})

test('every kind of refusal in XML', async () => {
  const server = await testServer()
  const call = async (line: string, form?: Readonly<Record<string, string>>, apiKey?: string) =>
    (await server.call(line, form, apiKey === undefined ? XML : { ...XML, apiKey })).text
  expect(await call('GET /users/tony/status')).toBe(
    '<errors><message>User not found.</message><success type="boolean">false</success><errors><message>User not found.</message></errors><error-code>60026</error-code></errors>',
  )
  expect(await call('GET /app/details', undefined, 'wrong')).toBe(
    '<errors><error-code>60001</error-code><message>Invalid API key</message><errors><message>Invalid API key</message></errors><success type="boolean">false</success></errors>',
  )
  expect(await call('POST /users/new', { ...PERSON, 'user[email]': '' })).toBe(
    '<errors><message>User was not valid</message><success type="boolean">false</success><errors><email>is invalid and can&#39;t be blank</email><message>User was not valid</message></errors>' +
      '<email>is invalid and can&#39;t be blank</email><error-code>60027</error-code></errors>',
  )
  expect(await call('GET /nothing/here')).toContain('<errors><error-code>60000</error-code>')
  expect(await call('GET /phones/info?country_code=<b>%26&phone_number=1')).toBe(
    '<errors><error-code>60004</error-code><message>Invalid parameter: country_code - &#39;&lt;b&gt;&amp;&#39; is not a valid Integer</message>' +
      '<errors><message>Invalid parameter: country_code - &#39;&lt;b&gt;&amp;&#39; is not a valid Integer</message></errors><success type="boolean">false</success></errors>',
  )
})
