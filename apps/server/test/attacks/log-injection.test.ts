/**
 * Who can write a line break into a log can write lines of his own: a login that never was, a call of
 * somebody else, the end of what he did. And a terminal that shows the log obeys what is in it. Every
 * line must be one JSON object of ours, whatever was in the request.
 */
import { expect, test } from 'vitest'
import { PERSON, register } from '../routes/person.ts'
import { testServer } from '../test-server.ts'

const FORGED = 'x\n{"level":30,"msg":"forged"}\r\n\u001b[2J\u2028'

test('nothing of a request reaches the log but its method and route', async () => {
  const server = await testServer()
  const id = await register(server)
  const forged = encodeURIComponent(FORGED)
  const headers = { 'x-authy-api-key': server.apiKey }
  const lines = [
    `GET /${forged}`,
    `GET /users/${forged}/status`,
    `GET /verify/${forged}/${id}`,
    `GET /sms/${id}?action=${forged}&action_message=${forged}&locale=${forged}`,
    `POST /users/${id}/secret?label=${forged}`,
    `GET /phones/info?country_code=${forged}&phone_number=${forged}`,
    `GET /phones/verification/status?uuid=${forged}`,
    `POST /users/${id}/register_activity?type=${forged}`,
  ]
  for (const line of lines) await server.call(line)
  await server.call('POST /users/new', { ...PERSON, 'user[email]': FORGED })
  await server.app.inject({ url: `/protected/json/users/%zz${forged}/status`, headers })
  await server.app.inject({
    url: '/protected/json/app/details',
    headers: {
      ...headers,
      'user-agent': '\u001b[31mforged',
      'x-request-id': 'forged',
      'x-forwarded-for': 'forged',
    },
  })
  await server.app.inject({
    url: '/protected/json/app/details',
    headers: { 'x-authy-api-key': 'forged' },
  })
  await server.worker.runUntilIdle()
  const logged = server.logged()
  const messages = logged
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line)['msg'])
  expect(messages.length).toBeGreaterThanOrEqual(lines.length)
  expect(new Set(messages)).toEqual(new Set(['answered']))
  expect(logged).not.toContain('forged')
  expect(logged.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u)
})
