import { describe, expect, test } from 'vitest'
import { changeApp, rotateApiKey } from '../../src/actions/change-app.ts'
import { START } from '../test-clock.ts'
import { testServer } from '../test-server.ts'
import { INVALID_KEY } from './answers.ts'
import { register, sendSms } from './person.ts'

const DAY = 86_400_000

describe('app/details', () => {
  test('by GET as by POST', async () => {
    const server = await testServer()
    const text =
      `{"app":{"name":"Acme","plan":"pay_as_you_go","sms_enabled":true,"phone_calls_enabled":true,` +
      `"app_id":${server.appId},"onetouch_enabled":true,"white_label":false},` +
      '"message":"Application information.","success":true}'
    for (const method of ['GET', 'POST']) {
      const answer = await server.call(`${method} /app/details?user_ip=203.0.113.9`)
      expect([answer.status, answer.text]).toEqual([200, text])
    }
  })

  test.each([
    ['smsEnabled', 'sms_enabled'],
    ['callsEnabled', 'phone_calls_enabled'],
    ['onetouchEnabled', 'onetouch_enabled'],
  ])('%s off', async (setting, field) => {
    const server = await testServer()
    await server.set(setting, 'false')
    expect((await server.call('GET /app/details')).body.app[field]).toBe(false)
  })

  test('tells what no provider carries, except in the sandbox', async () => {
    const server = await testServer({
      env: { SMS_PROVIDER: 'none', CALL_PROVIDER: 'none' },
    })
    const sandbox = await server.newApp('Sand', 'sandbox')
    const here = await server.call('GET /app/details')
    const there = await server.call('GET /app/details', undefined, { apiKey: sandbox.apiKey })
    expect(here.body.app).toMatchObject({ sms_enabled: false, phone_calls_enabled: false })
    expect(there.body.app).toMatchObject({
      plan: 'sandbox',
      sms_enabled: true,
      phone_calls_enabled: true,
    })
  })
})

describe('the API key', () => {
  test('in the header, the query or the body; the header counts, then the body', async () => {
    const server = await testServer()
    const other = await server.newApp('Other')
    const ask = async (header: string | undefined, query: string, body: string) => {
      const response = await server.app.inject({
        method: 'POST',
        url: `/protected/json/app/details${query}`,
        headers: {
          ...(header === undefined ? {} : { 'x-authy-api-key': header }),
          'content-type': body.startsWith('{')
            ? 'application/json'
            : 'application/x-www-form-urlencoded',
        },
        payload: body,
      })
      return response.json().app?.name ?? response.body
    }
    const { apiKey } = server
    const inQuery = `?api_key=${apiKey}`
    expect(await ask(apiKey, '', '')).toBe('Acme')
    expect(await ask(undefined, inQuery, '')).toBe('Acme')
    expect(await ask(undefined, '', `api_key=${apiKey}`)).toBe('Acme')
    expect(await ask(undefined, '', JSON.stringify({ api_key: apiKey }))).toBe('Acme')
    expect(await ask(other.apiKey, inQuery, `api_key=${apiKey}`)).toBe('Other')
    expect(await ask(undefined, inQuery, `api_key=${other.apiKey}`)).toBe('Other')
    expect(await ask('', inQuery, '')).toBe('Acme')
    expect(await ask('wrong', inQuery, '')).toBe(INVALID_KEY)
  })

  test('missing, wrong, too short, too long, a list', async () => {
    const server = await testServer()
    const other = server.apiKey.startsWith('A') ? 'B' : 'A'
    const wrong = [
      '',
      '?api_key=',
      '?api_key=x',
      `?api_key=${server.apiKey.slice(1)}`,
      `?api_key=${other}${server.apiKey.slice(1)}`,
      `?api_key=${server.apiKey}x`,
      `?api_key=${server.apiKey}%20`,
      `?api_key=${server.apiKey}%0a`,
      `?api_key[]=${server.apiKey}`,
      `?api_key[x]=${server.apiKey}`,
    ]
    for (const query of wrong) {
      const response = await server.app.inject({ url: `/protected/json/app/details${query}` })
      expect([response.statusCode, response.body]).toEqual([401, INVALID_KEY])
    }
  })

  test('rotated: the former works until its overlap ends', async () => {
    const server = await testServer()
    const next = await rotateApiKey(server.deps, server.appId, 60_000)
    const works = async (apiKey: string) =>
      (await server.call('GET /app/details', undefined, { apiKey })).status
    expect([await works(server.apiKey), await works(next)]).toEqual([200, 200])
    server.clock.advance(59_999)
    expect([await works(server.apiKey), await works(next)]).toEqual([200, 200])
    server.clock.advance(1)
    expect([await works(server.apiKey), await works(next)]).toEqual([401, 200])
  })

  test('rotated at once: the former has ended, also where it was just used', async () => {
    const server = await testServer()
    await server.call('GET /app/details')
    await rotateApiKey(server.deps, server.appId, 0)
    expect((await server.call('GET /app/details')).status).toBe(401)
  })
})

test('a new name is in the next message, a taken one is refused', async () => {
  const server = await testServer()
  await server.newApp('Other')
  await server.set('name', 'Renamed')
  expect(await changeApp(server.deps, server.appId, 'name', 'Other')).toEqual({
    result: 'name-taken',
  })
  const id = await register(server)
  await sendSms(server, id)
  expect((await server.outbox()).at(-1)?.text).toContain('Renamed')
})

describe('app/stats', () => {
  test('of a new app', async () => {
    const server = await testServer()
    const answer = await server.call('GET /app/stats')
    expect([answer.status, answer.text]).toEqual([
      200,
      `{"message":"Monthly statistics.","count":1,"total_users":0,"app_id":${server.appId},"success":true,` +
        '"stats":[{"year":2023,"month":"November","auths_count":0,"api_calls_count":1,"users_count":0,"sms_count":0,"calls_count":0}]}',
    ])
  })

  test('counts what happened, by month, of this app only', async () => {
    const server = await testServer()
    const other = await server.newApp('Other')
    const id = await register(server)
    await register(server, {}, { apiKey: other.apiKey })
    const token = await sendSms(server, id)
    await server.call(`GET /sms/${id}`)
    await server.call(`GET /call/${id}`)
    await server.call(`GET /verify/0000001/${id}`)
    await server.call(`GET /verify/${token}/${id}`)
    await server.call(`GET /verify/${token}/${id}`)
    // The next month: START is the 14th of November 2023.
    server.clock.advance(20 * DAY)
    await register(server, { 'user[cellphone]': '3173389303' })
    await server.call(`POST /users/${id}/delete`)
    const { body } = await server.call('GET /app/stats')
    expect(body).toMatchObject({ count: 2, total_users: 1 })
    expect(body.stats).toEqual([
      {
        year: 2023,
        month: 'November',
        auths_count: 1,
        api_calls_count: 0,
        users_count: 1,
        sms_count: 1,
        calls_count: 1,
      },
      {
        year: 2023,
        month: 'December',
        auths_count: 0,
        api_calls_count: 10,
        users_count: 1,
        sms_count: 0,
        calls_count: 0,
      },
    ])
  })

  test('tells twelve months at most, and none before the app', async () => {
    const server = await testServer()
    server.clock.advance(400 * DAY)
    const { stats, count } = (await server.call('GET /app/stats')).body
    expect([count, stats.length]).toEqual([12, 12])
    expect(stats[0]).toMatchObject({ year: 2024, month: 'January' })
    expect(stats[11]).toMatchObject({ year: 2024, month: 'December' })
    const young = await server.newApp('Young')
    const answer = await server.call('GET /app/stats', undefined, { apiKey: young.apiKey })
    expect(answer.body.count).toBe(1)
    expect(new Date(server.clock.now()).getTime() - START).toBe(400 * DAY)
  })
})
