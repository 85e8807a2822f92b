import { describe, expect, test } from 'vitest'
import {
  type CallRecord,
  type ClientOptions,
  CountersignError,
  createClient,
} from '@countersign/client'
import { type Answer, cannedService, type Canned } from '../../device/test/canned-service.ts'

const API_KEY = 'k'.repeat(32)
const PHONE = '317-338-9302'

const DETAILS: Canned = {
  body: { app: { app_id: 1, name: 'Acme', plan: 'pay_as_you_go' }, success: true },
}

const FAULT: Canned = { status: 503, body: { error_code: '60000', message: 'Not now' } }

/** A service that answers in turn, the last one for ever; pauses of the client are noted, and take no time. */
async function clientOf(
  answers: readonly (Canned | Answer)[],
  options: Partial<ClientOptions> = {},
) {
  const pauses: number[] = []
  const calls: CallRecord[] = []
  let count = 0
  const service = await cannedService((heard, response) => {
    const answer = answers[Math.min(count++, answers.length - 1)] ?? {}
    return typeof answer === 'function' ? answer(heard, response) : answer
  })
  const client = createClient({
    apiKey: API_KEY,
    baseUrl: service.url,
    waitMs: async (milliseconds) => {
      pauses.push(milliseconds)
    },
    onCall: (call) => calls.push(call),
    ...options,
  })
  return { client, service, pauses, calls }
}

const later = (seconds: string): Canned => ({ ...FAULT, headers: { 'retry-after': seconds } })

const refused = (status: number, code: string): Canned => ({
  status,
  body: { error_code: code, message: 'No' },
})

const broken: Answer = (_heard, response) => {
  response.destroy()
  return undefined
}

const silent: Answer = () => undefined

async function faultOf(promise: Promise<unknown>): Promise<CountersignError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error instanceof CountersignError) return error
  throw new Error('No CountersignError was thrown.', { cause: error })
}

describe('what is sent', () => {
  test('the key stands in a header, and a GET has its parameters in the query', async () => {
    const { client, service } = await clientOf([{ body: { success: true, cellphone: 'x' } }])
    await client.tokens.send(7, {
      channel: 'sms',
      action: 'log in',
      actionMessage: 'a&b',
      locale: 'de',
    })
    const [heard] = service.heard
    expect(`${heard?.method} ${heard?.url}`).toBe(
      'GET /protected/json/sms/7?force=true&action=log+in&action_message=a%26b&locale=de',
    )
    expect(heard?.headers['x-authy-api-key']).toBe(API_KEY)
    expect(heard?.url).not.toContain(API_KEY)
  })

  test('a POST has them as JSON, without those that were not given', async () => {
    const answer = { body: { approval_request: { uuid: 'u' }, success: true } }
    const { client, service } = await clientOf([answer])
    await client.approvals.request(7, {
      message: 'Log in',
      details: { Browser: 'Firefox' },
      idempotencyKey: 'login-1',
    })
    const [heard] = service.heard
    expect(heard?.url).toBe('/onetouch/json/users/7/approval_requests')
    expect(heard?.body).toBe('{"message":"Log in","details":{"Browser":"Firefox"}}')
    expect(heard?.headers['content-type']).toBe('application/json')
    expect(heard?.headers['idempotency-key']).toBe('login-1')
  })

  test('a base URL may have a path, and a slash at its end', async () => {
    const { service } = await clientOf([DETAILS])
    const client = createClient({ apiKey: API_KEY, baseUrl: `${service.url}/2fa/` })
    await client.app.details()
    expect(service.heard[0]?.url).toBe('/2fa/protected/json/app/details')
  })
})

describe('what is tried again', () => {
  test('a harmless call, twice, with longer pauses', async () => {
    const { client, service, pauses } = await clientOf([broken, FAULT, DETAILS])
    expect(await client.app.details()).toMatchObject({ name: 'Acme' })
    expect(service.heard).toHaveLength(3)
    const [first = 0, second = 0] = pauses
    expect(first).toBeGreaterThanOrEqual(125)
    expect(first).toBeLessThan(375)
    expect(second).toBeGreaterThanOrEqual(250)
    expect(second).toBeLessThan(750)
  })

  test('not more often than `retries`', async () => {
    const { client, service } = await clientOf([FAULT])
    expect(await faultOf(client.app.details())).toMatchObject({ code: 'unavailable', status: 503 })
    expect(service.heard).toHaveLength(3)
    const once = await clientOf([FAULT], { retries: 0 })
    await faultOf(once.client.app.details())
    expect(once.service.heard).toHaveLength(1)
  })

  test('when the server says, and not where that is long', async () => {
    const soon = await clientOf([later('3'), DETAILS])
    await soon.client.app.details()
    expect(soon.pauses).toEqual([3_000])
    const late = await clientOf([later('60'), DETAILS])
    expect(await faultOf(late.client.app.details())).toMatchObject({ retryAfterMs: 60_000 })
    expect(late.service.heard).toHaveLength(1)
  })

  test('nothing that does something: tokens, codes, secrets, questions without a key', async () => {
    const { client, service } = await clientOf([FAULT])
    const acts = [
      () => client.tokens.send(7, { channel: 'sms' }),
      () => client.tokens.verify(7, '1234567'),
      () => client.users.create({ email: 'a@example.com', phone: PHONE, countryCode: 1 }),
      () => client.users.remove(7),
      () => client.users.createQrSecret(7),
      () => client.users.registerActivity(7, { type: 'banned' }),
      () => client.phones.startVerification({ countryCode: 1, phone: PHONE, channel: 'sms' }),
      () => client.phones.checkVerification({ countryCode: 1, phone: PHONE, code: '1234' }),
      () => client.approvals.request(7, { message: 'Log in' }),
    ]
    for (const [index, act] of acts.entries()) {
      expect((await faultOf(act())).code).toBe('unavailable')
      expect(service.heard).toHaveLength(index + 1)
    }
    await faultOf(client.approvals.request(7, { message: 'Log in', idempotencyKey: 'a' }))
    expect(service.heard).toHaveLength(acts.length + 3)
  })

  test('no refusal and no mistake', async () => {
    for (const status of [400, 401, 404, 429]) {
      const { client, service } = await clientOf([
        { status, body: { error_code: '60002', message: 'No' } },
      ])
      await faultOf(client.app.details())
      expect(service.heard).toHaveLength(1)
    }
  })
})

describe('a fault', () => {
  test.each<[string, Canned, string]>([
    ['a page', { body: '<html>', headers: { 'content-type': 'text/html' } }, 'bad-answer'],
    ['a list', { body: '[]' }, 'bad-answer'],
    ['nothing', { body: '' }, 'bad-answer'],
    ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:9/' } }, 'bad-answer'],
    ['a page that is not there', { status: 404, body: 'Not found' }, 'bad-answer'],
    ['an answer without its fields', { body: { success: true } }, 'bad-answer'],
    ['a field of another kind', { body: { app: { app_id: 'x' } } }, 'bad-answer'],
    [
      'a parameter',
      { status: 400, body: { error_code: '60004', message: 'x' } },
      'invalid-request',
    ],
    ['too many', { status: 429, body: { error_code: '60003', message: 'x' } }, 'throttled'],
    ['a page of the proxy', { status: 502, body: '<html>' }, 'unavailable'],
    ['a code as a number', { status: 401, body: { error_code: 60001 } }, 'api-key-invalid'],
  ])('%s', async (_name, answer, code) => {
    const { client } = await clientOf([answer])
    expect((await faultOf(client.app.details())).code).toBe(code)
  })

  test('is told with what a log needs, and without digits that came back', async () => {
    const { client } = await clientOf([
      {
        status: 400,
        body: {
          error_code: '60004',
          message: `Invalid parameter: country_code - '1 ${PHONE}' is not a valid Integer`,
        },
        headers: { 'x-request-id': 'r-1' },
      },
    ])
    const how = { countryCode: 1, phone: PHONE, channel: 'sms' } as const
    const fault = await faultOf(client.phones.startVerification(how))
    expect(fault).toMatchObject({ status: 400, errorCode: '60004', requestId: 'r-1' })
    expect(fault.message).toBe(
      "POST /protected/json/phones/verification/start: Invalid parameter: country_code - '…' is not a valid Integer",
    )
  })

  test('after too long is `timeout`, by the client or by the call', async () => {
    const { client } = await clientOf([silent], { timeoutMs: 20, retries: 0 })
    expect((await faultOf(client.app.details())).code).toBe('timeout')
    const patient = await clientOf([silent], { retries: 0 })
    expect((await faultOf(patient.client.app.details({ timeoutMs: 20 }))).code).toBe('timeout')
  })

  test('by signal is `aborted`, under way, in a pause and before', async () => {
    const reason = new Error('left the page')
    const under = new AbortController()
    const { client } = await clientOf([
      () => {
        under.abort(reason)
        return undefined
      },
    ])
    const fault = await faultOf(client.app.details({ signal: under.signal }))
    expect(fault).toMatchObject({ code: 'aborted', cause: reason })
    const pausing = new AbortController()
    const paused = await clientOf([FAULT], { waitMs: async () => pausing.abort(reason) })
    const ended = paused.client.app.details({ signal: pausing.signal })
    expect((await faultOf(ended)).code).toBe('aborted')
    expect(paused.service.heard).toHaveLength(1)
    const never = await clientOf([DETAILS])
    const before = never.client.app.details({ signal: AbortSignal.abort(reason) })
    expect((await faultOf(before)).code).toBe('aborted')
    expect(never.service.heard).toHaveLength(0)
  })
})

describe('a refusal', () => {
  test('60020 is wrong with 401, and no token at all with 400', async () => {
    const { client } = await clientOf([refused(401, '60020'), refused(400, '60020')])
    expect(await client.tokens.verify(7, '1234567')).toEqual({ ok: false, reason: 'invalid' })
    expect(await client.tokens.verify(7, '1234567')).toEqual({ ok: false, reason: 'malformed' })
  })

  test('a 200 that is no yes lets nobody in', async () => {
    for (const token of [
      'Not checked. User has not yet finished…',
      'is invalid',
      true,
      undefined,
    ]) {
      const { client } = await clientOf([{ body: { token, success: 'true', ok: true } }])
      const verified = await client.tokens.verify(7, '1234567')
      expect(verified).toEqual({ ok: false, reason: 'not-checked' })
    }
  })

  test('a pause is told from a fault of the same code', async () => {
    const { client } = await clientOf([refused(403, '60054'), refused(503, '60054')])
    const question = { message: 'Log in' }
    expect(await client.approvals.request(7, question)).toEqual({ ok: false, reason: 'paused' })
    expect(await client.approvals.request(7, question)).toEqual({ ok: false, reason: 'not-sent' })
  })

  test('throttled tells how long, where the server does', async () => {
    const body = { error_code: '60003', message: 'DoS protection.' }
    const { client } = await clientOf([
      { status: 429, body, headers: { 'retry-after': '30' } },
      { status: 429, body },
    ])
    const throttled = { ok: false, reason: 'throttled' }
    expect(await client.tokens.verify(7, '1234567')).toEqual({ ...throttled, retryAfterMs: 30_000 })
    expect(await client.tokens.verify(7, '1234567')).toEqual({
      ...throttled,
      retryAfterMs: undefined,
    })
  })
})

const approval = (status: string): Canned => ({
  body: {
    approval_request: {
      uuid: 'u',
      _authy_id: '7',
      status,
      created_at: '2023-11-14T22:13:20Z',
      processed_at: null,
    },
    success: true,
  },
})

describe('waiting for an approval', () => {
  test('at a server that does not know `wait` it asks every two seconds', async () => {
    const { client, service, pauses } = await clientOf(
      [approval('pending'), approval('pending'), approval('approved')],
      { now: () => 0 },
    )
    const answered = await client.approvals.wait('u', { timeoutMs: 30_000 })
    expect(answered).toMatchObject({ ok: true, approval: { status: 'approved', authyId: 7 } })
    expect(service.heard.map(({ url }) => url.split('?')[1])).toEqual(Array(3).fill('wait=25'))
    expect(pauses).toEqual([2_000, 2_000])
  })

  test('it ends when its time is over, with what it knows', async () => {
    let now = 0
    const waiting: Answer = (heard) => {
      now += Number(/wait=(\d+)/.exec(heard.url)?.[1]) * 1_000
      return approval('pending')
    }
    const { client, service, pauses } = await clientOf([waiting], { now: () => now })
    const found = await client.approvals.wait('u', { timeoutMs: 60_000 })
    expect(found).toMatchObject({ ok: true, approval: { status: 'pending' } })
    const waits = service.heard.map(({ url }) => url.split('?')[1])
    expect(waits).toEqual(['wait=25', 'wait=25', 'wait=10'])
    expect(pauses).toEqual([])
  })
})

describe('the log', () => {
  test('is told of each try, without ids, tokens, numbers and the key', async () => {
    const { client, calls } = await clientOf([FAULT, DETAILS])
    await client.app.details()
    await client.tokens.verify(1_000_123, '7654321').catch(() => undefined)
    const check = { countryCode: 1, phone: PHONE, code: '9876' }
    await client.phones.checkVerification(check).catch(() => undefined)
    expect(calls.map(({ route, attempt, status }) => [route, attempt, status])).toEqual([
      ['GET /protected/json/app/details', 1, 503],
      ['GET /protected/json/app/details', 2, 200],
      ['GET /protected/json/verify/{token}/{authy_id}', 1, 200],
      ['GET /protected/json/phones/verification/check', 1, 200],
    ])
    const text = JSON.stringify(calls)
    for (const secret of ['1000123', '7654321', '9302', '9876', API_KEY])
      expect(text).not.toContain(secret)
  })

  test('that fails, fails nothing', async () => {
    const { client } = await clientOf([DETAILS], {
      onCall: () => {
        throw new Error('disk full')
      },
    })
    expect(await client.app.details()).toMatchObject({ name: 'Acme' })
  })
})

describe('options that cannot be', () => {
  test.each<[string, Partial<ClientOptions>]>([
    ['no key', { apiKey: '' }],
    ['a key with a line break', { apiKey: 'a\nb' }],
    ['no URL', { baseUrl: '' }],
    ['another scheme', { baseUrl: 'ftp://2fa.example.com' }],
    ['a query', { baseUrl: 'https://2fa.example.com/?a=1' }],
    ['a password', { baseUrl: 'https://a:b@2fa.example.com' }],
  ])('%s', (_name, options) => {
    expect(() =>
      createClient({ apiKey: API_KEY, baseUrl: 'https://2fa.test', ...options }),
    ).toThrow(expect.objectContaining({ code: 'bad-options' }))
  })

  test('a key for repeating that no header can hold', async () => {
    const { client, service } = await clientOf([DETAILS])
    const asked = client.approvals.request(7, { message: 'x', idempotencyKey: 'a\r\nb: c' })
    expect((await faultOf(asked)).code).toBe('bad-options')
    expect(service.heard).toHaveLength(0)
  })
})
