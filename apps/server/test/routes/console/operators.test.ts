import { describe, expect, it } from 'vitest'
import { ALL_APPS } from '../../../src/domain/operator.ts'
import { testOperator } from '../../operator.ts'
import { testServer } from '../../test-server.ts'
import { ANNA, enrol, firstToken, testBrowser } from './signing-in.ts'

const OWNER = [{ appId: ALL_APPS, role: 'owner' as const }]

describe('operators', () => {
  it('are invited, listed, given other roles, disabled and enabled, and each change is kept', async () => {
    const server = await testServer()
    const { browser: anna } = await enrol(server, await firstToken(server))
    const grants = [{ appId: server.appId, role: 'support' }]
    const invite = { email: 'ben@example.com', grants }
    const invited = await anna.ask('POST /operators/invitations', invite)
    expect([invited.status, invited.body.url]).toEqual([
      201,
      expect.stringMatching(/^https:\/\/2fa\.example\.test\/console\/welcome#[\w-]{43}$/),
    ])
    const waiting = (await anna.ask('GET /operators/invitations')).body.items
    expect(waiting).toMatchObject([{ email: 'ben@example.com', grants, operatorId: null }])
    const token = invited.body.url.split('#')[1]
    const { browser: ben } = await enrol(server, token, {
      ...ANNA,
      email: 'ben@example.com',
      name: 'Ben',
      phone: { countryCode: '1', cellphone: '555-765-4321' },
    })
    expect((await anna.ask('GET /operators/invitations')).body.items).toEqual([])
    const { items } = (await anna.ask('GET /operators')).body
    expect(items).toMatchObject([
      { email: ANNA.email, grants: OWNER },
      { name: 'Ben', grants },
    ])
    const { id } = items[1]
    const page = (await anna.ask('GET /operators?limit=1')).body
    expect((await anna.ask(`GET /operators?limit=1&after=${page.next}`)).body).toMatchObject({
      items: [{ id }],
      next: null,
    })
    expect((await anna.ask('GET /operators?after=x')).status).toBe(400)
    expect((await anna.ask(`GET /operators/${id}`)).body).toMatchObject({
      operator: { name: 'Ben' },
      waysIn: { hasPassword: true, phoneEnd: '21', sessions: [{ isOwn: false }] },
    })

    // Ben may not manage anybody, himself neither, and that he tried is kept.
    for (const line of ['GET /operators', `POST /operators/${id}/enable`])
      expect((await ben.ask(line)).status).toBe(403)
    const to = [{ appId: ALL_APPS, role: 'operator' }]
    const path = `PUT /operators/${id}/grants`
    expect((await ben.ask(path, { from: grants, to: OWNER })).status).toBe(403)
    expect((await anna.ask(path, { from: grants, to })).status).toBe(200)
    const stale = await anna.ask(path, { from: grants, to: OWNER })
    expect([stale.status, stale.body.error.now]).toEqual([409, { grants: to }])
    expect((await ben.ask('GET /session')).body.operator.grants).toEqual(to)

    expect((await anna.ask(`POST /operators/${id}/disable`)).status).toBe(200)
    expect((await ben.ask('GET /session')).status).toBe(401)
    const credentials = { email: 'ben@example.com', password: ANNA.password }
    expect((await ben.ask('POST /sign-in/password', credentials)).status).toBe(400)
    expect((await anna.ask(`POST /operators/${id}/renew`)).status).toBe(404)
    expect((await anna.ask(`POST /operators/${id}/enable`)).status).toBe(200)
    expect((await ben.ask('POST /sign-in/password', credentials)).status).toBe(200)

    const events = await server.deps.db.selectFrom('events').selectAll().execute()
    const ofConsole = events.filter(({ kind }) => kind.startsWith('operator_'))
    const kinds = new Set(ofConsole.map(({ kind }) => kind))
    for (const kind of ['invited', 'grants_changed', 'disabled', 'enabled', 'refused', 'signed_in'])
      expect([...kinds, 'operator_signed_in']).toContain(`operator_${kind}`)
    const changed = ofConsole.find(({ kind }) => kind === 'operator_grants_changed')
    expect(JSON.parse(changed?.facts ?? '')).toMatchObject({ of: id, before: grants, after: to })
  })

  it('set up their way in anew by a link, which ends the former ones', async () => {
    const server = await testServer()
    const { browser: anna } = await enrol(server, await firstToken(server))
    const owner = await testOperator(server)
    const { id } = (await anna.ask('GET /operators')).body.items[0]
    const former = (await owner.ask(`POST /operators/${id}/renew`)).body.url.split('#')[1]
    const token = (await owner.ask(`POST /operators/${id}/renew`)).body.url.split('#')[1]
    const other = testBrowser(server)
    expect((await other.ask('POST /welcome/open', { token: former })).status).toBe(404)
    expect((await other.ask('POST /welcome/open', { token })).body).toMatchObject({
      kind: 'renewed',
      email: ANNA.email,
      name: 'Anna',
    })
    expect((await anna.ask('GET /session')).status).toBe(200)
    // The address stays hers, whatever is written.
    const person = { ...ANNA, email: 'eve@example.com', password: 'another long password' }
    const { browser: again } = await enrol(server, token, person)
    expect((await anna.ask('GET /session')).status).toBe(401)
    expect((await again.ask('GET /session')).body.operator).toMatchObject({ id, email: ANNA.email })
    const old = { email: ANNA.email, password: ANNA.password }
    expect((await other.ask('POST /sign-in/password', old)).status).toBe(400)
  })

  it('always have an owner among them, however many let go at once', async () => {
    const server = await testServer()
    const [one, two] = [await testOperator(server), await testOperator(server)]
    const answers = await Promise.all([
      one.ask(`POST /operators/${two.operatorId}/disable`),
      two.ask(`POST /operators/${one.operatorId}/disable`),
    ])
    const disabled = answers.filter(({ status }) => status === 200)
    // The slower one has lost their session, or is told that they are the last.
    expect(disabled).toHaveLength(1)
    const left = answers[0]?.status === 200 ? one : two
    const own = `/operators/${left.operatorId}`
    expect((await left.ask(`POST ${own}/disable`)).status).toBe(409)
    const lower = { from: OWNER, to: [{ appId: ALL_APPS, role: 'support' }] }
    const lowered = await left.ask(`PUT ${own}/grants`, lower)
    expect([lowered.status, lowered.body.error.code]).toEqual([409, 'conflict'])
    expect(lowered.body.error.message).toContain('last owner')
  })

  it('change their own account, what matters only with a fresh proof', async () => {
    const server = await testServer()
    const { browser: anna, code } = await enrol(server, await firstToken(server))
    const other = testBrowser(server)
    const { ticket } = (await other.ask('POST /sign-in/password', ANNA_IN)).body
    expect((await other.ask('POST /sign-in/token', { ticket, token: code() })).status).toBe(200)
    expect((await anna.ask('PUT /account/name', { name: 'Anna <b>B</b>' })).status).toBe(200)
    expect((await anna.ask('PUT /account/name', { name: ' ' })).status).toBe(400)
    expect((await anna.ask('PUT /account/email', { email: 'anna@example.org' })).status).toBe(200)
    expect((await anna.ask('PUT /account/email', { email: 'no' })).status).toBe(400)
    const password = 'a quite different one'
    expect((await anna.ask('PUT /account/password', { password })).status).toBe(200)
    expect((await other.ask('GET /session')).status).toBe(401)
    expect((await anna.ask('GET /account')).body).toMatchObject({
      email: 'anna@example.org',
      name: 'Anna <b>B</b>',
    })

    const phone = { countryCode: '1', cellphone: '555-765-4321' }
    const begun = await anna.ask('POST /account/authenticator', { phone })
    expect(begun.status).toBe(200)
    const confirm = { phone, code: '000000' }
    expect((await anna.ask('POST /account/authenticator/confirm', confirm)).status).toBe(400)
    expect((await anna.ask('GET /account')).body.waysIn.phoneEnd).toBe('67')

    server.clock.advance(600_000)
    for (const [line, body] of [
      ['PUT /account/email', { email: 'eve@example.com' }],
      ['PUT /account/password', { password }],
      ['POST /account/authenticator', { phone }],
      ['POST /account/passkeys/options', undefined],
      ['DELETE /account/passkeys/some', undefined],
      ['POST /operators/invitations', { email: 'eve@example.com', grants: OWNER }],
      ['POST /operators/1/renew', undefined],
    ] as const) {
      const { status, body: answered } = await anna.ask(line, body)
      expect([line, status, answered.error.code]).toEqual([line, 403, 'reauthenticate'])
    }
  })
})

const ANNA_IN = { email: ANNA.email, password: ANNA.password }
