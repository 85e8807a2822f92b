/**
 * A line break in a value that reaches a header ends the header: what follows becomes a header of the
 * attacker's, or a whole answer, or a second recipient of a mail. The values that come from outside
 * and go on are the app's words, the label of a QR code, addresses and names.
 */
import { expect, test } from 'vitest'
import { PERSON, PHONE, register } from '../routes/person.ts'
import { testServer } from '../test-server.ts'

const BREAKS = ['\r\n', '\n', '\r', '\u0085', '\u2028', '\u2029', '\u000b', '\u000c']
const INJECTED = 'Set-Cookie: admin=1'

test('no request adds a header to its answer', async () => {
  const server = await testServer()
  const id = await register(server)
  const known = new Set([
    'content-type',
    'content-length',
    'cache-control',
    'x-request-id',
    'date',
    'connection',
    'retry-after',
  ])
  const names = new Set<string>()
  for (const lineBreak of BREAKS) {
    const value = encodeURIComponent(`x${lineBreak}${INJECTED}`)
    const lines = [
      `GET /sms/${id}?action=${value}&action_message=${value}&locale=${value}`,
      `POST /users/${id}/secret?label=${value}&qr_size=${value}`,
      `POST /users/${id}/update?email=${value}`,
      `GET /phones/info?country_code=${value}&phone_number=${value}`,
      `GET /phones/verification/status?uuid=${value}`,
      `GET /verify/${value}/${id}`,
      `GET /users/${value}/status`,
      `GET /${value}`,
    ]
    for (const line of lines) {
      for (const format of ['json', 'xml'] as const) {
        const answer = await server.call(line, undefined, { format })
        expect(answer.status).toBeLessThan(500)
        for (const name of Object.keys(answer.headers)) names.add(name)
      }
    }
  }
  expect([...names].filter((name) => !known.has(name))).toEqual([])
})

test('the app’s words cannot break out of their line', async () => {
  const server = await testServer()
  await server.set('sendsPerPhone', '1000')
  const id = await register(server)
  for (const [index, lineBreak] of BREAKS.entries()) {
    const words = encodeURIComponent(`Hi${lineBreak}Your code is 000000`)
    for (const route of [`GET /sms/${id}`, `GET /call/${id}`, `POST /email/${id}`])
      await server.call(`${route}?action=${index}&action_message=${words}`)
  }
  const messages = await server.outbox()
  expect(messages).toHaveLength(3 * BREAKS.length)
  const spoken = messages.filter(({ channel }) => channel !== 'email')
  expect(spoken.filter(({ text }) => /[\p{Cc}\p{Zl}\p{Zp}]/u.test(text))).toEqual([])
  const mails = messages.filter(({ channel }) => channel === 'email')
  expect(mails.filter(({ subject }) => /[\p{Cc}\p{Zl}\p{Zp}]/u.test(subject ?? ''))).toEqual([])
  expect(mails.filter(({ text }) => /^Your code is 000000/mu.test(text))).toEqual([])
})

test('no address holds a second recipient', async () => {
  const server = await testServer()
  for (const lineBreak of BREAKS) {
    const email = `jdoe@example.com${lineBreak}Bcc: eve@example.com`
    const answer = await server.call('POST /users/new', { ...PERSON, 'user[email]': email })
    expect(answer.body.error_code).toBe('60027')
  }
})

test('no name of an app holds a line break', async () => {
  const server = await testServer()
  for (const lineBreak of BREAKS)
    await expect(server.set('name', `Acme${lineBreak}Evil`)).rejects.toThrow('name-invalid')
})

test('a number is digits when it leaves, whatever was typed', async () => {
  const server = await testServer()
  const typed = '317\n338\r\n9302'
  const created = await server.call('POST /users/new', { ...PERSON, 'user[cellphone]': typed })
  const id = created.body.user?.id
  expect(created.status).toBe(id === undefined ? 400 : 200)
  if (id !== undefined) await server.call(`GET /sms/${id}`)
  const recipients = (await server.outbox()).map((message) => message.to)
  expect(recipients.filter((to) => to !== PHONE)).toEqual([])
})
