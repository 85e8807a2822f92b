import { verifyCallbackSignature, type WireObject } from '@countersign/wire'
import { expect, test } from 'vitest'
import { setPushSubscription } from '../../src/actions/push-subscription.ts'
import { startEndpoint, status } from '../delivery/endpoint.ts'
import type { TestServer } from '../test-server.ts'
import { calledBack, jobs } from '../worker/called-back.ts'
import { createPushReceiver } from '../worker/push-receiver.ts'
import { register } from './person.ts'
import { registerDevice, respond } from './test-device.ts'

/** An app with a callback, and a person with a device. */
async function start() {
  const { server, endpoint, url } = await calledBack()
  const id = await register(server)
  const device = await registerDevice(server, { system: 'macos' })
  return { server, endpoint, url, id, device }
}

async function ask(server: TestServer, id: number, message = 'Login requested'): Promise<string> {
  const form = {
    message,
    'details[Location]': 'San Francisco',
    'hidden_details[ip]': '10.0.0.3',
  }
  const options = { family: 'onetouch' } as const
  const asked = await server.call(`POST /users/${id}/approval_requests`, form, options)
  return asked.body.approval_request.uuid
}

const read = (body: Buffer | undefined): WireObject => JSON.parse(String(body))

test('the app is told who approved what on which device, by a callback that it can check', async () => {
  const { server, endpoint, url, id, device } = await start()
  const uuid = await ask(server, id)
  server.clock.advance(5_000)
  expect((await respond(server, device, uuid, 'approved')).status).toBe(200)
  const [job] = (await jobs(server)).filter((each) => each.kind === 'deliver-callback')
  expect(job?.subject).toBe(String(server.appId))
  await server.worker.runUntilIdle()
  const [request] = endpoint.received
  const payload = read(request?.body)
  expect(payload).toMatchObject({
    authy_id: id,
    device_uuid: String(device.id()),
    callback_action: 'approval_request_status',
    uuid,
    status: 'approved',
    approval_request: {
      transaction: {
        details: { Location: 'San Francisco' },
        hidden_details: { ip: '10.0.0.3' },
        message: 'Login requested',
        flagged: false,
        device_signing_time: 1_700_000_005,
        created_at_time: 1_700_000_000,
      },
      expiration_timestamp: 1_700_086_400,
      app_id: '000000000000000000000001',
    },
    signature: expect.stringMatching(/^eyJ[\w-]+\.[\w-]+\.[\w-]+$/),
    device: { id: device.id(), os_type: 'desktop', registration_method: 'sms' },
  })
  const nonce = request?.headers['X-Authy-Signature-Nonce'] ?? ''
  const signed = { apiKey: server.apiKey, nonce, method: 'POST', url, payload }
  expect(verifyCallbackSignature(signed, request?.headers['X-Authy-Signature'] ?? '')).toBe(true)
})

test('a denial as "not me" is told at once, and one that comes later is told then', async () => {
  const { server, endpoint, id, device } = await start()
  const first = await ask(server, id)
  const second = await ask(server, id, 'Pay 5 EUR')
  await respond(server, device, first, 'denied', { notMe: true })
  await respond(server, device, second, 'approved')
  await device.call(`POST /approvals/${second}/not-me`)
  await server.worker.runUntilIdle()
  const told = endpoint.received.map(({ body }) => {
    const { uuid, status, approval_request: asked } = read(body)
    return JSON.stringify([uuid, status, JSON.stringify(asked).includes('"reason":"not_me"')])
  })
  expect(told.toSorted()).toEqual(
    [
      JSON.stringify([first, 'denied', true]),
      JSON.stringify([second, 'approved', false]),
      JSON.stringify([second, 'approved', true]),
    ].toSorted(),
  )
})

test('without a callback URL nothing is written for one', async () => {
  const { server, id, device } = await start()
  await server.deps.db.updateTable('app_callbacks').set({ url: '' }).execute()
  await respond(server, device, await ask(server, id), 'approved')
  expect(await server.deps.db.selectFrom('callbacks').selectAll().execute()).toEqual([])
})

test('a question wakes the device that is closed', async () => {
  const { server, id, device } = await start()
  const service = await startEndpoint(status(201))
  const receiver = createPushReceiver()
  await setPushSubscription(server.deps, device.id(), {
    endpoint: service.url,
    keys: receiver.keys,
  })
  await ask(server, id)
  await server.worker.runUntilIdle()
  expect(service.received.map(({ body }) => receiver.decrypt(body))).toEqual(['{"waiting":true}'])
  expect(await jobs(server)).toEqual([])
})
