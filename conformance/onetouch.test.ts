import { createServer, type IncomingMessage } from 'node:http'
import createClient from 'authy'
import { Client } from 'authy-client'
import { describe, expect, onTestFinished, test } from 'vitest'
import { setCallback } from '../apps/server/src/actions/app-callback.ts'
import { registerDevice, respond, type TestDevice } from '../apps/server/test/routes/test-device.ts'
import { at, textAt } from './read-answer.ts'
import { runningServer, type RunningServer } from './running-server.ts'

// The OneTouch calls of both npm clients, and authy-client's own check of the callbacks that follow.

const LOGOS = [
  { res: 'default', url: 'https://example.com/logo.png' },
  { res: 'low', url: 'https://example.com/low.png' },
]

interface Scene {
  readonly server: RunningServer
  readonly authyId: number
  readonly device: TestDevice
}

async function scene(): Promise<Scene> {
  const server = await runningServer({ env: { OUTBOUND_ALLOW: 'loopback' } })
  const authyId = await server.addUser()
  const device = await registerDevice(server)
  return { server, authyId, device }
}

/** What npm authy tells its caller. */
async function call(run: (done: (error: unknown, body: unknown) => void) => void) {
  return await new Promise<{ readonly error: unknown; readonly body: unknown }>((resolve) => {
    run((error, body) => resolve({ error, body }))
  })
}

describe('npm authy', () => {
  test('npm authy: send_approval_request and check_approval_status', async () => {
    const { server, authyId, device } = await scene()
    const client = createClient(server.apiKey, server.url)
    const payload = {
      message: 'Login requested',
      details: { 'Email Address': 'jdoe@example.com', Location: 'Austin, TX' },
      seconds_to_expire: 120,
    }
    const sent = await call((done) =>
      client.send_approval_request(String(authyId), payload, { ip: '10.0.0.3' }, LOGOS, done),
    )
    expect(sent.error).toBeNull()
    const uuid = textAt(sent.body, 'approval_request', 'uuid')
    const shown = await device.call(`GET /approvals/${uuid}`)
    expect(shown.body.approval).toMatchObject({
      message: 'Login requested',
      details: [
        ['Email Address', 'jdoe@example.com'],
        ['Location', 'Austin, TX'],
      ],
      logos: LOGOS,
    })
    const pending = await call((done) => client.check_approval_status(uuid, done))
    expect(at(pending.body, 'approval_request', 'status')).toBe('pending')
    await respond(server, device, uuid, 'approved')
    const approved = await call((done) => client.check_approval_status(uuid, done))
    expect(at(approved.body, 'approval_request', 'status')).toBe('approved')
    expect(at(approved.body, 'approval_request', 'hidden_details')).toEqual({ ip: '10.0.0.3' })
  })

  test('npm authy: a user without a device, an unknown one and an unknown request', async () => {
    const server = await runningServer()
    const client = createClient(server.apiKey, server.url)
    const authyId = await server.addUser()
    const ask = async (id: number) =>
      await call((done) =>
        client.send_approval_request(String(id), { message: 'Login' }, null, null, done),
      )
    expect(at((await ask(authyId)).error, 'error_code')).toBe('60050')
    expect(at((await ask(999_999_999)).error, 'error_code')).toBe('60026')
    const uuid = 'dda2c400-bc43-0135-d7be-1285ca17e122'
    const unknown = await call((done) => client.check_approval_status(uuid, done))
    expect(at(unknown.error, 'message')).toBe(`Approval request not found: ${uuid}`)
  })
})

describe('authy-client', () => {
  test('authy-client: createApprovalRequest and getApprovalRequest accept every state', async () => {
    const { server, authyId, device } = await scene()
    const client = new Client({ key: server.apiKey }, { host: server.url })
    const details = { visible: { Amount: '$5' }, hidden: { ip: '10.0.0.3' } }
    const ask = async (message: string) => {
      const request = { authyId, details, logos: LOGOS, message }
      const created = await client.createApprovalRequest(request, { ttl: 120 })
      return textAt(created, 'approval_request', 'uuid')
    }
    const statusOf = async (id: string) =>
      at(await client.getApprovalRequest({ id }), 'approval_request', 'status')
    const uuids = [await ask('a'), await ask('b'), await ask('c')] as const
    expect(await statusOf(uuids[0])).toBe('pending')
    await respond(server, device, uuids[0], 'approved')
    await respond(server, device, uuids[1], 'denied')
    server.clock.advance(120_000)
    expect(await Promise.all(uuids.map(statusOf))).toEqual(['approved', 'denied', 'expired'])
  })

  test('authy-client: a call or an SMS that a device makes needless is accepted as ignored', async () => {
    const { server, authyId } = await scene()
    const client = new Client({ key: server.apiKey }, { host: server.url })
    expect(await client.requestSms({ authyId })).toMatchObject({ ignored: true, device: 'android' })
    expect(await client.requestCall({ authyId })).toMatchObject({ ignored: true })
  })

  test('authy-client: verifyCallback accepts our POST, and nothing that was changed on the way', async () => {
    const { client, received } = await calledBack('POST')
    expect(received.body).toMatchObject({
      status: 'approved',
      callback_action: 'approval_request_status',
    })
    await client.verifyCallback(received)
    const forged = { ...received, body: { ...received.body, status: 'denied' } }
    await expect(client.verifyCallback(forged)).rejects.toThrow('Validation Failed')
  })

  // Of a GET the client checks the shape and no signature (docs/wire §9.2).
  test('authy-client: verifyCallback accepts our GET', async () => {
    const { client, received } = await calledBack('GET')
    await client.verifyCallback(received)
    expect(received.body).toMatchObject({ status: 'approved' })
  })
})

/** A callback as Express hands it to an application that uses the client. */
async function calledBack(method: 'POST' | 'GET') {
  const { server, authyId, device } = await scene()
  const application = await startApplication()
  await setCallback(server.deps, server.appId, `${application.url}/authy/callback`, method)
  const form = {
    message: 'Login, ok?',
    'details[Email Address]': 'jdoe+é@example.com',
    'hidden_details[ip]': '10.0.0.3',
    'logos[0][res]': 'default',
    'logos[0][url]': 'https://example.com/logo.png',
  }
  const path = `POST /users/${authyId}/approval_requests`
  const asked = await server.call(path, form, { family: 'onetouch' })
  await respond(server, device, asked.body.approval_request.uuid, 'approved')
  await server.worker.runUntilIdle()
  const [request] = application.requests
  const body: Record<string, unknown> =
    method === 'POST' ? JSON.parse(request?.body ?? '') : fromQuery(request?.url ?? '')
  return {
    client: new Client({ key: server.apiKey }, { host: server.url }),
    received: {
      body,
      headers: request?.headers,
      method: request?.method,
      protocol: 'http',
      url: request?.url,
    },
  }
}

interface Received {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** The application that is called back: it notes what comes and says 200. */
async function startApplication(): Promise<{
  readonly url: string
  readonly requests: readonly Received[]
}> {
  const requests: Received[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { method = '', url = '', headers } = request
      requests.push({ method, url, headers, body: Buffer.concat(chunks).toString() })
      response.end('OK')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return { url: `http://127.0.0.1:${port}`, requests }
}

/** A bracketed query as Express reads it: hashes of texts. */
function fromQuery(url: string): Record<string, unknown> {
  const body: Record<string, unknown> = {}
  for (const [name, value] of new URL(url, 'http://localhost').searchParams) {
    const [first = '', ...rest] = name.replaceAll(']', '').split('[')
    let place = body
    let key = first
    for (const part of rest) {
      place[key] ??= {}
      place = place[key] as Record<string, unknown>
      key = part
    }
    place[key] = value
  }
  // The client wants a number here, as Express applications convert it.
  return { ...body, authy_id: Number(body['authy_id']) }
}
