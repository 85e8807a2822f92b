import { describe, expect, it } from 'vitest'
import { sendsName, verifiedName } from '../../../src/domain/counter-names.ts'
import { DAY_MS, dayOf, HOUR_MS, hourOf } from '../../../src/domain/time-span.ts'
import { addCounters } from '../../../src/store/counters.ts'
import { rollUpCounters } from '../../../src/store/roll-up-counters.ts'
import { testOperator } from '../../operator.ts'
import { START } from '../../test-clock.ts'
import { type TestServer, testServer } from '../../test-server.ts'

async function addUser(server: TestServer, cellphone: string, country: string): Promise<number> {
  const { body } = await server.call('POST /users/new', {
    'user[email]': 'jdoe@example.com',
    'user[cellphone]': cellphone,
    'user[country_code]': country,
    send_install_link_via_sms: 'false',
  })
  return body.user.id as number
}

async function sendAndVerify(server: TestServer, id: number): Promise<void> {
  await server.call(`GET /sms/${id}`, { force: 'true' })
  server.clock.advance(2_000)
  await server.worker.runUntilIdle()
  const message = (await server.outbox()).at(-1)
  await server.call(`GET /verify/${message?.token}/${id}`)
}

describe('insight', () => {
  it('shows what calls did: by result, country, channel and provider, with how long it took', async () => {
    const server = await testServer()
    const german = await addUser(server, '1512 3456789', '49')
    const american = await addUser(server, '317-338-9302', '1')
    await sendAndVerify(server, german)
    await sendAndVerify(server, american)
    await server.call(`GET /verify/0000001/${american}`)
    // The same right token again, and the same person again on the same day.
    const last = (await server.outbox()).at(-1)
    await server.call(`GET /verify/${last?.token}/${american}`)
    await sendAndVerify(server, german)
    const { ask } = await testOperator(server)
    const { status, body } = await ask(`GET /insight?from=${START - HOUR_MS}`)
    expect(status).toBe(200)
    expect(body).toMatchObject({ each: 'hour', from: hourOf(START - HOUR_MS) })
    const now = body.verifications.find(({ at }: { at: number }) => at === hourOf(START))
    expect(now).toEqual({ at: hourOf(START), valid: 3, reused: 1, invalid: 1 })
    expect(body.verifications.length).toBe(2)
    expect(body.sends.at(-1)).toMatchObject({ sms: 3, call: 0, email: 0 })
    expect(body.conversion.country).toEqual([
      { key: 'DE', sent: 2, verified: 2 },
      { key: 'US', sent: 1, verified: 1 },
    ])
    expect(body.conversion.channel).toEqual([{ key: 'sms', sent: 3, verified: 3 }])
    expect(body.conversion.provider).toMatchObject([{ key: 'outbox', sent: 3 }])
    const [latency] = body.latency
    expect(latency).toMatchObject({ channel: 'sms', provider: 'outbox', count: 3 })
    expect(Math.abs(latency.p50Ms - 2_000)).toBeLessThan(200)
    expect(body.active).toEqual([{ at: dayOf(START), users: 2, devices: 0 }])
    expect(body.messages).toEqual([{ channel: 'sms', sent: 3, failed: 0, refused: 0 }])
    const filtered = await ask('GET /insight?country=DE&channel=sms')
    expect(filtered.body).toMatchObject({ each: 'day' })
    expect(filtered.body.verifications.at(-1)).toMatchObject({ valid: 2, reused: 0, invalid: 0 })
    expect(filtered.body.sends.at(-1)).toMatchObject({ sms: 2 })
  })

  it('counts what limits refuse, though nothing is written at the moment', async () => {
    const server = await testServer()
    const id = await addUser(server, '317-338-9302', '1')
    for (let wrong = 0; wrong < 7; wrong++) await server.call(`GET /verify/000000${wrong}/${id}`)
    await server.deps.tally.flush()
    const { body } = await (await testOperator(server)).ask('GET /insight')
    expect(body.refused).toEqual([{ limit: 'wrong/user', count: 2 }])
  })

  it('shows a filled year by days, the same before and after they are rolled up', async () => {
    const server = await testServer()
    const rows = Array.from({ length: 300 }, (_, index) => ({
      appId: server.appId,
      hour: hourOf(START) - index * 29 * HOUR_MS,
      name: sendsName(index % 3 === 0 ? 'FR' : 'DE', 'sms'),
      by: index + 1,
    }))
    await addCounters(server.deps.db, rows)
    const { ask } = await testOperator(server)
    const line = `GET /insight?from=${START - 399 * DAY_MS}&app=${server.appId}`
    const before = await ask(line)
    for (let call = 0; call < 3; call++) await rollUpCounters(server.deps.db, START)
    expect((await ask(line)).body).toEqual(before.body)
    expect(before.body.each).toBe('day')
    const sent = before.body.conversion.country.map((row: { sent: number }) => row.sent)
    expect(sent[0] + sent[1]).toBe((300 * 301) / 2)
  })

  it('marks a country that is unlike its own four weeks before, and leaves the usual alone', async () => {
    const server = await testServer()
    const hour = hourOf(START) - 2 * HOUR_MS
    const week = 7 * DAY_MS
    const at = (weeks: number, country: string, sends: number, verified: number) => [
      {
        appId: server.appId,
        hour: hour - weeks * week,
        name: sendsName(country, 'sms'),
        by: sends,
      },
      {
        appId: server.appId,
        hour: hour - weeks * week,
        name: verifiedName(country, 'valid', 'sms'),
        by: verified,
      },
    ]
    const rows = [1, 2, 3, 4].flatMap((weeks) => [
      ...at(weeks, 'DE', 100 + weeks, 80),
      ...at(weeks, 'FR', 100, 80),
      ...at(weeks, 'PL', 100 - weeks, 80),
    ])
    await addCounters(server.deps.db, [
      ...rows,
      ...at(0, 'DE', 900, 720),
      ...at(0, 'FR', 103, 20),
      ...at(0, 'PL', 108, 85),
    ])
    const { ask } = await testOperator(server)
    const { body } = await ask('GET /insight/unusual')
    expect(body.items).toMatchObject([
      { country: 'DE', kind: 'volume', direction: 'high', from: hour, value: 900, expected: 102.5 },
      { country: 'FR', kind: 'conversion', direction: 'low', from: hour, expected: 0.8 },
    ])
    expect((await ask('GET /insight/unusual?country=PL')).body.items).toEqual([])
  })

  it('exports each table as a file', async () => {
    const server = await testServer()
    await addCounters(server.deps.db, [
      { appId: server.appId, hour: hourOf(START), name: sendsName('DE', 'sms'), by: 7 },
    ])
    const { cookie } = await testOperator(server)
    const get = async (path: string) =>
      await server.app.inject({ url: `/console/api/insight/tables/${path}`, headers: { cookie } })
    const countries = await get('countries')
    expect(countries.headers['content-type']).toBe('text/csv; charset=utf-8')
    expect(countries.headers['content-disposition']).toContain('countries-2023-11-08-2023-11-14')
    expect(countries.body).toBe('country,sent,verified,conversion\r\nDE,7,0,0\r\n')
    const names = ['verifications', 'methods', 'sends', 'channels', 'providers', 'latency']
    for (const name of [...names, 'approvals', 'active', 'refused', 'messages'])
      expect((await get(name)).body).toMatch(/^[a-z0-9_,]+\r\n/)
    expect((await get('secrets')).statusCode).toBe(404)
  })

  it('refuses what is no time, no country and no channel, and an app of others', async () => {
    const server = await testServer()
    const { ask } = await testOperator(server)
    for (const query of [
      'from=-1',
      'from=abc',
      `from=${START + 1}`,
      `from=${START - 401 * DAY_MS}`,
      'country=de',
      'country=D%25',
      `country=${'D'.repeat(10_000)}`,
      'channel=%25',
      'app=0',
    ]) {
      const { status, body } = await ask(`GET /insight?${query}`)
      expect([query, status, body.error?.code]).toEqual([query, 400, 'invalid'])
    }
    const other = await server.newApp('Other')
    const support = await testOperator(server, [{ appId: other.appId, role: 'support' }])
    await addCounters(server.deps.db, [
      { appId: server.appId, hour: hourOf(START), name: sendsName('DE', 'sms'), by: 7 },
    ])
    expect((await support.ask('GET /insight')).body.conversion.country).toEqual([])
    expect((await support.ask(`GET /insight?app=${server.appId}`)).status).toBe(403)
    const { body } = await ask('GET /events?kind=operator_refused')
    expect(body.items).toMatchObject([
      { appId: server.appId, operator: { id: support.operatorId }, kind: 'operator_refused' },
    ])
  })
})
