import { describe, expect, test } from 'vitest'
import { type TestServer, testServer } from '../test-server.ts'
import { invalidParameter, refusedWith, TOO_MANY } from './answers.ts'
import { newestToken, PHONE, refusal, register, status, wrongTokens } from './person.ts'

const NUMBER = { country_code: '1', phone_number: '317-338-9302' }

const start = (server: TestServer, change: Readonly<Record<string, string>> = {}) =>
  server.call('POST /phones/verification/start', { ...NUMBER, ...change })
const check = (server: TestServer, code: string, query = '') =>
  server.call(
    `GET /phones/verification/check?country_code=1&phone_number=3173389302&verification_code=${code}${query}`,
  )

const CORRECT = '{"message":"Verification code is correct.","success":true}'
const INCORRECT =
  '{"message":"Verification code is incorrect","success":false,"errors":{"message":"Verification code is incorrect"},"error_code":"60022"}'
const NONE_PENDING =
  '{"message":"No pending verifications for +1 317-338-9302 found.","success":false,"errors":{"message":"No pending verifications for +1 317-338-9302 found."},"error_code":"60023"}'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

describe('start', () => {
  test('by SMS', async () => {
    const server = await testServer()
    const answer = await start(server, { via: 'sms' })
    const { uuid } = answer.body
    expect(uuid).toMatch(UUID)
    expect([answer.status, answer.text]).toEqual([
      200,
      '{"carrier":"unknown","is_cellphone":true,"is_ported":false,"message":"Text message sent to +1 317-338-9302.",' +
        `"seconds_to_expire":600,"uuid":"${uuid}","success":true}`,
    ])
    const [message] = await server.outbox(PHONE)
    expect(message).toMatchObject({ kind: 'code', channel: 'sms', to: PHONE })
    expect(message?.token).toMatch(/^\d{4}$/)
    expect(message?.text).toBe(`${message?.token} is your verification code for Acme.`)
  })

  test('by call, in Spanish', async () => {
    const server = await testServer()
    const english = await start(server, { via: 'call' })
    expect(english.body.message).toBe('Call to +1 317-338-9302 initiated.')
    const spanish = await start(server, {
      via: 'call',
      locale: 'es',
      phone_number: '775-461-5609',
    })
    expect(spanish.body.message).toBe('Llamada a +1 775-461-5609 fue iniciada.')
    expect((await server.outbox('+17754615609')).at(-1)).toMatchObject({
      channel: 'call',
      locale: 'es',
    })
  })

  test('again in its time: the same code, and what is left of it', async () => {
    const server = await testServer()
    const first = await start(server)
    const code = await newestToken(server)
    server.clock.advance(12_345)
    const second = await start(server)
    expect(second.body).toMatchObject({ uuid: first.body.uuid, seconds_to_expire: 587 })
    expect(await newestToken(server)).toBe(code)
    await start(server, { via: 'call' })
    expect(await newestToken(server)).toBe(code)
    expect(await server.outbox(PHONE)).toHaveLength(3)
  })

  test('identical within five seconds is one', async () => {
    const server = await testServer()
    const first = await start(server)
    server.clock.advance(4_999)
    const second = await start(server)
    expect(second.body).toMatchObject({ uuid: first.body.uuid, seconds_to_expire: 595 })
    expect(await server.outbox(PHONE)).toHaveLength(1)
  })

  test('twelve at once are one code and one message', async () => {
    const server = await testServer()
    const answers = await Promise.all(Array.from({ length: 12 }, () => start(server)))
    expect(answers.map(status)).toEqual(answers.map(() => 200))
    expect(new Set(answers.map((answer) => answer.body.uuid)).size).toBe(1)
    expect(await server.outbox(PHONE)).toHaveLength(1)
  })

  test('five times, and no sixth while the code lives', async () => {
    const server = await testServer()
    const answers = []
    for (let count = 0; count < 6; count++) {
      answers.push(await start(server))
      server.clock.advance(5_000)
    }
    expect(answers.map(status)).toEqual([200, 200, 200, 200, 200, 429])
    expect([answers[5]?.text, answers[5]?.headers['retry-after']]).toEqual([TOO_MANY, '575'])
    server.clock.advance(570_000)
    expect(status(await start(server))).toBe(200)
  })

  test('sendsPerAddress and sendsPerAppPerMinute', async () => {
    const server = await testServer()
    await server.set('sendsPerAddress', '1')
    await server.set('sendsPerAppPerMinute', '2')
    const from = (number: string, ip: string) =>
      start(server, { phone_number: number, user_ip: ip })
    expect(status(await from('3173389301', '203.0.113.9'))).toBe(200)
    expect(status(await from('3173389302', '203.0.113.9'))).toBe(429)
    server.clock.advance(60_000)
    expect(status(await from('3173389303', '203.0.113.10'))).toBe(200)
    expect(status(await from('3173389304', '203.0.113.11'))).toBe(200)
    expect(status(await from('3173389305', '203.0.113.12'))).toBe(429)
  })

  test.each(['4', '5', '6', '7', '8', '9', '10'])('code_length %s', async (length) => {
    const server = await testServer()
    await start(server, { code_length: length })
    const code = await newestToken(server)
    expect(code).toMatch(new RegExp(`^\\d{${length}}$`))
    expect((await check(server, code)).text).toBe(CORRECT)
  })

  test('another code_length is another code', async () => {
    const server = await testServer()
    const first = await start(server, { code_length: '4' })
    const code = await newestToken(server)
    const second = await start(server, { code_length: '6' })
    expect(second.body.uuid).not.toBe(first.body.uuid)
    expect(refusal(await check(server, code))).toEqual([401, '60022'])
    expect(status(await check(server, await newestToken(server)))).toBe(200)
  })

  test('custom_code is what is sent and right, and the answer has sms_id', async () => {
    const server = await testServer()
    const answer = await start(server, { custom_code: 'aB34' })
    const [message] = await server.outbox(PHONE)
    expect(message?.text).toBe('aB34 is your verification code for Acme.')
    expect(Object.keys(answer.body).at(-1)).toBe('sms_id')
    expect(answer.body.sms_id).toBe(message?.id)
    expect((await check(server, 'ab34')).text).toBe(INCORRECT)
    expect((await check(server, 'aB34')).text).toBe(CORRECT)
  })

  test('another custom_code a moment later is the one that is right', async () => {
    const server = await testServer()
    await start(server, { custom_code: '1111' })
    await start(server, { custom_code: '2222' })
    expect(await newestToken(server)).toBe('2222')
    expect((await check(server, '1111')).text).toBe(INCORRECT)
    expect((await check(server, '2222')).text).toBe(CORRECT)
  })

  const REFUSED = [
    [{ country_code: '' }, 400, invalidParameter('country_code', 'Parameter is required')],
    [{ phone_number: ' ' }, 400, invalidParameter('phone_number', 'Parameter is required')],
    [
      { country_code: 'xxx' },
      400,
      invalidParameter('country_code', "'xxx' is not a valid Integer"),
    ],
    [{ phone_number: '123' }, 400, refusedWith('60033', 'Phone number is invalid')],
    [{ phone_number: 'phone' }, 400, refusedWith('60033', 'Phone number is invalid')],
    [{ country_code: '999' }, 403, refusedWith('60078', 'Country code is not valid')],
    [{ country_code: '0' }, 403, refusedWith('60078', 'Country code is not valid')],
    [{ via: 'fax' }, 400, invalidParameter('via', "'fax' is not sms or call")],
    [{ code_length: '3' }, 400, invalidParameter('code_length', 'must be between 4 and 10')],
    [{ code_length: '11' }, 400, invalidParameter('code_length', 'must be between 4 and 10')],
    [{ code_length: 'six' }, 400, invalidParameter('code_length', "'six' is not a valid Integer")],
    [
      { custom_code: '123' },
      400,
      invalidParameter('custom_code', 'must have 4 to 10 letters and digits'),
    ],
    [
      { custom_code: '12 45' },
      400,
      invalidParameter('custom_code', 'must have 4 to 10 letters and digits'),
    ],
    [{ custom_message: 'Hi' }, 403, refusedWith('60091', 'Custom message is not allowed')],
    [
      { country_code: '49', phone_number: '30 123456' },
      403,
      refusedWith('60082', 'Cannot send SMS to landline phone numbers'),
    ],
    [
      { country_code: '44', phone_number: '020 7946 0018' },
      403,
      refusedWith('60082', 'Cannot send SMS to landline phone numbers'),
    ],
  ] as const

  test('refuses, and sends nothing', async () => {
    const server = await testServer()
    for (const [change, code, text] of REFUSED) {
      const answer = await start(server, change)
      expect([change, answer.status, answer.text]).toEqual([change, code, text])
    }
    expect(await server.outbox()).toEqual([])
    expect(await server.deps.db.selectFrom('phone_verifications').selectAll().execute()).toEqual([])
  })

  test('calls a landline', async () => {
    const server = await testServer()
    const landline = { country_code: '49', phone_number: '30 123456', via: 'call' }
    const answer = await start(server, landline)
    expect(answer.body).toMatchObject({ is_cellphone: false, success: true })
  })

  test.each([
    ['smsEnabled', 'sms', '60007', 'SMS is not enabled on this account'],
    ['callsEnabled', 'call', '60006', 'Phone calls are not enabled on this account'],
  ])('%s off', async (setting, via, code, message) => {
    const server = await testServer()
    await server.set(setting, 'false')
    const answer = await start(server, { via })
    expect([answer.status, answer.text]).toEqual([403, refusedWith(code, message)])
  })
})

describe('check', () => {
  test('right once', async () => {
    const server = await testServer()
    await start(server)
    const code = await newestToken(server)
    const right = await check(server, code)
    expect([right.status, right.text]).toEqual([200, CORRECT])
    const again = await check(server, code)
    expect([again.status, again.text]).toEqual([404, NONE_PENDING])
  })

  test('wrong, of none, of an expired one', async () => {
    const server = await testServer()
    const none = await check(server, '1234')
    expect([none.status, none.text]).toEqual([404, NONE_PENDING])
    await start(server)
    const code = await newestToken(server)
    const [wrong = ''] = wrongTokens(code, 1)
    const incorrect = await check(server, wrong)
    expect([incorrect.status, incorrect.text]).toEqual([401, INCORRECT])
    server.clock.advance(600_000)
    expect((await check(server, code)).text).toBe(NONE_PENDING)
  })

  test('twelve at once: one is right', async () => {
    const server = await testServer()
    await start(server)
    const code = await newestToken(server)
    const answers = await Promise.all(Array.from({ length: 12 }, () => check(server, code)))
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1)
  })

  test('five guesses end a code', async () => {
    const server = await testServer()
    await start(server)
    const code = await newestToken(server)
    for (const wrong of wrongTokens(code, 5))
      expect((await check(server, wrong)).text).toBe(INCORRECT)
    const sixth = await check(server, code)
    expect([sixth.status, sixth.text, sixth.headers['retry-after']]).toEqual([429, TOO_MANY, '600'])
    const restarted = await start(server)
    expect(restarted.status).toBe(200)
    expect(await newestToken(server)).not.toBe(code)
  })

  test('a code of one app or number is none of another', async () => {
    const server = await testServer()
    const other = await server.newApp('Other')
    await start(server)
    const code = await newestToken(server)
    const query = `country_code=1&phone_number=3173389302&verification_code=${code}`
    const elsewhere = await server.call(`GET /phones/verification/check?${query}`, undefined, {
      apiKey: other.apiKey,
    })
    const otherNumber = await server.call(
      `GET /phones/verification/check?${query.replace('9302', '9303')}`,
    )
    expect([elsewhere, otherNumber].map(status)).toEqual([404, 404])
    expect((await check(server, code)).status).toBe(200)
  })

  test('a token of a user is no code, and a code no token', async () => {
    const server = await testServer()
    await server.set('tokenDigits', '6')
    const id = await register(server)
    await server.call(`GET /sms/${id}`)
    const token = await newestToken(server)
    await start(server, { code_length: '6' })
    const code = await newestToken(server)
    expect(refusal(await check(server, token))).toEqual([401, '60022'])
    expect(refusal(await server.call(`GET /verify/${code}/${id}`))).toEqual([401, '60020'])
  })

  test('wrong codes count against the address, the app and the number', async () => {
    const server = await testServer()
    await server.set('wrongTokensPerAddress', '2')
    await start(server)
    const code = await newestToken(server)
    const [first = '', second = '', third = ''] = wrongTokens(code, 3)
    const from = (typed: string, ip: string) => check(server, typed, `&user_ip=${ip}`)
    expect(status(await from(first, '203.0.113.9'))).toBe(401)
    expect(status(await from(second, '203.0.113.9'))).toBe(401)
    const refused = await from(third, '203.0.113.9')
    expect([refused.status, refused.headers['retry-after']]).toEqual([429, '600'])
    expect(status(await from(code, '203.0.113.9'))).toBe(429)
    await server.set('wrongTokensPerAppPerMinute', '1')
    expect(status(await from(code, '203.0.113.10'))).toBe(429)
    server.clock.advance(60_000)
    expect(status(await from(code, '203.0.113.10'))).toBe(200)
  })

  test('parameters that are missing or of the wrong kind', async () => {
    const server = await testServer()
    const ask = async (query: string) =>
      (await server.call(`GET /phones/verification/check?${query}`)).text
    const number = 'country_code=1&phone_number=3173389302'
    expect(await ask('')).toBe(invalidParameter('country_code', 'Parameter is required'))
    expect(await ask('country_code=1')).toBe(
      invalidParameter('phone_number', 'Parameter is required'),
    )
    expect(await ask(number)).toBe(invalidParameter('verification_code', 'Parameter is required'))
    expect(await ask(`${number}&verification_code[]=1`)).toBe(
      invalidParameter('verification_code', 'Array is not a valid String'),
    )
    expect(await ask('country_code[]=1&phone_number=3173389302&verification_code=1')).toBe(
      invalidParameter('country_code', 'Array is not a valid String'),
    )
    expect(await ask('country_code=1&phone_number=12&verification_code=1')).toBe(
      refusedWith('60033', 'Phone number is invalid'),
    )
  })

  test('in a form on GET, as one client does', async () => {
    const server = await testServer()
    await start(server)
    const form = { ...NUMBER, verification_code: await newestToken(server) }
    expect((await server.call('GET /phones/verification/check', form)).text).toBe(CORRECT)
  })
})

const body = (state: string, seconds: number) =>
  `{"message":"Phone Verification status.","status":"${state}","seconds_to_expire":${seconds},"success":true}`

describe('status', () => {
  test('pending, verified, expired; by uuid and by number', async () => {
    const server = await testServer()
    const { uuid } = (await start(server)).body
    const byUuid = async () =>
      (await server.call(`GET /phones/verification/status?uuid=${uuid}`)).text
    const byNumber = async () => (await server.call('GET /phones/verification/status', NUMBER)).text
    server.clock.advance(126_000)
    expect([await byUuid(), await byNumber()]).toEqual([body('pending', 474), body('pending', 474)])
    server.clock.advance(474_000)
    expect([await byUuid(), await byNumber()]).toEqual([body('expired', 0), body('expired', 0)])
    const again = (await start(server)).body.uuid
    await check(server, await newestToken(server))
    expect(await byNumber()).toBe(body('verified', 600))
    expect((await server.call(`GET /phones/verification/status?uuid=${again}`)).text).toBe(
      body('verified', 600),
    )
    expect((await server.call(`GET /phones/verification/status?uuid=${uuid}`)).status).toBe(404)
  })

  test('of nothing, and of what is unknown or of another app', async () => {
    const server = await testServer()
    const other = await server.newApp('Other')
    const { uuid } = (await start(server)).body
    const neither = refusedWith(
      '60042',
      'Either uuid or country_code and phone number are required',
    )
    for (const query of ['', '?country_code=1', '?phone_number=3173389302', '?uuid=']) {
      const answer = await server.call(`GET /phones/verification/status${query}`)
      expect([answer.status, answer.text]).toEqual([400, neither])
    }
    const unknown = await server.call('GET /phones/verification/status?uuid=nonsense')
    expect(refusal(unknown)).toEqual([404, '60023'])
    const elsewhere = await server.call(`GET /phones/verification/status?uuid=${uuid}`, undefined, {
      apiKey: other.apiKey,
    })
    expect(refusal(elsewhere)).toEqual([404, '60023'])
    const number = await server.call(
      'GET /phones/verification/status?country_code=1&phone_number=3173389303',
    )
    expect(number.body.message).toBe('No pending verifications for +1 317-338-9303 found.')
  })
})
