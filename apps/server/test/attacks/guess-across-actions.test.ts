/**
 * Each action of a user has a sent token of its own, each with its own five guesses. If the guesses
 * were counted by action alone, a hundred actions would be five hundred guesses, and a token that was
 * meant for logging in could be tried out where money is moved. The user's own count must stand above
 * all of them, and a token must be right for its own action only.
 */
import { expect, test } from 'vitest'
import { refusal, register, sendSms, status, wrongTokens } from '../routes/person.ts'
import { testServer } from '../test-server.ts'

test('wrong tokens of ten actions are five guesses in all', async () => {
  const server = await testServer()
  const id = await register(server)
  for (let index = 0; index < 10; index++) await server.call(`GET /sms/${id}?action=a${index}`)
  const answers = []
  for (let index = 0; index < 10; index++)
    answers.push(await server.call(`GET /verify/0000001/${id}?action=a${index}`))
  expect(answers.map(status)).toEqual([401, 401, 401, 401, 401, 429, 429, 429, 429, 429])
})

test('at once, too', async () => {
  const server = await testServer()
  const id = await register(server)
  for (let index = 0; index < 10; index++) await server.call(`GET /sms/${id}?action=a${index}`)
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, index) =>
      server.call(`GET /verify/0000001/${id}?action=a${index % 10}`),
    ),
  )
  expect(answers.filter((answer) => answer.status === 401)).toHaveLength(5)
})

test('a guess at one action costs the token of another nothing', async () => {
  const server = await testServer()
  const id = await register(server)
  await sendSms(server, id, 'action=login')
  const pay = await sendSms(server, id, 'action=pay')
  for (const wrong of wrongTokens(pay, 4))
    await server.call(`GET /verify/${wrong}/${id}?action=login`)
  expect(status(await server.call(`GET /verify/${pay}/${id}?action=pay`))).toBe(200)
})

test('a token is right for its own action only, also among many', async () => {
  const server = await testServer()
  const id = await register(server)
  const login = await sendSms(server, id, 'action=login')
  await sendSms(server, id, 'action=pay')
  await sendSms(server, id)
  for (const query of ['', '?action=pay', '?action=LOGIN', '?action=login2'])
    expect(refusal(await server.call(`GET /verify/${login}/${id}${query}`))).toEqual([401, '60020'])
  expect(status(await server.call(`GET /verify/${login}/${id}?action=login`))).toBe(200)
})

test('sending again under another action gives the first token no new guesses', async () => {
  const server = await testServer()
  const id = await register(server)
  const token = await sendSms(server, id)
  for (const wrong of wrongTokens(token, 5)) await server.call(`GET /verify/${wrong}/${id}`)
  await sendSms(server, id, 'action=other')
  server.clock.advance(5_000)
  expect(refusal(await server.call(`GET /verify/${token}/${id}`))).toEqual([401, '60020'])
})
