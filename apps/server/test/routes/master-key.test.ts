import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { countSealedFields, resealEverything } from '../../src/actions/change-master-key.ts'
import { masterKeyFits, useIndexKey } from '../../src/actions/index-key.ts'
import { listMessages } from '../../src/actions/list-messages.ts'
import { setPushSubscription } from '../../src/actions/push-subscription.ts'
import { SEALED_COLUMNS } from '../../src/actions/sealed-columns.ts'
import { vapidKeys } from '../../src/actions/vapid-keys.ts'
import type { Deps } from '../../src/deps.ts'
import { createResealing } from '../../src/resealing.ts'
import { startEndpoint, status } from '../delivery/endpoint.ts'
import { testOperator } from '../operator.ts'
import { tablesOf } from '../tables.ts'
import { testServer, type TestNode, type TestServer } from '../test-server.ts'
import { setCallbackOf } from '../worker/called-back.ts'
import { createPushReceiver } from '../worker/push-receiver.ts'
import { PERSON, PHONE, register } from './person.ts'
import { registerDevice, respond, type TestDevice } from './test-device.ts'

const OLD = `1:${'01'.repeat(32)}`
const NEW = `2:${'02'.repeat(32)}`
const NEXT = `3:${'03'.repeat(32)}`
const ONETOUCH = { family: 'onetouch' } as const
const NUMBER = { country_code: '1', phone_number: '775-461-5609' }

/** Every kind of sealed field, under the first key. */
async function start() {
  const server = await testServer({ env: { MASTER_KEY: OLD, OUTBOUND_ALLOW: 'loopback' } })
  await server.set('migrationToolsEnabled', 'true')
  const endpoint = await startEndpoint(status(200))
  await setCallbackOf(server, server.appId, `${endpoint.url}/callback`)
  const { ask } = await testOperator(server)
  await ask(`POST /apps/${server.appId}/webhooks`, {
    name: 'Hook',
    url: `${endpoint.url}/hook`,
    events: ['user_added'],
  })
  await ask(`POST /apps/${server.appId}/access-keys`, { name: 'Deployment' })
  await ask('POST /operators/invitations', {
    email: 'new@example.com',
    grants: [{ appId: server.appId, role: 'support' }],
  })
  const id = await register(server)
  const device = await registerDevice(server)
  await setPushSubscription(server.deps, device.id(), {
    endpoint: 'https://push.example.test/endpoint',
    keys: createPushReceiver().keys,
  })
  await server.call(`POST /users/${id}/secret`)
  await server.call(`POST /users/${id}/register_activity?type=banned&data[why]=lost`)
  await server.call('POST /phones/verification/start', NUMBER)
  await vapidKeys(server.deps)
  const answered = await askForApproval(server, id, 'once')
  await respond(server, device, answered, 'approved')
  return { server, id, device, endpoint, answered }
}

async function askForApproval(node: TestNode, id: number, key: string): Promise<string> {
  const { body } = await node.call(
    `POST /users/${id}/approval_requests`,
    { message: 'Log in?', seconds_to_expire: '0' },
    { ...ONETOUCH, headers: { 'idempotency-key': key } },
  )
  return body.approval_request.uuid as string
}

async function reseal(deps: Deps) {
  const steps = resealEverything(deps)
  let step = await steps.next()
  while (step.done !== true) step = await steps.next()
  return step.value
}

async function nodeWith(server: TestServer, ring: readonly string[]): Promise<TestNode> {
  const node = server.anotherNode({ MASTER_KEY: ring.join(',') })
  await useIndexKey(node.deps)
  return node
}

/** Sends and verifies on a node until it is told to stop; a token that is refused throws. */
async function drive(server: TestServer, node: TestNode, id: number, isDone: () => boolean) {
  let verified = 0
  while (!isDone()) {
    const action = `a${verified}`
    await node.call(`GET /sms/${id}?force=true&action=${action}`)
    const token = (await listMessages(node.deps, { to: PHONE, limit: 1_000 })).at(-1)?.token
    const answer = await node.call(`GET /verify/${token}/${id}?action=${action}`)
    if (answer.status !== 200) throw new Error(`It was refused: ${answer.text}`)
    verified++
    // Past the limit of ten messages to a phone in ten minutes.
    server.clock.advance(61_000)
  }
  return verified
}

test('the list of sealed columns is that of the schema', async () => {
  const { deps } = await testServer()
  const sealed = (await tablesOf(deps.db)).flatMap(({ name, columns }) =>
    columns.filter((each) => each.name.startsWith('sealed_')).map((each) => `${name}.${each.name}`),
  )
  const listed = SEALED_COLUMNS.map(({ table, column }) => `${table}.${column}`)
  expect(listed.toSorted()).toEqual(sealed.toSorted())
})

const unsealed = (rows: readonly unknown[]) =>
  rows.map((row) => ({ ...(row as object), sealed_phone: '' }))

test('the master key changes while everything runs, and the old one may go', async () => {
  const { server, id, device, endpoint, answered } = await start()
  const { rows: before } = await sql`SELECT * FROM users`.execute(server.deps.db)
  // First every node learns to open what the new key seals, then it seals.
  const opening = await nodeWith(server, [OLD, NEW])
  const sealing = await nodeWith(server, [NEW, OLD])
  let isResealed = false
  const driving = drive(server, opening, id, () => isResealed)
  const first = await reseal(sealing.deps)
  isResealed = true
  expect(await driving).toBeGreaterThan(0)
  expect(first.resealed).toBeGreaterThan(SEALED_COLUMNS.length)
  // What the other node wrote meanwhile; from now on it seals with the new key too.
  await reseal(sealing.deps)
  expect(await reseal(sealing.deps)).toEqual({ resealed: 0, left: 0 })
  const counts = await countSealedFields(sealing.deps)
  expect([...counts.keys()]).toEqual(['2'])
  // Every one of them opens with the new key alone.
  const following = await nodeWith(server, [NEXT, NEW])
  expect(await reseal(following.deps)).toEqual({ resealed: counts.get('2'), left: 0 })

  const alone = await nodeWith(server, [NEXT])
  const { rows: after } = await sql`SELECT * FROM users`.execute(alone.deps.db)
  expect(unsealed(after)).toEqual(unsealed(before))
  await everythingWorks({ server, node: alone, id, device, answered })
  expect(endpoint.received.some(({ target }) => target === '/callback')).toBe(true)
})

async function everythingWorks({
  server,
  node,
  id,
  device,
  answered,
}: {
  readonly server: TestServer
  readonly node: TestNode
  readonly id: number
  readonly device: TestDevice
  readonly answered: string
}): Promise<void> {
  // The app by its key, the person by the phone.
  expect(await register(node)).toBe(id)
  expect((await node.call('POST /users/new', PERSON)).body.user.id).toBe(id)
  const { otp } = (await node.call(`GET /users/${id}/secret/export`)).body
  expect((await node.call(`GET /verify/${otp}/${id}`)).status).toBe(200)
  const read = await node.call(`GET /approval_requests/${answered}`, undefined, ONETOUCH)
  expect(read.body.approval_request.status).toBe('approved')
  // The acts find what they hashed: on SQLite they are decided in a thread with a vault of its own.
  expect(await askForApproval(node, id, 'once')).toBe(answered)
  const uuid = await askForApproval(node, id, 'twice')
  const shown = await device.call(`GET /approvals/${uuid}`, undefined, { node })
  expect(shown.body.approval).toMatchObject({ uuid, message: 'Log in?' })
  expect((await device.call('GET /apps', undefined, { node })).status).toBe(200)
  await node.call('POST /phones/verification/start', NUMBER)
  await node.worker.runUntilIdle()
  const messages = await node.deps.db.selectFrom('messages').select('status').execute()
  expect(messages.every(({ status: each }) => each !== 'queued')).toBe(true)
  const callbacks = await node.deps.db.selectFrom('callbacks').select('status').execute()
  expect(callbacks).toEqual([{ status: 'delivered' }])
  expect(await masterKeyFits(node.deps)).toBe(true)
  expect(await masterKeyFits(server.deps)).toBe(false)
}

test('several nodes at once seal each field anew once, and keep what is changed meanwhile', async () => {
  const { server, id } = await start()
  const nodes = [await nodeWith(server, [NEW, OLD]), await nodeWith(server, [NEW, OLD])]
  const fields = [...(await countSealedFields(server.deps)).values()]
  const came = await Promise.all(nodes.map(async ({ deps }) => await reseal(deps)))
  expect(came.reduce((sum, { resealed }) => sum + resealed, 0)).toBe(fields[0])
  expect(await masterKeyFits((nodes[0] as TestNode).deps)).toBe(true)
  const node = await nodeWith(server, [NEW])
  await node.call(`GET /sms/${id}?force=true`)
  expect((await node.call(`GET /users/${id}/status`)).status).toBe(200)
})

test('a running server does it by itself, says what is left, and looks again', async () => {
  const { server } = await start()
  const { deps } = await nodeWith(server, [NEW, OLD])
  const said: number[] = []
  const metrics = { sealedWithOldKeys: (fields: number) => said.push(fields) }
  const { signal } = new AbortController()
  const run = createResealing({ ...deps, wait: async () => {} }, metrics, signal)
  await run()
  await run()
  expect(said).toEqual([0])
  // Sealed by a node that still has the former order.
  await server.newApp('Other')
  server.clock.advance(600_000)
  await run()
  expect([...(await countSealedFields(deps)).keys()]).toEqual(['2'])
  server.clock.advance(600_000)
  await run()
  server.clock.advance(86_399_999)
  await run()
  expect(said).toEqual([0, 0, 0])
  // Nothing to do for a ring of one.
  const alone = await nodeWith(server, [NEW])
  await createResealing(alone.deps, metrics, signal)()
  expect(said).toEqual([0, 0, 0])
})

test('a field that no key opens stays, is counted, and keeps nothing else from being sealed anew', async () => {
  const { server } = await start()
  await server.deps.db
    .updateTable('users')
    .set({ sealed_phone: `0.${Buffer.alloc(40).toString('base64url')}` })
    .execute()
  const node = await nodeWith(server, [NEW, OLD])
  const { left } = await reseal(node.deps)
  expect(left).toBe(1)
  expect(new Set((await countSealedFields(node.deps)).keys())).toEqual(new Set(['0', '2']))
})

test('a ring without the key that made the look-up hashes is refused, rather than find nobody', async () => {
  const server = await testServer({ env: { MASTER_KEY: OLD } })
  // As a database is that was made before it kept its own key.
  await server.deps.db.deleteFrom('service_keys').where('name', '=', 'blind-index').execute()
  await expect(nodeWith(server, [NEW])).rejects.toThrow(/No master key/)
  const node = await nodeWith(server, [OLD, NEW])
  expect((await node.call('GET /app/details')).status).toBe(200)
})
