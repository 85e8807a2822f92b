import { createPublicKey, verify } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { removePushSubscription, setPushSubscription } from '../../src/actions/push-subscription.ts'
import { vapidKeys } from '../../src/actions/vapid-keys.ts'
import { enqueueWakes } from '../../src/store/push-subscriptions.ts'
import { closeConnection, hang, startEndpoint, status } from '../delivery/endpoint.ts'
import { register } from '../routes/person.ts'
import { START } from '../test-clock.ts'
import { type TestServer, testServer, type TestServerOptions } from '../test-server.ts'
import { jobs, runToNextDue } from './called-back.ts'
import { createPushReceiver } from './push-receiver.ts'

const DEVICE = 1_234_567

async function addDevice(server: TestServer, authyId: number, id: number) {
  const { db } = server.deps
  await db
    .insertInto('devices')
    .values({
      id,
      authy_id: authyId,
      signing_key: '{}',
      agreement_key: '{}',
      name: 'Phone',
      system: 'android',
      version: '1',
      registered_at: START,
      registered_via: 'sms',
      registered_ip: null,
      last_seen_at: START,
      last_ip: null,
    })
    .execute()
}

/** A server with a device that is woken at a push service on this machine. */
async function subscribed(options: TestServerOptions = {}) {
  const server = await testServer({
    ...options,
    env: { OUTBOUND_ALLOW: 'loopback', ...options.env },
  })
  const authyId = await register(server)
  await addDevice(server, authyId, DEVICE)
  const service = await startEndpoint(status(201))
  const receiver = createPushReceiver()
  const endpoint = `${service.url}/push/abc?x=y`
  const subscribe = async (deviceId = DEVICE, at = endpoint) =>
    await setPushSubscription(server.deps, deviceId, { endpoint: at, keys: receiver.keys })
  expect(await subscribe()).toEqual({ result: 'set' })
  return {
    server,
    authyId,
    service,
    receiver,
    subscribe,
    wake: async (deviceIds: readonly number[] = [DEVICE], deadlineAt?: number) =>
      await enqueueWakes(server.deps.db, deviceIds, {
        now: server.clock.now(),
        deadlineAt,
        random: server.deps.random,
      }),
  }
}

const subscriptions = (server: TestServer) =>
  server.deps.db.selectFrom('push_subscriptions').selectAll().orderBy('device_id').execute()

test('the device can read the push, and its push service can tell whom it is from', async () => {
  const { server, service, receiver, wake } = await subscribed()
  await wake()
  await server.worker.runUntilIdle()
  const [push] = service.received
  if (push === undefined) throw new Error('Nothing came.')
  expect([push.method, push.target]).toEqual(['POST', '/push/abc?x=y'])
  expect(receiver.decrypt(push.body)).toBe('{"waiting":true}')
  expect(push.headers).toMatchObject({
    TTL: '600',
    Urgency: 'high',
    'Content-Encoding': 'aes128gcm',
    'content-length': String(push.body.length),
  })
  const { publicKey } = await vapidKeys(server.deps)
  const [, token = '', key] =
    /^vapid t=([^,]+), k=(\S+)$/.exec(push.headers['Authorization'] ?? '') ?? []
  expect(key).toBe(publicKey)
  const [header = '', claims = '', signature = ''] = token.split('.')
  const point = Buffer.from(publicKey, 'base64url')
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33).toString('base64url'),
  }
  const isSigned = verify(
    'sha256',
    Buffer.from(`${header}.${claims}`),
    { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  )
  expect(isSigned).toBe(true)
  expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toEqual({
    aud: service.url,
    exp: START / 1000 + 12 * 3_600,
    sub: 'https://2fa.example.test',
  })
  expect(await jobs(server)).toEqual([])
  expect(await subscriptions(server)).toHaveLength(1)
})

test('push services may write to the operator, where one is named', async () => {
  const { server, service, wake } = await subscribed({ env: { OPERATOR_EMAIL: 'ops@example.com' } })
  await wake()
  await server.worker.runUntilIdle()
  const [, claims = ''] = service.received[0]?.headers['Authorization']?.split('.') ?? []
  expect(Buffer.from(claims, 'base64url').toString()).toContain('"sub":"mailto:ops@example.com"')
})

describe('the push service says', () => {
  test.each([404, 410])('%i: the subscription is over and removed', async (code) => {
    const { server, service, wake } = await subscribed()
    service.answerWith(status(code))
    await wake()
    await wake()
    await server.worker.runUntilIdle()
    expect(await subscriptions(server)).toEqual([])
    expect(await jobs(server)).toEqual([])
  })

  test('410, while the device has subscribed anew: that one stays', async () => {
    const { server, service, subscribe, wake } = await subscribed()
    const late = Promise.withResolvers<void>()
    service.answerWith((response) => void late.promise.then(() => response.writeHead(410).end()))
    await wake()
    await server.worker.look()
    await service.receives(1)
    await subscribe(DEVICE, `${service.url}/push/new`)
    late.resolve()
    await server.worker.runUntilIdle()
    expect(await subscriptions(server)).toHaveLength(1)
  })

  test.each([
    ['500', status(500)],
    ['429', status(429)],
    ['nothing', closeConnection],
  ])('%s: it is tried again', async (_name, how) => {
    const { server, service, wake } = await subscribed()
    service.answerWith(how)
    await wake()
    await runToNextDue(server)
    service.answerWith(status(201))
    await server.worker.runUntilIdle()
    expect(service.received).toHaveLength(2)
    expect(await jobs(server)).toEqual([])
    expect(server.logged()).toContain('push failed')
  })

  test('429 and when: it is not tried before', async () => {
    const { server, service, wake } = await subscribed()
    service.answerWith(status(429, { 'retry-after': '90' }))
    await wake()
    await server.worker.runUntilIdle()
    expect(await jobs(server)).toMatchObject([{ due_at: START + 90_000 }])
  })

  test.each([400, 403, 413])('%i: that is the end of it, and the log says so', async (code) => {
    const { server, service, wake } = await subscribed()
    service.answerWith(status(code))
    await wake()
    await server.worker.runUntilIdle()
    expect(service.received).toHaveLength(1)
    expect(await jobs(server)).toEqual([])
    expect(await subscriptions(server)).toHaveLength(1)
    expect(server.logged()).toContain(`the push service answered ${code}`)
    expect(server.logged()).not.toContain('/push/abc')
  })
})

describe('a wake', () => {
  test('ends with what waits, and ten minutes later at the latest', async () => {
    const { server, service, wake } = await subscribed()
    await wake([DEVICE], START + 60_000)
    await wake([DEVICE], START + 86_400_000)
    const deadlines = (await jobs(server)).map((job) => job.deadline_at - START)
    expect(deadlines.toSorted((a, b) => a - b)).toEqual([60_000, 600_000])
    server.clock.advance(600_000)
    await server.worker.runUntilIdle()
    expect(service.received).toEqual([])
    expect(await jobs(server)).toEqual([])
  })

  test('is kept by the push service for as long as it has a point, two minutes at least', async () => {
    const { server, service, wake } = await subscribed()
    await wake([DEVICE], START + 30_000)
    await server.worker.runUntilIdle()
    await wake([DEVICE], START + 300_000)
    await server.worker.runUntilIdle()
    expect(service.received.map(({ headers }) => headers['TTL'])).toEqual(['120', '300'])
  })

  test('is for those alone that can be woken', async () => {
    const { server, service, authyId, subscribe, wake } = await subscribed()
    for (const id of [2, 3]) await addDevice(server, authyId, id)
    await subscribe(3)
    await server.deps.db
      .updateTable('devices')
      .set({ revoked_at: START })
      .where('id', '=', 3)
      .execute()
    await wake([DEVICE, 2, 3, 99])
    await server.worker.runUntilIdle()
    expect(service.received).toHaveLength(1)
    expect(await jobs(server)).toEqual([])
  })

  test('of a device that unsubscribed meanwhile is over', async () => {
    const { server, service, wake } = await subscribed()
    await wake()
    await removePushSubscription(server.deps, DEVICE)
    await server.worker.runUntilIdle()
    expect(service.received).toEqual([])
    expect(await jobs(server)).toEqual([])
  })

  test('of a push service that hangs holds up no other device', async () => {
    const { server, authyId, service, subscribe, wake } = await subscribed()
    service.answerWith(hang)
    for (let index = 0; index < 5; index++) await wake()
    await addDevice(server, authyId, 2)
    const other = await startEndpoint(status(201))
    await subscribe(2, other.url)
    await wake([2])
    while ((await jobs(server)).length > 5) await server.worker.look()
    expect(other.received).toHaveLength(1)
    await service.receives(2)
    expect(service.received).toHaveLength(2)
    await server.worker.stop()
    expect((await jobs(server)).map((job) => job.attempts)).toEqual([0, 0, 0, 0, 0])
  })

  test('goes to no inner address that is not allowed', async () => {
    const { server, subscribe, wake } = await subscribed()
    await subscribe(DEVICE, 'https://10.0.0.1/push')
    await wake()
    await server.worker.runUntilIdle()
    expect(await jobs(server)).toEqual([])
    expect(server.logged()).toContain('its address 10.0.0.1 is an inner one')
  })
})

test('the keys are made once, by whichever node comes first, and sealed', async () => {
  const server = await testServer()
  const nodes = [server, server.anotherNode(), server.anotherNode()]
  const keys = await Promise.all(nodes.map(async ({ deps }) => await vapidKeys(deps)))
  expect(new Set(keys.map((each) => JSON.stringify(each))).size).toBe(1)
  const [first] = keys
  expect(Buffer.from(first?.publicKey ?? '', 'base64url')).toHaveLength(65)
  expect(Buffer.from(first?.privateKey ?? '', 'base64url')).toHaveLength(32)
  const rows = await server.deps.db
    .selectFrom('service_keys')
    .selectAll()
    .where('name', '=', 'vapid')
    .execute()
  expect(rows).toHaveLength(1)
  expect(JSON.stringify(rows)).not.toContain(first?.privateKey)
  expect(await vapidKeys(server.anotherNode().deps)).toEqual(first)
})

test('a database that is away when the keys are asked for is asked again', async () => {
  const server = await testServer()
  const other = server.anotherNode()
  const failing = { ...other.deps, vault: { ...other.deps.vault, seal: () => 'x', open: fail } }
  await expect(vapidKeys(failing)).rejects.toThrow('away')
  await server.deps.db.deleteFrom('service_keys').execute()
  expect((await vapidKeys(other.deps)).publicKey).toMatch(/^B/)
})

function fail(): never {
  throw new Error('away')
}

test('a subscription that cannot be sent to is refused, and the former one stays', async () => {
  const { server, receiver, subscribe } = await subscribed()
  const before = await subscriptions(server)
  expect(await subscribe(DEVICE, 'http://push.example.test/a')).toEqual({
    result: 'refused',
    field: 'endpoint',
  })
  expect(await subscriptions(server)).toEqual(before)
  expect(JSON.stringify(before)).not.toContain(receiver.keys.auth)
})
