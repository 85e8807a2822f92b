import { createHmac } from 'node:crypto'
import { jwtVerify } from 'jose'
import { describe, expect, it } from 'vitest'
import { createLogFollowing } from '../../../src/actions/following/follow-logs.ts'
import { objectId } from '@countersign/wire'
import { type Endpoint, type Received, startEndpoint, status } from '../../delivery/endpoint.ts'
import { testOperator } from '../../operator.ts'
import { type TestServer, testServer } from '../../test-server.ts'

async function hookedUp(events: readonly string[]) {
  const server = await testServer({ env: { OUTBOUND_ALLOW: 'loopback' } })
  const endpoint = await startEndpoint(status(200))
  const { ask } = await testOperator(server)
  const following = createLogFollowing(server.deps)
  await following.followToEnd()
  const created = await ask(`POST /apps/${server.appId}/webhooks`, {
    name: 'Orders',
    url: `${endpoint.url}/hook`,
    events,
  })
  expect(created.status).toBe(201)
  const { webhook, signingKey } = created.body
  const path = `/apps/${server.appId}/webhooks/${webhook.id}`
  const deliver = async () => {
    await following.followToEnd()
    await server.worker.runUntilIdle()
  }
  const deliveries = async () => (await ask(`GET ${path}/deliveries`)).body.items
  return { server, endpoint, ask, webhook, signingKey, path, deliver, deliveries }
}

async function addUser(server: TestServer): Promise<number> {
  const { body } = await server.call('POST /users/new', {
    'user[email]': 'jdoe@example.com',
    'user[cellphone]': '317-338-9302',
    'user[country_code]': '1',
  })
  return body.user.id as number
}

/** As a receiver of each kind reads it: Authy's JWT, and the signature of Standard Webhooks. */
async function read({ headers, body }: Received, signingKey: string, server: TestServer) {
  const id = headers['webhook-id'] ?? ''
  const signed = `${id}.${headers['webhook-timestamp']}.${body.toString()}`
  const expected = createHmac('sha256', signingKey).update(signed).digest('base64')
  expect(headers['webhook-signature']).toBe(`v1,${expected}`)
  const { payload, protectedHeader } = await jwtVerify(
    JSON.parse(body.toString()).body as string,
    new TextEncoder().encode(signingKey),
    { currentDate: new Date(server.deps.now()) },
  )
  expect(protectedHeader.alg).toBe('HS256')
  return { id, payload }
}

const last = (endpoint: Endpoint) => endpoint.received.at(-1) as Received

describe('a webhook', () => {
  it('tells an app of what it asked for, signed for either kind of receiver, and once more when asked', async () => {
    const { server, endpoint, ask, webhook, signingKey, path, deliver, deliveries } =
      await hookedUp(['user_added', 'totp_token_sent'])
    expect(webhook.id).toMatch(/^WH_[0-9a-f-]{36}$/)
    expect(signingKey).toMatch(/^WSK_[A-Za-z0-9]{32}$/)
    const id = await addUser(server)
    await server.call(`GET /app/details`)
    await deliver()
    expect(endpoint.received.length).toBe(1)
    const first = await read(last(endpoint), signingKey, server)
    expect(first.payload).toMatchObject({
      webhook_id: webhook.id,
      events: [
        {
          event: 'user_added',
          time: 1_700_000_000,
          objects: {
            app: { s_id: objectId(server.appId), s_type: 'full' },
            user: {
              s_authy_id: String(id),
              s_country_code: '1',
              s_phone_number: '3173389302',
              b_banned: false,
            },
          },
          public: true,
        },
      ],
    })
    const [delivery] = await deliveries()
    expect(delivery).toMatchObject({
      id: first.id,
      event: 'user_added',
      status: 'delivered',
      attempts: 1,
      answerStatus: 200,
      error: null,
    })
    expect((await ask(`POST ${path}/deliveries/${delivery.id}/redeliver`)).status).toBe(202)
    expect((await ask(`POST ${path}/deliveries/${delivery.id}/redeliver`)).status).toBe(202)
    await server.worker.runUntilIdle()
    expect(endpoint.received.length).toBe(2)
    expect((await read(last(endpoint), signingKey, server)).id).toBe(first.id)
    expect((await deliveries())[0]).toMatchObject({ attempts: 2, status: 'delivered' })
    expect((await ask(`POST ${path}/test`)).status).toBe(202)
    await server.worker.runUntilIdle()
    const test = await read(last(endpoint), signingKey, server)
    expect(test.payload).toMatchObject({ events: [{ event: 'webhook_test', facts: {} }] })
    expect((await ask(`POST ${path}/deliveries/nothing/redeliver`)).status).toBe(404)
    // Nobody is told what happened to people of others.
    const other = await server.newApp('Other')
    await server.call(
      'POST /users/new',
      {
        'user[email]': 'a@example.com',
        'user[cellphone]': '317-338-9303',
        'user[country_code]': '1',
      },
      { apiKey: other.apiKey },
    )
    await deliver()
    expect(endpoint.received.length).toBe(3)
  })

  it('is tried again, and disabled after three deliveries that failed', async () => {
    const { server, endpoint, ask, path, deliver, deliveries } = await hookedUp(['user_removed'])
    endpoint.answerWith(status(500))
    const remove = async () => {
      const id = await addUser(server)
      await server.call(`POST /users/${id}/delete`)
      await deliver()
      for (let attempt = 0; attempt < 6; attempt++) {
        server.clock.advance(120_000)
        await server.worker.runUntilIdle()
      }
    }
    await remove()
    expect((await deliveries())[0]).toMatchObject({
      status: 'failed',
      attempts: 6,
      answerStatus: 500,
      error: 'it answered 500, in 6 attempts',
    })
    await remove()
    await remove()
    const { body } = await ask(`GET /apps/${server.appId}/webhooks`)
    expect(body.items[0]).toMatchObject({
      failures: 3,
      disabledReason: 'it answered 500, in 6 attempts',
    })
    const { body: events } = await ask('GET /events?kind=webhook_disabled')
    expect(events.items.length).toBe(1)
    const count = endpoint.received.length
    await remove()
    expect(endpoint.received.length).toBe(count)
    expect((await ask(`POST ${path}/test`)).status).toBe(404)
    const [delivery] = await deliveries()
    expect((await ask(`POST ${path}/deliveries/${delivery.id}/redeliver`)).body.error.code).toBe(
      'conflict',
    )
    endpoint.answerWith(status(204))
    expect((await ask(`POST ${path}/enable`)).status).toBe(200)
    await remove()
    expect((await deliveries())[0].status).toBe('delivered')
    expect((await ask(`DELETE ${path}`)).status).toBe(200)
    expect((await ask(`DELETE ${path}`)).status).toBe(404)
    expect((await ask(`GET ${path}/deliveries`)).status).toBe(404)
  })

  it('never reaches an inner address that nobody allowed', async () => {
    const server = await testServer({ env: { OUTBOUND_ALLOW: '10.0.0.0/8' } })
    const endpoint = await startEndpoint(status(200))
    const { ask } = await testOperator(server)
    const { body } = await ask(`POST /apps/${server.appId}/webhooks`, {
      name: 'Inner',
      url: `${endpoint.url}/hook`,
      events: ['user_added'],
    })
    const path = `/apps/${server.appId}/webhooks/${body.webhook.id}`
    await ask(`POST ${path}/test`)
    await server.worker.runUntilIdle()
    const [delivery] = (await ask(`GET ${path}/deliveries`)).body.items
    expect(delivery).toMatchObject({ status: 'failed', error: expect.stringContaining('inner') })
    expect(endpoint.connections()).toBe(0)
  })

  it('is refused with what is wrong with it, and a twenty-first too', async () => {
    const server = await testServer()
    const { ask } = await testOperator(server)
    const path = `/apps/${server.appId}/webhooks`
    const good = {
      name: '<b>Hook</b>',
      url: 'https://app.example.com/hook',
      events: ['user_added'],
    }
    for (const [change, field] of [
      [{ name: 'x'.repeat(10_000) }, 'name'],
      [{ name: '' }, 'name'],
      [{ url: 'javascript:alert(1)' }, 'url'],
      [{ url: 7 }, 'url'],
      [{ events: ['nothing'] }, 'events'],
      [{ events: 'user_added' }, 'events'],
    ] as const) {
      const { status: code, body } = await ask(`POST ${path}`, { ...good, ...change })
      expect([change, code, Object.keys(body.error.fields)]).toEqual([change, 400, [field]])
    }
    for (let made = 0; made < 20; made++) expect((await ask(`POST ${path}`, good)).status).toBe(201)
    expect((await ask(`POST ${path}`, good)).status).toBe(429)
    expect((await ask(`GET ${path}`)).body.items[0].name).toBe('<b>Hook</b>')
    const { body } = await ask('GET /events?kind=operator_webhook_')
    expect(body.items[0]).toMatchObject({
      kind: 'operator_webhook_created',
      facts: { after: good },
    })
    expect(JSON.stringify(body)).not.toContain('WSK_')
    server.clock.advance(600_001)
    expect((await ask(`POST ${path}`, good)).body.error.code).toBe('reauthenticate')
  })
})

it('conversion is counted for the provider that delivered', async () => {
  const server = await testServer()
  const following = createLogFollowing(server.deps)
  await following.followToEnd()
  const id = await addUser(server)
  await server.call(`GET /sms/${id}`, { force: 'true' })
  await server.worker.runUntilIdle()
  await server.call(`GET /verify/${(await server.outbox()).at(-1)?.token}/${id}`)
  await server.call('POST /phones/verification/start', {
    via: 'call',
    country_code: '49',
    phone_number: '15123456789',
  })
  await server.worker.runUntilIdle()
  await server.call('GET /phones/verification/check', {
    country_code: '49',
    phone_number: '15123456789',
    verification_code: (await server.outbox()).at(-1)?.token ?? '',
  })
  await following.followToEnd()
  const { body } = await (await testOperator(server)).ask('GET /insight')
  expect(body.conversion.provider).toEqual([{ key: 'outbox', sent: 2, verified: 2 }])
  expect(body.conversion.country).toEqual([
    { key: 'DE', sent: 1, verified: 1 },
    { key: 'US', sent: 1, verified: 1 },
  ])
})
