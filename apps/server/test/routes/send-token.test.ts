import { describe, expect, test } from 'vitest'
import { liftSuspension } from '../../src/actions/change-user.ts'
import { testServer } from '../test-server.ts'
import { invalidParameter, refusedWith, SUSPENDED, TOO_MANY } from './answers.ts'
import { newestToken, PHONE, register, sendSms, status } from './person.ts'

describe('what is answered and what goes out', () => {
  test('sms', async () => {
    const server = await testServer()
    const id = await register(server)
    const answer = await server.call(`GET /sms/${id}`)
    expect([answer.status, answer.text]).toEqual([
      200,
      '{"success":true,"message":"SMS token was sent","cellphone":"+1-XXX-XXX-XX02"}',
    ])
    const [message] = await server.outbox(PHONE)
    expect(message).toMatchObject({ kind: 'token', channel: 'sms', to: PHONE, status: 'queued' })
    expect(message?.token).toMatch(/^\d{7}$/)
    expect(message?.text).toBe(
      `${message?.token} is your code for Acme. Never share it with anyone.`,
    )
    await server.worker.runUntilIdle()
    expect(await server.outbox(PHONE)).toMatchObject([{ status: 'sent', provider: 'outbox' }])
  })

  test('call', async () => {
    const server = await testServer()
    const id = await register(server)
    const answer = await server.call(`GET /call/${id}`)
    expect(answer.text).toBe(
      '{"success":true,"message":"Call started...","cellphone":"+1-XXX-XXX-XX02"}',
    )
    const [message] = await server.outbox(PHONE)
    expect(message).toMatchObject({ channel: 'call' })
    expect(message?.text).toContain(Array.from(message?.token ?? '').join(', '))
  })

  test('email', async () => {
    const server = await testServer()
    const id = await register(server)
    const answer = await server.call(`POST /email/${id}`)
    const { email_id: emailId } = answer.body
    expect(answer.text).toBe(
      `{"success":true,"message":"Email token was sent","email":"jdoe@example.com","email_id":"${emailId}"}`,
    )
    expect(emailId).toMatch(/^EM[0-9a-f]{32}$/)
    const [message] = await server.outbox('jdoe@example.com')
    expect(message).toMatchObject({ channel: 'email', subject: 'Your Acme code' })
    expect(message?.text).toContain('It expires in 10 minutes.')
  })

  test('the number is shown by two digits, whatever the country', async () => {
    const server = await testServer()
    const id = await register(server, {
      'user[country_code]': '351',
      'user[cellphone]': '912 345 667',
    })
    expect((await server.call(`GET /sms/${id}`)).body.cellphone).toBe('+351-XXX-XXX-XX67')
  })

  test('the app may say what it is for', async () => {
    const server = await testServer()
    const id = await register(server)
    await server.call(`GET /sms/${id}?action=pay&action_message=Pay+5+EUR%0Ato+Bob`)
    const [message] = await server.outbox(PHONE)
    expect(message?.text).toBe(`${message?.token} is your code for Acme. Pay 5 EUR to Bob`)
  })

  test('force may be spelled in many ways', async () => {
    const server = await testServer()
    const id = await register(server)
    for (const force of ['true', 'True', 'TRUE', '1', 'false', 'False', '0', ''])
      expect((await server.call(`GET /sms/${id}?force=${force}`)).status).toBe(200)
  })

  const REFUSED = [
    ['force=maybe', 'force', "'maybe' is not a valid Boolean"],
    ['force[]=true', 'force', 'Array is not a valid Boolean'],
    ['action[x]=1', 'action', 'Hash is not a valid String'],
    [`action=${'x'.repeat(256)}`, 'action', 'is too long (maximum is 255 characters)'],
    [
      `action_message=${'x'.repeat(256)}`,
      'action_message',
      'is too long (maximum is 255 characters)',
    ],
    ['locale[]=es', 'locale', 'Array is not a valid String'],
  ] as const

  test('a parameter of the wrong kind is named, and nothing is sent', async () => {
    const server = await testServer()
    const id = await register(server)
    for (const [query, name, reason] of REFUSED) {
      const answer = await server.call(`GET /sms/${id}?${query}`)
      expect([answer.status, answer.text]).toEqual([400, invalidParameter(name, reason)])
    }
    expect(await server.outbox()).toEqual([])
  })
})

describe('a further send', () => {
  test('repeats the living token, on any channel', async () => {
    const server = await testServer()
    const id = await register(server)
    const token = await sendSms(server, id)
    server.clock.advance(6_000)
    expect(await sendSms(server, id)).toBe(token)
    await server.call(`GET /call/${id}`)
    expect(await newestToken(server)).toBe(token)
    await server.call(`POST /email/${id}`)
    expect(await newestToken(server, 'jdoe@example.com')).toBe(token)
  })

  test('makes a new token when the former one is used, expired or guessed at too often', async () => {
    const server = await testServer()
    const id = await register(server)
    const tokens = [await sendSms(server, id)]
    await server.call(`GET /verify/${tokens[0]}/${id}`)
    tokens.push(await sendSms(server, id))
    server.clock.advance(600_000)
    tokens.push(await sendSms(server, id))
    for (let guess = 0; guess < 5; guess++) await server.call(`GET /verify/999999${guess}/${id}`)
    server.clock.advance(5_000)
    tokens.push(await sendSms(server, id))
    expect(new Set(tokens).size).toBe(4)
  })

  test('identical within five seconds is one send, and answered alike', async () => {
    const server = await testServer()
    const id = await register(server)
    const first = await server.call(`GET /sms/${id}`)
    server.clock.advance(4_999)
    const second = await server.call(`GET /sms/${id}`)
    expect(second.text).toBe(first.text)
    expect(await server.outbox()).toHaveLength(1)
    server.clock.advance(1)
    await server.call(`GET /sms/${id}`)
    expect(await server.outbox()).toHaveLength(2)
  })

  test('twelve identical at once are one send', async () => {
    const server = await testServer()
    const id = await register(server)
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => server.call(`GET /sms/${id}`)),
    )
    expect(new Set(answers.map((answer) => answer.text)).size).toBe(1)
    expect(await server.outbox()).toHaveLength(1)
  })

  test.each(['action_message=other', 'locale=es', 'action=login'])(
    'that differs by %s is a further one',
    async (query) => {
      const server = await testServer()
      const id = await register(server)
      await server.call(`GET /sms/${id}`)
      await server.call(`GET /sms/${id}?${query}`)
      expect(await server.outbox()).toHaveLength(2)
    },
  )

  test('the sixth of one token is refused until that token dies', async () => {
    const server = await testServer()
    const id = await register(server)
    for (let send = 0; send < 5; send++) {
      expect((await server.call(`GET /sms/${id}`)).status).toBe(200)
      server.clock.advance(5_000)
    }
    const sixth = await server.call(`GET /sms/${id}`)
    expect([sixth.status, sixth.text]).toEqual([429, TOO_MANY])
    expect(sixth.headers['retry-after']).toBe('575')
    expect((await server.call(`GET /call/${id}`)).status).toBe(429)
    server.clock.advance(575_000)
    expect((await server.call(`GET /sms/${id}`)).status).toBe(200)
  })

  test('the eleventh to one phone in ten minutes is refused, whichever app asks', async () => {
    const server = await testServer()
    const other = await server.newApp('Other')
    const id = await register(server)
    await register(server, {}, { apiKey: other.apiKey })
    for (let send = 0; send < 5; send++) {
      await server.call(`GET /sms/${id}?action=a${send}`)
      await server.call(`GET /call/${id}?action=a${send}`, undefined, { apiKey: other.apiKey })
    }
    expect(await server.outbox(PHONE)).toHaveLength(10)
    server.clock.advance(60_000)
    const here = await server.call(`GET /sms/${id}`)
    const there = await server.call(`GET /sms/${id}`, undefined, { apiKey: other.apiKey })
    const code = await server.call('POST /phones/verification/start', {
      country_code: '1',
      phone_number: '3173389302',
    })
    expect([here, there, code].map(status)).toEqual([429, 429, 429])
    expect(here.headers['retry-after']).toBe('540')
    expect(await server.outbox(PHONE)).toHaveLength(10)
    server.clock.advance(540_000)
    expect((await server.call(`GET /sms/${id}`)).status).toBe(200)
  })

  test('of ten at once with different actions past the limit of a phone, only those within it go out', async () => {
    const server = await testServer()
    await server.set('sendsPerPhone', '4')
    const id = await register(server)
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => server.call(`GET /sms/${id}?action=a${index}`)),
    )
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(4)
    expect(await server.outbox(PHONE)).toHaveLength(4)
  })
})

describe('settings', () => {
  test.each([
    ['smsEnabled', 'GET /sms/ID', '60007', 'SMS is not enabled on this account'],
    ['callsEnabled', 'GET /call/ID', '60006', 'Phone calls are not enabled on this account'],
    ['emailEnabled', 'POST /email/ID', '60031', 'Action is not authorized'],
  ])('%s off', async (name, route, code, message) => {
    const server = await testServer()
    const id = await register(server)
    await server.set(name, 'false')
    const answer = await server.call(route.replace('ID', String(id)))
    expect([answer.status, answer.text]).toEqual([403, refusedWith(code, message)])
    expect(await server.outbox()).toEqual([])
  })

  test('allowedCountries: other phones get no SMS and no call, and still an e-mail', async () => {
    const server = await testServer()
    const id = await register(server)
    await server.set('allowedCountries', 'DE,FR')
    const sms = await server.call(`GET /sms/${id}`)
    expect([sms.status, sms.body.error_code]).toEqual([403, '60007'])
    const call = await server.call(`GET /call/${id}`)
    expect([call.status, call.body.error_code]).toEqual([403, '60006'])
    const start = { country_code: '1', phone_number: '3173389302', via: 'sms' }
    const started = await server.call('POST /phones/verification/start', start)
    expect([started.status, started.body.error_code]).toEqual([403, '60007'])
    expect(await server.outbox(PHONE)).toEqual([])
    expect((await server.call(`POST /email/${id}`)).status).toBe(200)
    await server.set('allowedCountries', 'DE,US')
    expect((await server.call(`GET /sms/${id}`)).status).toBe(200)
  })

  test.each(['6', '7', '8'])('tokenDigits %s', async (digits) => {
    const server = await testServer()
    const id = await register(server)
    await server.set('tokenDigits', digits)
    const token = await sendSms(server, id)
    expect(token).toHaveLength(Number(digits))
    expect((await server.call(`GET /verify/${token}/${id}`)).status).toBe(200)
  })

  test('another tokenDigits ends the living token', async () => {
    const server = await testServer()
    const id = await register(server)
    const before = await sendSms(server, id)
    await server.set('tokenDigits', '6')
    server.clock.advance(5_000)
    expect(await sendSms(server, id)).toHaveLength(6)
    expect((await server.call(`GET /verify/${before}/${id}`)).status).toBe(401)
  })

  test('tokenLifeSeconds', async () => {
    const server = await testServer()
    await server.set('tokenLifeSeconds', '60')
    const id = await register(server)
    const token = await sendSms(server, id)
    server.clock.advance(60_000)
    expect((await server.call(`GET /verify/${token}/${id}`)).status).toBe(401)
  })

  test('resendLivingToken off: each send makes a new one and ends the former', async () => {
    const server = await testServer()
    await server.set('resendLivingToken', 'false')
    const id = await register(server)
    const first = await sendSms(server, id)
    server.clock.advance(5_000)
    const second = await sendSms(server, id)
    expect(second).not.toBe(first)
    expect((await server.call(`GET /verify/${first}/${id}`)).status).toBe(401)
    expect((await server.call(`GET /verify/${second}/${id}`)).status).toBe(200)
  })

  test('sendsPerToken', async () => {
    const server = await testServer()
    await server.set('sendsPerToken', '1')
    const id = await register(server)
    await sendSms(server, id)
    server.clock.advance(5_000)
    expect((await server.call(`GET /sms/${id}`)).status).toBe(429)
  })

  test('sendsPerAddress counts the address that the app reports', async () => {
    const server = await testServer()
    await server.set('sendsPerAddress', '2')
    const ids = await Promise.all(
      ['3173389301', '3173389302', '3173389303'].map((cellphone) =>
        register(server, { 'user[cellphone]': cellphone }),
      ),
    )
    const answers = []
    for (const id of ids) answers.push(await server.call(`GET /sms/${id}?user_ip=203.0.113.9`))
    expect(answers.map(status)).toEqual([200, 200, 429])
    expect((await server.call(`GET /sms/${ids[2]}?user_ip=203.0.113.10`)).status).toBe(200)
  })

  test('sendsPerAppPerMinute', async () => {
    const server = await testServer()
    const other = await server.newApp('Other')
    await server.set('sendsPerAppPerMinute', '1')
    const first = await register(server)
    const second = await register(server, { 'user[cellphone]': '3173389303' })
    await register(server, { 'user[cellphone]': '3173389303' }, { apiKey: other.apiKey })
    await sendSms(server, first)
    const refused = await server.call(`GET /sms/${second}`)
    expect([refused.status, refused.headers['retry-after']]).toEqual([429, '60'])
    const elsewhere = await server.call(`GET /sms/${second}`, undefined, { apiKey: other.apiKey })
    expect(elsewhere.status).toBe(200)
    server.clock.advance(60_000)
    expect((await server.call(`GET /sms/${second}`)).status).toBe(200)
  })

  test('forceByDefault changes nothing for who has no device', async () => {
    const server = await testServer()
    await server.set('forceByDefault', 'true')
    const id = await register(server)
    expect(await sendSms(server, id)).toMatch(/^\d{7}$/)
  })
})

test('nothing is sent to who is suspended, until that is lifted', async () => {
  const server = await testServer()
  const id = await register(server)
  await server.deps.db
    .updateTable('app_users')
    .set({ suspended_at: 1, wrong_tokens: 100 })
    .where('authy_id', '=', id)
    .execute()
  for (const route of [`GET /sms/${id}`, `GET /call/${id}`, `POST /email/${id}`]) {
    const answer = await server.call(route)
    expect([answer.status, answer.text]).toEqual([503, SUSPENDED])
  }
  expect(await server.outbox()).toEqual([])
  await liftSuspension(server.deps, id, server.appId)
  expect((await server.call(`GET /sms/${id}`)).status).toBe(200)
})

test('without an e-mail there is nowhere to write to', async () => {
  const server = await testServer()
  const id = await register(server)
  await server.deps.db.deleteFrom('app_user_emails').execute()
  const answer = await server.call(`POST /email/${id}`)
  expect([answer.status, answer.text]).toEqual([400, refusedWith('60038', 'Email is invalid')])
})
