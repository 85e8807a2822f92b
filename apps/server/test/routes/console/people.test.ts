import { describe, expect, it } from 'vitest'
import { createLogFollowing } from '../../../src/actions/following/follow-logs.ts'
import type { TestOperator } from '../../operator.ts'
import { testOperator } from '../../operator.ts'
import { type TestServer, testServer } from '../../test-server.ts'
import { newestToken, PHONE, register } from '../person.ts'
import { registerDevice, respond } from '../test-device.ts'

const follow = ({ deps }: TestServer) => createLogFollowing(deps).followToEnd()

/** Three people: two in Acme, one in Other, who is in Acme too. */
async function people(server: TestServer) {
  const jane = await register(server)
  server.clock.advance(1_000)
  const other = await server.newApp('Other')
  const german = { 'user[cellphone]': '15123456789', 'user[country_code]': '49' }
  const hans = await register(server, { ...german, 'user[email]': 'hans@example.com' })
  server.clock.advance(1_000)
  const inOther = { apiKey: other.apiKey }
  await register(server, { 'user[email]': 'hans@example.org', ...german }, inOther)
  return { jane, hans, other }
}

describe('people', () => {
  it('are listed newest first, paged, filtered and found by what is known of them', async () => {
    const server = await testServer()
    const { jane, hans, other } = await people(server)
    const { ask } = await testOperator(server)
    const list = async (query: string) => (await ask(`GET /people?${query}`)).body
    const ids = async (query: string) =>
      (await list(query)).items.map((each: { appId: number; authyId: number }) => [
        each.appId,
        each.authyId,
      ])
    const all = [
      [other.appId, hans],
      [server.appId, hans],
      [server.appId, jane],
    ]
    expect(await ids('')).toEqual(all)
    expect(await ids('sort=created')).toEqual(all.toReversed())
    const first = await list('limit=2')
    expect(first.items).toHaveLength(2)
    expect(await ids(`limit=2&after=${first.next}`)).toEqual(all.slice(2))
    expect((await list(`limit=2&after=${first.next}`)).next).toBe(null)
    expect(await ids(`app=${other.appId}`)).toEqual([all[0]])
    expect(await ids('country=DE&devices=none&standing=unconfirmed')).toEqual(all.slice(0, 2))
    expect(await ids('standing=confirmed')).toEqual([])

    for (const spelling of [
      '+1 (317) 338-9302',
      '001-317-338-9302',
      '1.317.338.9302',
      String(jane),
    ])
      expect([spelling, ...(await ids(`search=${encodeURIComponent(spelling)}`))]).toEqual([
        spelling,
        all[2],
      ])
    expect(await ids('search=HANS@example.com')).toEqual([all[1], all[0]])
    expect(await ids('search=nobody')).toEqual([])

    const acme = [{ appId: server.appId, role: 'support' as const }]
    const support = await testOperator(server, acme)
    const seen = (await support.ask('GET /people')).body.items
    expect(seen.map((each: { phone: string }) => each.phone)).toEqual([
      '+49-XXX-XXX-XX89',
      '+1-XXX-XXX-XX02',
    ])
    expect((await support.ask(`GET /people?app=${other.appId}`)).body.items).toEqual([])
    expect((await support.ask('GET /people?search=hans@example.org')).body.items).toEqual([])
  })

  it('turn down what is no query of theirs, and name the field', async () => {
    const server = await testServer()
    const { ask } = await testOperator(server)
    for (const [query, field] of [
      ['limit=0', 'limit'],
      ['limit=many', 'limit'],
      ['after=x', 'after'],
      [`search=${'9'.repeat(10_000)}`, 'search'],
      ['standing=dead', 'standing'],
      ['country=%3Cb%3E', 'country'],
      ['sort=phone', 'sort'],
      ['app=one', 'app'],
    ] as const) {
      const { status, body } = await ask(`GET /people?${query}`)
      expect([status, Object.keys(body.error.fields)]).toEqual([400, [field]])
    }
  })
})

describe('a person', () => {
  it('is shown with standing, authenticators, devices, tokens, answers, activities and all of it in a timeline', async () => {
    const server = await testServer()
    const jane = await register(server)
    const device = await registerDevice(server)
    await server.call(`GET /sms/${jane}?force=true`)
    await server.worker.runUntilIdle()
    await server.call(`GET /verify/0000001/${jane}`)
    await server.call(`GET /verify/${await newestToken(server)}/${jane}`)
    const created = await server.call(
      `POST /users/${jane}/approval_requests`,
      {
        message: 'Pay <b>1</b> EUR?',
        'details[To]': 'ACME',
        'hidden_details[account]': '42',
      },
      { family: 'onetouch' },
    )
    const { uuid } = created.body.approval_request
    await respond(server, device, uuid, 'approved')
    await server.call(`POST /users/${jane}/register_activity`, {
      type: 'password_reset',
      'data[reason]': 'asked',
    })
    await follow(server)
    const { ask } = await testOperator(server)
    const support = await testOperator(server, [{ appId: server.appId, role: 'support' }])

    const person = (await ask(`GET /people/${jane}`)).body
    expect(person).toMatchObject({
      phone: PHONE,
      isPhoneWhole: true,
      region: 'US',
      standings: [
        { appName: 'Acme', suspendedAt: null, wrongTokens: 0, emails: ['jdoe@example.com'] },
      ],
      devices: [{ id: device.id(), name: 'Phone', registeredVia: 'sms', revokedAt: null }],
    })
    expect(person.standings[0].confirmedAt).toBe(server.clock.now())
    const masked = (await support.ask(`GET /people/${jane}`)).body
    expect([masked.phone, masked.standings[0].emails]).toEqual([
      '+1-XXX-XXX-XX02',
      ['j•••@example.com'],
    ])

    const messages = (await ask(`GET /people/${jane}/messages`)).body.items
    expect(messages).toMatchObject([
      {
        kind: 'token',
        channel: 'sms',
        to: PHONE,
        status: 'sent',
        provider: 'outbox',
        latencyMs: 0,
      },
    ])

    const [approval] = (await ask(`GET /people/${jane}/approvals`)).body.items
    expect(approval).toMatchObject({
      uuid,
      status: 'approved',
      message: 'Pay <b>1</b> EUR?',
      details: [['To', 'ACME']],
      hiddenDetails: [['account', '42']],
      deviceName: 'Phone',
      signed: {
        isVerified: true,
        altered: null,
        answer: { message: 'Pay <b>1</b> EUR?', details: [['To', 'ACME']], answer: 'approved' },
      },
    })
    const [toSupport] = (await support.ask(`GET /people/${jane}/approvals`)).body.items
    expect([toSupport.hiddenDetails, toSupport.signed.jws]).toEqual([null, null])
    // A key that is not the one which signed.
    await server.deps.db
      .updateTable('devices')
      .set({ signing_key: JSON.stringify(device.agreementJwk) })
      .execute()
    const [forged] = (await ask(`GET /people/${jane}/approvals`)).body.items
    expect(forged.signed).toMatchObject({ isVerified: false, answer: null })

    const [activity] = (await ask(`GET /people/${jane}/activities`)).body.items
    expect(activity).toMatchObject({ kind: 'password_reset', data: '{"reason":"asked"}' })

    const kinds = async (query: string) =>
      (await ask(`GET /people/${jane}/timeline?${query}`)).body.items.map(
        (each: { kind: string }) => each.kind,
      )
    expect(await kinds('')).toEqual([
      'activity_password_reset',
      'one_touch_request_responded',
      'one_touch_request_created',
      'token_verified',
      'token_invalid',
      'totp_token_sent',
      'device_registration_completed',
      'user_added',
    ])
    expect(await kinds('part=tokens&limit=2')).toEqual(['token_verified', 'token_invalid'])
    const page = (await ask(`GET /people/${jane}/timeline?limit=3`)).body
    expect(await kinds(`limit=1&after=${page.next}`)).toEqual(['token_verified'])
    const [refusal] = (
      await ask(`GET /people/${jane}/timeline?part=tokens&limit=1&after=${page.next - 1}`)
    ).body.items
    expect(refusal.facts).toEqual({ reason: 'invalid' })
  })

  it('is nobody to who sees none of their apps, and to who asks wrongly', async () => {
    const server = await testServer()
    const { jane, other } = await people(server)
    const stranger = await testOperator(server, [{ appId: other.appId, role: 'owner' }])
    for (const path of ['', '/timeline', '/messages', '/approvals', '/activities'])
      expect([path, (await stranger.ask(`GET /people/${jane}${path}`)).status]).toEqual([path, 404])
    const { ask } = await testOperator(server)
    expect((await ask(`GET /people/${jane}0000`)).status).toBe(404)
    expect((await ask('GET /people/jane')).status).toBe(404)
    for (const path of [
      'timeline?after=x',
      'timeline?part=all',
      'approvals?after=1',
      'messages?after=-1',
      'activities?limit=101',
    ])
      expect([path, (await ask(`GET /people/${jane}/${path}`)).status]).toEqual([path, 400])
  })

  it('is suspended and let in again by supporters, once however often they press', async () => {
    const server = await testServer()
    const jane = await register(server)
    const { ask, operatorId } = await testOperator(server, [
      { appId: server.appId, role: 'support' },
    ])
    const act = (what: string) => ask(`POST /apps/${server.appId}/people/${jane}/${what}`, {})
    expect((await act('suspend')).body.suspendedAt).toBe(server.clock.now())
    server.clock.advance(5_000)
    expect((await act('suspend')).body.suspendedAt).toBe(server.clock.now() - 5_000)
    expect((await server.call(`GET /sms/${jane}`)).status).toBe(503)
    expect((await ask('GET /people?standing=suspended')).body.items).toHaveLength(1)
    expect((await act('lift')).body).toEqual({ suspendedAt: null })
    expect((await server.call(`GET /sms/${jane}`)).status).toBe(200)
    expect((await act('remove')).status).toBe(403)
    expect((await act('send-token')).status).toBe(403)
    await follow(server)
    const { items } = (await ask(`GET /people/${jane}/timeline?part=operators`)).body
    expect(items.map((each: { kind: string }) => each.kind)).toEqual([
      'operator_lifted_suspension',
      'operator_suspended_user',
    ])
    expect(items[1]).toMatchObject({
      operator: expect.stringMatching(/^Operator \d+$/),
      facts: { operatorId, ip: '127.0.0.1', before: null },
    })
  })

  it('is sent a token and the link, loses a device, and is removed by operators', async () => {
    const server = await testServer()
    const jane = await register(server)
    const device = await registerDevice(server)
    const operator = await testOperator(server, [{ appId: server.appId, role: 'operator' }])
    const act = async (what: string, body = {}, { ask }: TestOperator = operator) =>
      await ask(`POST /apps/${server.appId}/people/${jane}/${what}`, body)
    const sent = await act('send-token', { channel: 'sms' })
    expect(sent.body.messageId).toMatch(/^[0-9a-f-]{36}$/)
    expect((await server.outbox(PHONE)).at(-1)).toMatchObject({ id: sent.body.messageId })
    for (const body of [{}, { channel: 'fax' }, { channel: 'x'.repeat(10_000) }])
      expect((await act('send-token', body)).status).toBe(400)
    await server.set('callsEnabled', 'false')
    expect((await act('send-token', { channel: 'call' })).body.error.message).toMatch(
      /switched off/,
    )
    expect((await act('send-install-link')).status).toBe(200)
    expect((await server.outbox(PHONE)).at(-1)?.kind).toBe('install-link')

    const other = await server.newApp('Other')
    const stranger = await testOperator(server, [{ appId: other.appId, role: 'owner' }])
    const elsewhere = `POST /apps/${other.appId}/people/${jane}/devices/${device.id()}/revoke`
    expect((await stranger.ask(elsewhere, {})).status).toBe(404)
    expect((await act(`devices/${device.id()}/revoke`)).status).toBe(200)
    expect((await act(`devices/${device.id()}/revoke`)).status).toBe(404)
    expect((await device.call('GET /devices')).status).toBe(401)

    expect((await act('remove')).status).toBe(200)
    expect((await act('remove')).status).toBe(404)
    const gone = (await operator.ask(`GET /people/${jane}`)).body
    expect(gone.standings[0].removedAt).toBe(server.clock.now())
    expect((await act('suspend')).status).toBe(404)
  })
})
