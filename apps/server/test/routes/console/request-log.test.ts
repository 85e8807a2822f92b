import { describe, expect, it } from 'vitest'
import { BURST } from '../../../src/actions/request-log.ts'
import { testOperator } from '../../operator.ts'
import { START } from '../../test-clock.ts'
import { testServer } from '../../test-server.ts'
import { sweep } from '../../sweep.ts'

describe('the log of an app’s requests', () => {
  it('shows each call and its answer with no secret in it, to be found by what one knows of it', async () => {
    const server = await testServer()
    const created = await server.call('POST /users/new', {
      'user[email]': 'jdoe@example.com',
      'user[cellphone]': '317-338-9302',
      'user[country_code]': '1',
    })
    const id = created.body.user.id as number
    await server.call(`GET /sms/${id}`, { force: 'true', api_key: server.apiKey })
    const token = (await server.outbox()).at(-1)?.token ?? ''
    server.clock.advance(1_000)
    const verified = await server.call(`GET /verify/${token}/${id}`)
    await server.call(`GET /verify/${token}/${id}`)
    await server.call('GET /users/<b>x/status')
    await server.call('GET /app/details', undefined, { apiKey: 'A'.repeat(32) })
    await server.deps.requestLog.flush()
    const { ask } = await testOperator(server)
    const list = async (query = '') => await ask(`GET /apps/${server.appId}/requests${query}`)
    const { body } = await list()
    expect(body.items.map((each: { path: string }) => each.path)).toEqual([
      expect.stringContaining('/protected/json/users/'),
      `/protected/json/verify/•••/${id}`,
      `/protected/json/verify/•••/${id}`,
      `/protected/json/sms/${id}`,
      '/protected/json/users/new',
    ])
    expect(body.items[2]).toMatchObject({
      method: 'GET',
      route: '/protected/json/verify/:token/:id',
      status: 200,
      errorCode: null,
      requestId: verified.headers['x-request-id'],
      at: START + 1_000,
    })
    expect(JSON.parse(body.items[4].request).user).toEqual({
      email: '•••',
      cellphone: '•••-•••-••02',
      country_code: '1',
    })
    expect(JSON.parse(body.items[4].response).user.id).toBe(id)
    const rows = JSON.stringify(
      await server.deps.db.selectFrom('request_log').selectAll().execute(),
    )
    for (const secret of [token, server.apiKey, 'jdoe@example.com', '3389302', '338-9302'])
      expect([secret, rows.includes(secret)]).toEqual([secret, false])
    const found = async (query: string) => (await list(query)).body.items.length
    expect(await found('?status=400')).toBe(2)
    expect(await found('?status=401')).toBe(1)
    expect(await found('?errorCode=60019')).toBe(1)
    expect(await found('?path=verify')).toBe(2)
    expect(await found('?path=%25')).toBe(5)
    expect(await found(`?requestId=${String(verified.headers['x-request-id'])}`)).toBe(1)
    expect(await found(`?until=${START + 1_000}`)).toBe(2)
    const page = await list('?limit=2')
    expect((await list(`?limit=2&after=${page.body.next}`)).body.items[0].status).toBe(200)
    for (const query of ['?status=99', '?errorCode=1', `?path=${'x'.repeat(10_000)}`, '?limit=101'])
      expect([query, (await list(query)).status]).toEqual([query, 400])
    expect((await ask(`GET /apps/${server.appId}/developers`)).body).toEqual({
      publicUrl: 'https://2fa.example.test',
      requestLogHours: 24,
      dropped: 0,
    })
  })

  it('keeps for as long as the app says, and nothing where it says so', async () => {
    const server = await testServer()
    const { ask } = await testOperator(server)
    const count = async () => {
      await server.deps.requestLog.flush()
      return (await ask(`GET /apps/${server.appId}/requests`)).body.items.length as number
    }
    await server.call('GET /app/details')
    expect(await count()).toBe(1)
    server.clock.advance(2 * 3_600_000)
    await server.set('requestLogHours', '1')
    expect(await count()).toBe(0)
    await server.call('GET /app/details')
    await server.set('requestLogHours', '0')
    await server.call('GET /app/details')
    await server.set('requestLogHours', '24')
    expect(await count()).toBe(2)
    server.clock.advance(23 * 3_600_000)
    await sweep(server.deps, server.deps.now())
    const left = await server.deps.db.selectFrom('request_log').select('id').execute()
    expect(left.length).toBe(0)
  })

  it('takes what one looks at, and counts what is too much', async () => {
    const server = await testServer()
    const app = { id: server.appId, settings: { requestLogHours: 24 } }
    const request = {
      app: app as never,
      method: 'GET',
      route: '/protected/json/app/details',
      parts: {},
      status: 200,
      errorCode: undefined,
      durationMs: 1,
      requestId: 'r',
      params: new Map(),
      body: {},
    }
    for (let call = 0; call < BURST + 50; call++) server.deps.requestLog.note(request)
    server.clock.advance(2_000)
    for (let call = 0; call < 20; call++) server.deps.requestLog.note(request)
    await server.deps.requestLog.flush()
    await server.deps.tally.flush()
    const { ask } = await testOperator(server)
    const rows = await server.deps.db.selectFrom('request_log').select('id').execute()
    expect(rows.length).toBe(BURST + 10)
    expect((await ask(`GET /apps/${server.appId}/developers`)).body.dropped).toBe(60)
  })
})
