import { expect, test } from 'vitest'
import { testServer } from '../test-server.ts'
import { newestToken, PERSON, refusal, status } from './person.ts'

/** A server whose calls go to an app in the sandbox plan, with a user. */
async function sandbox() {
  const server = await testServer()
  const { apiKey, appId } = await server.newApp('Sand', 'sandbox')
  const call = (line: string, form?: Readonly<Record<string, string>>) =>
    server.call(line, form, { apiKey })
  const created = await call('POST /users/new', { ...PERSON, send_install_link_via_sms: 'true' })
  return { server, call, appId, id: Number(created.body.user.id) }
}

test('every send is answered as if it went out, and nothing does', async () => {
  const { server, call, id } = await sandbox()
  const answers = [
    await call(`GET /sms/${id}`),
    await call(`GET /call/${id}`),
    await call(`POST /email/${id}`),
  ]
  expect(answers.map((answer) => answer.text)).toEqual([
    '{"success":true,"message":"SMS token was sent","cellphone":"+1-XXX-XXX-XX02"}',
    '{"success":true,"message":"Call started...","cellphone":"+1-XXX-XXX-XX02"}',
    `{"success":true,"message":"Email token was sent","email":"jdoe@example.com","email_id":"EM${'0'.repeat(32)}"}`,
  ])
  expect(await server.outbox()).toEqual([])
  for (let send = 0; send < 20; send++) expect(status(await call(`GET /sms/${id}`))).toBe(200)
})

test('0000000 is right for any user, again and again, and for none that is unknown', async () => {
  const { call, id } = await sandbox()
  const first = await call(`GET /verify/0000000/${id}`)
  expect(first.text).toMatch(
    /^\{"message":"Token is valid\.","token":"is valid","success":"true","device":\{"id":null,"os_type":"sms",/,
  )
  expect(status(await call(`GET /verify/0000000/${id}`))).toBe(200)
  expect(refusal(await call('GET /verify/0000000/10000000'))).toEqual([401, '60016'])
  expect(refusal(await call(`GET /verify/0000001/${id}`))).toEqual([401, '60020'])
  expect(refusal(await call(`GET /verify/000000/${id}`))).toEqual([401, '60020'])
})

test('phone verification', async () => {
  const { server, call } = await sandbox()
  const number = { country_code: '1', phone_number: '317-338-9302' }
  const started = await call('POST /phones/verification/start', { ...number, via: 'sms' })
  expect([started.status, started.text]).toEqual([
    200,
    '{"carrier":"Google Voice","is_cellphone":true,"is_ported":false,"message":"Text message sent to +1 317-338-9302.","seconds_to_expire":0,"uuid":null,"success":true}',
  ])
  const right = await call('GET /phones/verification/check', {
    ...number,
    verification_code: '0000',
  })
  expect(right.text).toBe('{"message":"Verification code is correct.","success":true}')
  const wrong = await call('GET /phones/verification/check', {
    ...number,
    verification_code: '1111',
  })
  expect(refusal(wrong)).toEqual([404, '60023'])
  const info = await call('GET /phones/info', number)
  expect(info.body).toMatchObject({ type: 'landline', provider: 'Google Voice', ported: false })
  expect(await server.outbox()).toEqual([])
})

test('the fixed codes are wrong everywhere else', async () => {
  const { server } = await sandbox()
  const { id } = (await server.call('POST /users/new', PERSON)).body.user
  await server.call(`GET /sms/${id}`)
  expect(refusal(await server.call(`GET /verify/0000000/${id}`))).toEqual([401, '60020'])
  const number = { country_code: '1', phone_number: '317-338-9302' }
  await server.call('POST /phones/verification/start', number)
  const answer = await server.call('GET /phones/verification/check', {
    ...number,
    verification_code: '0000',
  })
  expect(refusal(answer)).toEqual([401, '60022'])
})

test('out of the sandbox, the fixed token ends with the plan', async () => {
  const { server, call, appId, id } = await sandbox()
  await server.set('plan', 'production', appId)
  expect(refusal(await call(`GET /verify/0000000/${id}`))).toEqual([401, '60020'])
  await call(`GET /sms/${id}`)
  expect(status(await call(`GET /verify/${await newestToken(server)}/${id}`))).toBe(200)
})

test('app/details tells the plan', async () => {
  const { call } = await sandbox()
  expect((await call('GET /app/details')).body.app.plan).toBe('sandbox')
})
