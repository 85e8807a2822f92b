import { describe, expect, it } from 'vitest'
import { ALL_APPS } from '../../../src/domain/operator.ts'
import { status } from '../../delivery/endpoint.ts'
import { testOperator } from '../../operator.ts'
import { testServer } from '../../test-server.ts'
import { calledBack } from '../../worker/called-back.ts'

const HOUR_MS = 3_600_000

describe('applications in the console', () => {
  it('are created, listed by page, renamed, and change their plan with a fresh proof', async () => {
    const server = await testServer()
    const { ask } = await testOperator(server)
    const created = await ask('POST /apps', { name: 'Zeta Bank', plan: 'production' })
    expect([created.status, created.body.apiKey]).toEqual([201, expect.stringMatching(/^\w{32}$/)])
    const { id } = created.body
    for (const name of ['Zeta Bank', ' ', 'x'.repeat(31), 'two\nlines'])
      expect(
        (await ask('POST /apps', { name, plan: 'production' })).body.error.fields.name,
      ).toMatch(/\.$/)
    await server.newApp('beta 100%')
    await server.newApp('<b>Beta</b>', 'sandbox')
    const listed = async (query: string) => (await ask(`GET /apps?${query}`)).body
    const first = await listed('sort=-created&limit=2')
    const second = await listed(`sort=-created&limit=2&after=${first.next}`)
    const names = [...first.items, ...second.items].map(({ name }) => name)
    expect(names).toEqual(['<b>Beta</b>', 'beta 100%', 'Zeta Bank', 'Acme'])
    expect(second.next).toBe(null)
    const byName = await listed('sort=name&limit=3')
    const rest = await listed(`sort=name&limit=3&after=${byName.next}`)
    expect([...byName.items, ...rest.items]).toHaveLength(4)
    expect((await listed('q=BETA')).items).toHaveLength(2)
    expect((await listed('q=100%25')).items).toMatchObject([{ name: 'beta 100%' }])
    expect((await listed('q=_')).items).toEqual([])
    expect((await listed('plan=sandbox')).items).toMatchObject([{ plan: 'sandbox', role: 'owner' }])
    for (const query of ['limit=0', 'limit=x', 'sort=plan', 'after=%21', `q=${'x'.repeat(101)}`])
      expect((await ask(`GET /apps?${query}`)).status).toBe(400)

    const from = { name: 'Zeta Bank', plan: 'production' }
    const rename = await ask(`PUT /apps/${id}`, { from, to: { ...from, name: 'Zeta' } })
    expect(rename.status).toBe(200)
    const stale = await ask(`PUT /apps/${id}`, { from, to: { ...from, name: 'Eta' } })
    expect([stale.status, stale.body.error.now]).toEqual([409, { ...from, name: 'Zeta' }])
    server.clock.advance(600_000)
    const now = { ...from, name: 'Zeta' }
    const sandbox = await ask(`PUT /apps/${id}`, { from: now, to: { ...now, plan: 'sandbox' } })
    expect(sandbox.body.error.code).toBe('reauthenticate')
    expect((await ask('POST /apps', from)).body.error.code).toBe('reauthenticate')

    const supporter = await testOperator(server, [{ appId: id, role: 'support' }])
    expect((await supporter.ask('GET /apps')).body.items).toMatchObject([{ id, role: 'support' }])
    expect((await supporter.ask(`GET /apps/${server.appId}`)).status).toBe(403)
    expect((await supporter.ask(`PUT /apps/${id}`, { from: now, to: now })).status).toBe(403)
  })

  it('leave the service’s own one out, by whatever way it is asked for', async () => {
    const server = await testServer()
    const { ask } = await testOperator(server)
    const phone = { countryCode: '1', cellphone: '555-123-4567' }
    expect((await ask('POST /account/authenticator', { phone })).status).toBe(200)
    const { app_id: own } = await server.deps.db
      .selectFrom('service_apps')
      .select('app_id')
      .executeTakeFirstOrThrow()
    expect((await ask('GET /apps')).body.items).toHaveLength(1)
    expect((await ask('GET /session')).body.apps).toHaveLength(1)
    for (const line of ['GET', 'GET keys', 'GET settings', 'GET callback', 'POST callback/test']) {
      const [method = '', part = ''] = line.split(' ')
      const answered = await ask(`${method} /apps/${own}/${part}`.replace(/\/$/, ''))
      expect([line, answered.body.error.code]).toEqual([
        line,
        expect.stringMatching(/not-found|conflict/),
      ])
    }
    const changes = [{ name: 'legacyNotChecked', from: false, to: true }]
    expect((await ask(`PATCH /apps/${own}/settings`, { changes })).status).toBe(404)
    expect((await ask(`POST /apps/${own}/keys`, { overlapHours: 0 })).status).toBe(404)
    const grants = [{ appId: own, role: 'operator' }]
    const invited = await ask('POST /operators/invitations', { email: 'eve@example.com', grants })
    expect(invited.body.error.fields.grants).toContain('does not exist')
  })

  it('show when each key was last used, and end them one by one but the last', async () => {
    const server = await testServer()
    const { ask } = await testOperator(server)
    const path = `/apps/${server.appId}/keys`
    expect((await ask(`GET ${path}`)).body.items).toMatchObject([
      { endsAt: null, lastUsedAt: null },
    ])
    await server.call('GET /app/details')
    const [used] = (await ask(`GET ${path}`)).body.items
    expect(used).toEqual({
      fingerprint: expect.stringMatching(/^[\w-]{8}$/),
      createdAt: expect.any(Number),
      endsAt: null,
      lastUsedAt: server.clock.now(),
    })
    expect((await ask(`POST ${path}/${used.fingerprint}/end`)).status).toBe(409)
    server.clock.advance(1)
    const rotated = await ask(`POST ${path}`, { overlapHours: 24 })
    const { apiKey } = rotated.body
    const [fresh, former] = (await ask(`GET ${path}`)).body.items
    expect(former).toMatchObject({ ...used, endsAt: server.clock.now() + 24 * HOUR_MS })
    const works = async (key: string) =>
      (await server.call('GET /app/details', undefined, { apiKey: key })).status
    expect([await works(server.apiKey), await works(apiKey)]).toEqual([200, 200])
    expect((await ask(`POST ${path}/${former.fingerprint}/end`)).status).toBe(200)
    expect((await ask(`POST ${path}/${former.fingerprint}/end`)).status).toBe(404)
    expect((await ask(`POST ${path}/${fresh.fingerprint}/end`)).status).toBe(409)
    expect([await works(server.apiKey), await works(apiKey)]).toEqual([401, 200])
    for (const overlapHours of [2, '1', null, -1])
      expect((await ask(`POST ${path}`, { overlapHours })).status).toBe(400)
    expect((await ask(`POST ${path}/AAAAAAAA/end`)).status).toBe(404)
    const events = await server.deps.db.selectFrom('events').select('facts').execute()
    expect(JSON.stringify(events) + server.logged()).not.toContain(apiKey)
    server.clock.advance(600_000)
    expect((await ask(`POST ${path}`, { overlapHours: 0 })).body.error.code).toBe('reauthenticate')
  })

  it('have every setting with its sentence, changed all or none, and not by a stale page', async () => {
    const server = await testServer()
    const { ask, operatorId } = await testOperator(server)
    const path = `/apps/${server.appId}/settings`
    const { items } = (await ask(`GET ${path}`)).body
    expect(items.find(({ name }: { name: string }) => name === 'tokenDigits')).toEqual({
      name: 'tokenDigits',
      group: 'tokens',
      label: 'Digits',
      sentence: 'How many digits a sent token has.',
      kind: 'number',
      value: 7,
      standard: 7,
      least: 6,
      most: 8,
      choices: null,
    })
    const set = async (...changes: readonly object[]) => await ask(`PATCH ${path}`, { changes })
    const valueOf = async (name: string) =>
      (await ask(`GET ${path}`)).body.items.find((each: { name: string }) => each.name === name)
        .value
    const changed = await set(
      { name: 'tokenDigits', from: 7, to: 8 },
      { name: 'numberMatching', from: false, to: true },
    )
    expect(changed.status).toBe(200)
    const stale = await set(
      { name: 'tokenDigits', from: 7, to: 6 },
      { name: 'smsEnabled', from: true, to: false },
    )
    expect([stale.status, stale.body.error.now]).toEqual([409, { tokenDigits: 8 }])
    expect(await valueOf('smsEnabled')).toBe(true)
    const wrong = await set(
      { name: 'tokenDigits', from: 8, to: 9 },
      { name: 'smsEnabled', from: true, to: 'yes' },
      { name: 'nothing', from: 1, to: 2 },
      { name: 'logoUrl', from: '', to: 'http://example.com/<b>' },
      { name: '__proto__', from: 1, to: 2 },
    )
    expect(wrong.status).toBe(400)
    for (const name of ['tokenDigits', 'smsEnabled', 'nothing', 'logoUrl'])
      expect(wrong.body.error.fields[name]).toMatch(/\.$/)
    expect((await set({ name: 'defaultLocale', from: '', to: 'x'.repeat(10_000) })).status).toBe(
      400,
    )
    expect((await set({ name: 'defaultLocale', from: '', to: 'a\u0000b' })).status).toBe(400)
    expect((await set()).status).toBe(400)

    server.clock.advance(600_000)
    const weaker = { name: 'tokenDigits', from: 8, to: 7 }
    expect((await set(weaker)).body.error.code).toBe('reauthenticate')
    expect((await set({ name: 'smsEnabled', from: true, to: false })).status).toBe(200)
    const event = await server.deps.db
      .selectFrom('events')
      .selectAll()
      .where('kind', '=', 'operator_settings_changed')
      .orderBy('id')
      .executeTakeFirstOrThrow()
    expect([event.app_id, JSON.parse(event.facts)]).toEqual([
      server.appId,
      {
        operatorId,
        ip: '127.0.0.1',
        before: { tokenDigits: 7, numberMatching: false },
        after: { tokenDigits: 8, numberMatching: true },
      },
    ])
  })

  it('say why the callback is disabled, with the last answers, and enable it again', async () => {
    const { server, endpoint, url } = await calledBack()
    const { ask } = await testOperator(server)
    const path = `/apps/${server.appId}/callback`
    const read = async () => (await ask(`GET ${path}`)).body
    expect(await read()).toMatchObject({ url, state: 'enabled', failures: 0, lastFailures: [] })
    endpoint.answerWith(status(500))
    let callbackId = ''
    for (let count = 0; count < 3; count++) {
      callbackId = (await ask(`POST ${path}/test`)).body.callbackId
      await server.worker.runUntilIdle()
      server.clock.advance(1_000)
    }
    const state = await ask(`GET ${path}/test/${callbackId}`)
    expect(state.body).toEqual({ status: 'failed', attempts: 1, error: 'it answered 500' })
    const answer = { attempt: 1, reason: 'it answered 500', at: expect.any(Number) }
    expect(await read()).toMatchObject({
      url: '',
      state: 'disabled',
      failures: 3,
      disabledUrl: url,
      disabledReason: 'it answered 500',
      lastFailures: [answer, answer, answer],
    })
    expect((await ask(`POST ${path}/test`)).status).toBe(409)
    endpoint.answerWith(status(200))
    expect((await ask(`POST ${path}/enable`)).status).toBe(200)
    expect((await ask(`POST ${path}/enable`)).status).toBe(404)
    expect(await read()).toMatchObject({ url, state: 'enabled', failures: 0, disabledUrl: null })
    const { body } = await ask(`POST ${path}/test`)
    await server.worker.runUntilIdle()
    expect((await ask(`GET ${path}/test/${body.callbackId}`)).body.status).toBe('delivered')
    const other = await server.newApp('Other')
    expect((await ask(`GET /apps/${other.appId}/callback/test/${body.callbackId}`)).status).toBe(
      404,
    )

    const secret = 'https://app.example.com/hook?key=s3cret'
    const to = { url: secret, method: 'GET' }
    expect((await ask(`PUT ${path}`, { from: { url, method: 'POST' }, to })).status).toBe(200)
    const stale = await ask(`PUT ${path}`, { from: { url, method: 'POST' }, to })
    expect([stale.status, stale.body.error.now]).toEqual([409, to])
    for (const wrong of [
      'ftp://x',
      'javascript:alert(1)',
      'https://u:p@x.example',
      `https://x/${'y'.repeat(3_000)}`,
    ]) {
      const refused = await ask(`PUT ${path}`, { from: to, to: { url: wrong, method: 'POST' } })
      expect(refused.body.error.fields.url).toMatch(/\.$/)
    }
    // A supporter sees where it goes, not what may be a secret; and changes nothing.
    const support = await testOperator(server, [{ appId: ALL_APPS, role: 'support' }])
    expect((await support.ask(`GET ${path}`)).body.url).toBe('https://app.example.com/hook?…')
    expect((await support.ask(`PUT ${path}`, { from: to, to })).status).toBe(403)
    const events = await server.deps.db.selectFrom('events').select('facts').execute()
    expect(JSON.stringify(events)).not.toContain('s3cret')
  })
})
