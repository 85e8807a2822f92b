import { totp } from '@countersign/otp'
import { describe, expect, test } from 'vitest'
import { liftSuspension } from '../../src/actions/change-user.ts'
import { authenticatorRow } from '../../src/actions/sealed-rows.ts'
import { START } from '../test-clock.ts'
import { type TestServer, testServer } from '../test-server.ts'
import { invalidParameter, SUSPENDED, TOO_MANY } from './answers.ts'
import { newestToken, refusal, register, sendSms, status, wrongTokens } from './person.ts'

const valid = (osType: string, registrationDate: number) =>
  '{"message":"Token is valid.","token":"is valid","success":"true","device":{"id":null,' +
  `"os_type":"${osType}","registration_date":${registrationDate},"registration_method":null,` +
  '"registration_country":null,"registration_region":null,"registration_city":null,"country":null,' +
  '"region":null,"city":null,"ip":null,"last_account_recovery_at":null,"last_sync_date":null}}'

const WRONG =
  '{"message":"Token is invalid","token":"is invalid","success":false,"errors":{"message":"Token is invalid"},"error_code":"60020"}'
const REUSED =
  '{"message":"Token is invalid. Token was used recently","token":"is invalid","success":false,"errors":{"message":"Token is invalid. Token was used recently"},"error_code":"60019"}'
const MALFORMED =
  '{"message":"Token is invalid.","token":"is invalid","success":false,"errors":{"token":"is invalid"},"error_code":"60020"}'
const UNKNOWN_USER =
  '{"error_code":"60016","message":"User doesn\'t exist","errors":{"message":"User doesn\'t exist"},"success":false}'

describe('the answers', () => {
  test('right, then reused, then expired', async () => {
    const server = await testServer()
    const id = await register(server)
    server.clock.advance(7_000)
    const token = await sendSms(server, id)
    const first = await server.call(`GET /verify/${token}/${id}`)
    expect([first.status, first.text]).toEqual([200, valid('sms', START / 1_000)])
    const again = await server.call(`GET /verify/${token}/${id}`)
    expect([again.status, again.text]).toEqual([401, REUSED])
    server.clock.advance(600_000)
    const expired = await server.call(`GET /verify/${token}/${id}`)
    expect([expired.status, expired.text]).toEqual([401, WRONG])
  })

  test.each([
    ['GET /call/ID', '+13173389302'],
    ['POST /email/ID', 'jdoe@example.com'],
  ])('right, by %s', async (route, to) => {
    const server = await testServer()
    const id = await register(server)
    await server.call(route.replace('ID', String(id)))
    const answer = await server.call(`GET /verify/${await newestToken(server, to)}/${id}`)
    expect(answer.text).toBe(valid('sms', START / 1_000))
  })

  test('wrong, and what is no token', async () => {
    const server = await testServer()
    const id = await register(server)
    await sendSms(server, id)
    const wrong = await server.call(`GET /verify/0000001/${id}`)
    expect([wrong.status, wrong.text]).toEqual([401, WRONG])
    const malformed = ['12345', '1234567890123', '12345a7', 'abcdefg', '%20123456', '-123456', '']
    for (const token of malformed.filter((each) => each !== '')) {
      const answer = await server.call(`GET /verify/${token}/${id}`)
      expect([token, answer.status, answer.text]).toEqual([token, 400, MALFORMED])
    }
    const row = await server.deps.db
      .selectFrom('app_users')
      .select('wrong_tokens')
      .executeTakeFirstOrThrow()
    expect(row.wrong_tokens).toBe(1)
  })

  test('for a user that is unknown, of another app, or no id', async () => {
    const server = await testServer()
    const other = await server.newApp('Other')
    const elsewhere = await register(server, {}, { apiKey: other.apiKey })
    for (const id of [elsewhere, 10_000_000, 'tony', '0', '2147483648']) {
      const answer = await server.call(`GET /verify/1234567/${id}`)
      expect([answer.status, answer.text]).toEqual([401, UNKNOWN_USER])
    }
  })

  test('parameters of the wrong kind', async () => {
    const server = await testServer()
    const id = await register(server)
    const answers = [
      await server.call(`GET /verify/1234567/${id}?force=perhaps`),
      await server.call(`GET /verify/1234567/${id}?action[]=x`),
    ]
    expect(answers.map((answer) => answer.text)).toEqual([
      invalidParameter('force', "'perhaps' is not a valid Boolean"),
      invalidParameter('action', 'Array is not a valid String'),
    ])
  })

  test('by POST as by GET', async () => {
    const server = await testServer()
    const id = await register(server)
    const token = await sendSms(server, id)
    expect((await server.call(`POST /verify/${token}/${id}`, { force: 'true' })).status).toBe(200)
  })
})

describe('a token with an action', () => {
  test('verifies with that action only', async () => {
    const server = await testServer()
    const id = await register(server)
    const token = await sendSms(server, id, 'action=pay')
    const tries = ['', '?action=login', '?action=Pay', '?action=pay%00', '?action=pay']
    const answers = []
    for (const query of tries)
      answers.push(refusal(await server.call(`GET /verify/${token}/${id}${query}`)))
    expect(answers).toEqual([
      [401, '60020'],
      [401, '60020'],
      [401, '60020'],
      [400, '60002'],
      [200, undefined],
    ])
  })

  test('and one without do not stand for each other', async () => {
    const server = await testServer()
    const id = await register(server)
    const plain = await sendSms(server, id)
    const bound = await sendSms(server, id, 'action=pay')
    expect(refusal(await server.call(`GET /verify/${plain}/${id}?action=pay`))).toEqual([
      401,
      '60020',
    ])
    expect(status(await server.call(`GET /verify/${plain}/${id}`))).toBe(200)
    expect(status(await server.call(`GET /verify/${bound}/${id}?action=pay`))).toBe(200)
  })
})

test('after five wrong guesses a sent token is dead, even for who has it', async () => {
  const server = await testServer()
  const id = await register(server)
  const token = await sendSms(server, id)
  for (const wrong of wrongTokens(token, 5)) await server.call(`GET /verify/${wrong}/${id}`)
  server.clock.advance(5_000)
  expect((await server.call(`GET /verify/${token}/${id}`)).text).toBe(WRONG)
})

/** So many wrong tokens that are looked at, each as soon as it may be; answers with the waits between, in seconds. */
async function guess(server: TestServer, id: number, times: number) {
  const waits: number[] = []
  for (let made = 0; made < times;) {
    const answer = await server.call(`GET /verify/0000001/${id}`)
    if (answer.status === 401) {
      made++
      continue
    }
    if (answer.status !== 429) throw new Error(`guess ${made} was answered ${answer.text}`)
    const seconds = Number(answer.headers['retry-after'])
    waits.push(seconds)
    server.clock.advance(seconds * 1_000)
  }
  return waits
}

describe('wrong tokens one after the other', () => {
  test('five are free, then each waits twice as long', async () => {
    const server = await testServer()
    const id = await register(server)
    for (const wrong of wrongTokens('0000000', 5))
      expect((await server.call(`GET /verify/${wrong}/${id}`)).status).toBe(401)
    const sixth = await server.call(`GET /verify/0000001/${id}`)
    expect([sixth.status, sixth.text, sixth.headers['retry-after']]).toEqual([429, TOO_MANY, '5'])
    server.clock.advance(5_000)
    expect(await guess(server, id, 5)).toEqual([10, 20, 40, 80])
  })

  test('a right one forgets them', async () => {
    const server = await testServer()
    const id = await register(server)
    for (const wrong of wrongTokens('0000000', 5)) await server.call(`GET /verify/${wrong}/${id}`)
    server.clock.advance(5_000)
    expect((await server.call(`GET /verify/${await sendSms(server, id)}/${id}`)).status).toBe(200)
    for (const wrong of wrongTokens('0000000', 5))
      expect((await server.call(`GET /verify/${wrong}/${id}`)).status).toBe(401)
  })

  test('a right one during the wait is not looked at and not used up', async () => {
    const server = await testServer()
    const id = await register(server)
    for (const wrong of wrongTokens('0000000', 5)) await server.call(`GET /verify/${wrong}/${id}`)
    const token = await sendSms(server, id)
    expect((await server.call(`GET /verify/${token}/${id}`)).status).toBe(429)
    server.clock.advance(5_000)
    expect((await server.call(`GET /verify/${token}/${id}`)).status).toBe(200)
  })

  test('the hundredth suspends, until an operator lifts it', async () => {
    const server = await testServer()
    const id = await register(server)
    await server.deps.db.updateTable('app_users').set({ wrong_tokens: 90 }).execute()
    await guess(server, id, 10)
    const token = await server.call(`GET /sms/${id}`)
    expect(token.text).toBe(SUSPENDED)
    const suspended = await server.call(`GET /verify/0000001/${id}`)
    expect([suspended.status, suspended.text]).toEqual([503, SUSPENDED])
    server.clock.advance(30 * 86_400_000)
    expect((await server.call(`GET /verify/0000001/${id}`)).text).toBe(SUSPENDED)
    await server.call(`POST /users/${id}/delete`)
    expect(await register(server)).toBe(id)
    expect((await server.call(`GET /verify/0000001/${id}`)).text).toBe(SUSPENDED)
    expect(await liftSuspension(server.deps, id, undefined)).toBe(1)
    expect((await server.call(`GET /verify/${await sendSms(server, id)}/${id}`)).status).toBe(200)
  })

  test('all hundred, with every wait between them', async () => {
    const server = await testServer()
    const id = await register(server)
    const waits = await guess(server, id, 100)
    expect(waits.slice(0, 10)).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 1_280, 2_560])
    expect(new Set(waits.slice(10))).toEqual(new Set([3_600]))
    expect((await server.call(`GET /verify/0000001/${id}`)).text).toBe(SUSPENDED)
  })

  test('of one phone in many apps share one budget', async () => {
    const server = await testServer()
    let answered: number[] = []
    for (let index = 0; index < 11; index++) {
      const { apiKey } = await server.newApp(`App ${index}`)
      const id = await register(server, {}, { apiKey })
      for (const wrong of wrongTokens('0000000', 5))
        answered.push(
          (await server.call(`GET /verify/${wrong}/${id}`, undefined, { apiKey })).status,
        )
    }
    answered = answered.map((each, index) => (index < 50 ? each : each - 1_000))
    expect(new Set(answered)).toEqual(new Set([401, 429 - 1_000]))
  })
})

describe('limits beside the user', () => {
  test('wrongTokensPerAddress', async () => {
    const server = await testServer()
    await server.set('wrongTokensPerAddress', '2')
    const first = await register(server)
    const second = await register(server, { 'user[cellphone]': '3173389303' })
    const from = (ip: string, id: number) => server.call(`GET /verify/0000001/${id}?user_ip=${ip}`)
    const answers = [
      await from('203.0.113.9', first),
      await from('203.0.113.9', second),
      await from('203.0.113.9', first),
      await from('203.0.113.10', first),
    ]
    expect(answers.map(status)).toEqual([401, 401, 429, 401])
    expect(answers[2]?.headers['retry-after']).toBe('600')
  })

  test('wrongTokensPerAppPerMinute', async () => {
    const server = await testServer()
    await server.set('wrongTokensPerAppPerMinute', '2')
    const first = await register(server)
    const second = await register(server, { 'user[cellphone]': '3173389303' })
    const token = await sendSms(server, second, '', '+13173389303')
    await server.call(`GET /verify/0000001/${first}`)
    await server.call(`GET /verify/0000001/${second}`)
    const refused = await server.call(`GET /verify/${token}/${second}`)
    expect([refused.status, refused.headers['retry-after']]).toEqual([429, '60'])
    server.clock.advance(60_000)
    expect((await server.call(`GET /verify/${token}/${second}`)).status).toBe(200)
  })
})

describe('the legacy switch', () => {
  const NOT_CHECKED =
    '{"token":"Not checked. User has not yet finished the registration process. Pass force=true to this API to check regardless (more secure)."}'

  test('is off: a wrong token of an unconfirmed user is refused without force', async () => {
    const server = await testServer()
    const id = await register(server)
    expect((await server.call(`GET /verify/0000001/${id}`)).status).toBe(401)
  })

  test('on: an unconfirmed user is not checked without force, and checked with it', async () => {
    const server = await testServer()
    await server.set('legacyNotChecked', 'true')
    const id = await register(server)
    const token = await sendSms(server, id)
    const unchecked = await server.call(`GET /verify/0000001/${id}`)
    expect([unchecked.status, unchecked.text]).toEqual([200, NOT_CHECKED])
    expect((await server.call(`GET /verify/${token}/${id}`)).text).toBe(NOT_CHECKED)
    expect((await server.call(`GET /verify/0000001/${id}?force=True`)).text).toBe(WRONG)
    expect((await server.call(`GET /verify/${token}/${id}?force=1`)).status).toBe(200)
    expect((await server.call(`GET /verify/0000001/${id}`)).text).toBe(WRONG)
  })

  test('on, with forceByDefault: checked unless force=false', async () => {
    const server = await testServer()
    await server.set('legacyNotChecked', 'true')
    await server.set('forceByDefault', 'true')
    const id = await register(server)
    expect((await server.call(`GET /verify/0000001/${id}`)).text).toBe(WRONG)
    expect((await server.call(`GET /verify/0000001/${id}?force=false`)).text).toBe(NOT_CHECKED)
  })
})

describe('a soft token of a device', () => {
  const SECRET = Buffer.from('a secret of 20 bytes')
  const OPTIONS = { digits: 7, periodSeconds: 10 } as const

  async function withDevices(...devices: readonly { id: string; secret: Buffer }[]) {
    const server = await testServer()
    const authyId = await register(server)
    const { db, vault, random } = server.deps
    for (const { id, secret } of devices) {
      const row = authenticatorRow(server.appId, authyId, id)
      await db
        .insertInto('authenticators')
        .values({
          app_id: server.appId,
          authy_id: authyId,
          id,
          kind: 'soft',
          sealed_secret: vault.seal(secret.toString('base64url'), row, random(12)),
          digits: 7,
          period_seconds: 10,
          window_steps: 3,
          created_at: START,
        })
        .execute()
    }
    const shown = (steps: number, secret = SECRET) =>
      totp(secret, server.clock.now() + steps * 10_000, OPTIONS)
    const verify = (token: string, query = '') =>
      server.call(`GET /verify/${token}/${authyId}${query}`)
    return { server, shown, verify }
  }

  test('verifies once, within three steps either side', async () => {
    const { server, shown, verify } = await withDevices({ id: 'a', secret: SECRET })
    expect((await verify(shown(-4))).text).toBe(WRONG)
    expect((await verify(shown(-3))).text).toBe(valid('generic', START / 1_000))
    expect((await verify(shown(-3))).text).toBe(REUSED)
    expect((await verify(shown(0))).status).toBe(200)
    expect((await verify(shown(-1))).text).toBe(REUSED)
    expect((await verify(shown(3))).status).toBe(200)
    expect((await verify(shown(4))).text).toBe(WRONG)
    server.clock.advance(70_000)
    expect((await verify(shown(0))).status).toBe(200)
  })

  test('of each of two devices', async () => {
    const second = Buffer.from('another of 20 bytes!')
    const { shown, verify } = await withDevices(
      { id: 'a', secret: SECRET },
      { id: 'b', secret: second },
    )
    expect((await verify(shown(0))).status).toBe(200)
    expect((await verify(shown(0, second))).status).toBe(200)
    expect((await verify(shown(0, second))).text).toBe(REUSED)
  })

  test('does not verify an action', async () => {
    const { shown, verify } = await withDevices({ id: 'a', secret: SECRET })
    expect((await verify(shown(0), '?action=pay')).text).toBe(WRONG)
  })
})
