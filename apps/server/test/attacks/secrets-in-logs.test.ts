/**
 * Logs are copied to more places and read by more people than any database: a token in a line is a
 * token for whoever collects the logs, and so are a key in a URL and a number in an error. Everything
 * that this test used it then looks for in what was logged, at the most talkative level, after calls
 * that went well, calls that were refused, and failures of what is around us.
 */
import { expect, test } from 'vitest'
import type { Provider } from '../../src/delivery/provider.ts'
import { setCallback } from '../../src/actions/app-callback.ts'
import { newestToken, PERSON, register, wrongTokens } from '../routes/person.ts'
import { registerDevice, respond, softToken } from '../routes/test-device.ts'
import { testServer } from '../test-server.ts'

/** Quotes all it was given, as a careless library would. */
const careless: Provider = {
  name: 'careless',
  channels: ['sms', 'call', 'email'],
  deliver: async (message) => {
    throw new Error(`could not send ${message.text} (${message.token}) to ${message.to}`)
  },
  check: async () => undefined,
}

test('no token, key, number, address, secret or code is in the logs of a broad run', async () => {
  const server = await testServer({
    providers: { sms: [careless], call: [careless], email: [careless] },
    deps: {
      phoneLookUp: async (phone) => {
        throw new Error(`no answer for ${phone.e164}`)
      },
    },
  })
  await server.set('migrationToolsEnabled', 'true')
  const secrets = new Set<string>([server.apiKey])
  const numbers = ['3173389302', '3173389303', '7754615609']
  for (const number of numbers) {
    secrets.add(number)
    secrets.add(`+1${number}`)
    secrets.add(`${number.slice(0, 3)}-${number.slice(3, 6)}-${number.slice(6)}`)
  }
  for (const email of ['jdoe@example.com', 'second@example.com', 'jdoe@', 'second@'])
    secrets.add(email)

  const { apiKey: otherKey } = await server.newApp('Other')
  secrets.add(otherKey)
  const id = (
    await server.call('POST /users/new', { ...PERSON, send_install_link_via_sms: 'true' })
  ).body.user.id
  await server.call('POST /users/new', { ...PERSON, 'user[cellphone]': '3173389303x' })
  await server.call('POST /users/new', { ...PERSON, 'user[email]': 'second@example.com ,' })
  await server.call(`POST /users/${id}/update`, { email: 'second@example.com' })
  await server.call(
    `POST /users/${id}/register_activity?type=banned&user_ip=203.0.113.77&data[phone]=3173389303`,
  )
  secrets.add('203.0.113.77')

  for (const line of [
    `GET /sms/${id}`,
    `GET /call/${id}?action=pay`,
    `POST /email/${id}?action=mail`,
  ])
    await server.call(line)
  for (const message of await server.outbox())
    if (message.token !== undefined) secrets.add(message.token)
  const token = await newestToken(server)
  await server.worker.look()
  await server.call(`GET /verify/${token}/${id}?action=pay`)
  await server.call(`GET /verify/${token}/${id}?action=pay`)
  for (const wrong of wrongTokens(token, 6)) {
    secrets.add(wrong)
    await server.call(`GET /verify/${wrong}/${id}`)
  }
  server.clock.advance(600_000)

  const { qr_code: image } = (
    await server.call(`POST /users/${id}/secret`, { label: 'jdoe@example.com' })
  ).body
  secrets.add(String(image).slice(-36, -4))
  await server.app.inject({ url: new URL(image).pathname })
  const exported = (await server.call(`GET /users/${id}/secret/export`)).body
  secrets.add(exported.secret)
  secrets.add(exported.otp)
  await server.call(`GET /verify/${exported.otp}/${id}`)

  const number = { country_code: '1', phone_number: '775-461-5609' }
  await server.call('POST /phones/verification/start', { ...number, code_length: '10' })
  const code = await newestToken(server, '+17754615609')
  secrets.add(code)
  await server.call('GET /phones/verification/check', { ...number, verification_code: code })
  await server.call('POST /phones/verification/start', { ...number, custom_code: 'hunter2222' })
  secrets.add('hunter2222')
  await server.call('GET /phones/info', number)
  await server.worker.runUntilIdle()

  // By the ways in which URLs, headers and bodies might come to be logged.
  const { apiKey } = server
  await server.app.inject({ url: `/protected/json/app/details?api_key=${apiKey}` })
  await server.app.inject({ url: `/protected/json/nothing/${token}?api_key=${apiKey}` })
  await server.app.inject({ url: `/protected/json/users/%E0%A4%A/status?api_key=${apiKey}` })
  await server.app.inject({ url: `/protected/json/app/details?api_key=${apiKey}&x=%ff` })
  await server.app.inject({ url: `/protected/json/app/details?api_key=${apiKey}x` })
  await server.app.inject({
    method: 'POST',
    url: '/protected/json/users/new',
    headers: { 'x-authy-api-key': apiKey, 'content-type': 'application/json' },
    payload: `{"user":{"cellphone":"3173389302"`,
  })
  await server.app.inject({
    method: 'POST',
    url: '/protected/json/users/new',
    headers: { 'x-authy-api-key': apiKey, 'content-type': ';;;' },
    payload: 'user[cellphone]=3173389302',
  })
  await server.app.inject({
    method: 'POST',
    url: '/protected/json/users/new',
    headers: { 'x-authy-api-key': apiKey },
    payload: `user[cellphone]=3173389302&x=${'y'.repeat(1_000_000)}`,
  })
  // And by an outage in the middle of a request.
  await server.deps.db.schema.dropTable('sent_tokens').execute()
  await server.call(`GET /sms/${id}`)
  await server.call(`GET /verify/${token}/${id}`)
  await server.deps.db.schema.dropTable('app_user_emails').execute()
  await server.call('POST /users/new', PERSON)

  secrets.add(Buffer.alloc(32, 7).toString('base64'))
  const logged = server.logged()
  expect(logged.length).toBeGreaterThan(5_000)
  expect(logged).toContain('provider threw')
  expect(logged).toContain('request failed')
  const found = [...secrets].filter((secret) => logged.includes(secret))
  expect(found).toEqual([])
})

test('nor is what devices hold, what people are asked, or where devices are woken', async () => {
  const server = await testServer({ env: { OUTBOUND_ALLOW: 'loopback' } })
  const id = await register(server)
  const device = await registerDevice(server, { name: 'Secret name' })
  const secrets = new Set(['3173389302', 'Secret name', 'hunter2', 'pa55'])
  for (const message of await server.outbox())
    if (message.token !== undefined) secrets.add(message.token)
  const { tokens } = await device.open((await device.call('GET /apps')).body.tokens)
  for (const token of tokens) secrets.add(token.secret)
  const token = await softToken(server, device, server.appId)
  secrets.add(token)
  await server.call(`GET /verify/${token}/${id}`)
  await device.call('PUT /device/push', {
    endpoint: 'http://127.0.0.1:9/secret-endpoint',
    keys: {
      p256dh: Buffer.concat([
        Buffer.of(4),
        Buffer.from(device.jwk.x ?? '', 'base64url'),
        Buffer.from(device.jwk.y ?? '', 'base64url'),
      ]).toString('base64url'),
      auth: Buffer.alloc(16, 5).toString('base64url'),
    },
  })
  secrets.add('secret-endpoint')
  await setCallback(server.deps, server.appId, 'http://127.0.0.1:9/hook?pa55=1', 'POST')
  await server.set('numberMatching', 'true')
  const asked = await server.call(
    `POST /users/${id}/approval_requests`,
    { message: 'hunter2', 'details[hunter2]': 'hunter2' },
    { family: 'onetouch' },
  )
  const { uuid, number_matching } = asked.body.approval_request
  await respond(server, device, uuid, 'approved', { number: '99' })
  await respond(server, device, uuid, 'approved', { number: number_matching.code })
  await server.worker.look()
  await server.worker.runUntilIdle()
  await device.call(`DELETE /devices/${device.id()}`)
  await device.call('GET /device')
  await server.deps.db.schema.dropTable('approval_requests').execute()
  const failing = await registerDevice(server)
  await failing.call('GET /approvals')
  const logged = server.logged()
  expect(logged).toContain('request failed')
  expect(logged).not.toMatch(/eyJ[\w-]{20}/)
  expect([...secrets].filter((secret) => logged.includes(secret))).toEqual([])
})
