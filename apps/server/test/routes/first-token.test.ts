import { expect, test } from 'vitest'
import { testServer } from '../test-server.ts'

const PERSON = {
  'user[email]': 'jdoe@example.com',
  'user[cellphone]': '317-338-9302',
  'user[country_code]': '1',
}

test('a person is registered, gets a token, and is let in with it once', async () => {
  const server = await testServer()
  const created = await server.call('POST /users/new', PERSON)
  expect(created.text).toBe(
    `{"message":"User created successfully.","user":{"id":${created.body.user.id}},"success":true}`,
  )
  const { id } = created.body.user
  const sent = await server.call(`GET /sms/${id}?force=true`)
  expect(sent.text).toBe(
    '{"success":true,"message":"SMS token was sent","cellphone":"+1-XXX-XXX-XX02"}',
  )
  const token = (await server.outbox('+13173389302')).at(-1)?.token
  const valid = await server.call(`GET /verify/${token}/${id}`)
  expect(valid.status).toBe(200)
  expect(valid.text).toContain(
    '"message":"Token is valid.","token":"is valid","success":"true","device":',
  )
  const again = await server.call(`GET /verify/${token}/${id}`)
  expect([again.status, again.body.error_code]).toEqual([401, '60019'])
})

test('a token counts once, however many bring it at the same moment', async () => {
  const server = await testServer()
  const { id } = (await server.call('POST /users/new', PERSON)).body.user
  await server.call(`GET /sms/${id}?force=true`)
  const token = (await server.outbox()).at(-1)?.token
  const answers = await Promise.all(
    Array.from({ length: 12 }, () => server.call(`GET /verify/${token}/${id}`)),
  )
  expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1)
})
