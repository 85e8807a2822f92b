import { createHmac } from 'node:crypto'
import {
  canonicalQuery,
  sampleCallback,
  signCallback,
  verifyCallbackSignature,
} from '@countersign/wire'
import { describe, expect, test } from 'vitest'
import { rotateApiKey } from '../../src/actions/change-app.ts'
import { enqueueTestCallback, readCallbackState } from '../../src/actions/enqueue-callback.ts'
import { renderCallback } from '../../src/delivery/callback.ts'
import {
  closeConnection,
  hang,
  type Received,
  startEndpoint,
  status,
  streamForever,
} from '../delivery/endpoint.ts'
import { manualTimeLimits } from '../delivery/limits.ts'
import { START } from '../test-clock.ts'
import {
  ANSWER,
  answer as answerOf,
  calledBack,
  callbacks,
  events,
  jobs,
  runToNextDue,
  setCallbackOf,
  settings,
} from './called-back.ts'

const LEASE_MS = 20_000
const ATTEMPTS = 6

const payload = renderCallback(ANSWER)

/** Standard Webhooks, as a receiver checks it. */
function webhookSignature(request: Received, content: string, apiKey: string): string {
  const { 'webhook-id': id, 'webhook-timestamp': at } = request.headers
  return `v1,${createHmac('sha256', apiKey).update(`${id}.${at}.${content}`).digest('base64')}`
}

describe('what is sent', () => {
  test('by POST: the payload as JSON, under both signatures', async () => {
    const { server, endpoint, url, answer } = await calledBack()
    const id = await answer()
    await server.worker.runUntilIdle()
    const [request] = endpoint.received
    if (request === undefined) throw new Error('Nothing came.')
    expect([request.method, request.target]).toEqual(['POST', '/authy/callback'])
    expect(String(request.body)).toBe(
      '{"authy_id":1000123,"device_uuid":"1234567","callback_action":"approval_request_status","uuid":"dda2c400-bc43-0135-d7be-1285ca17e122","status":"approved","approval_request":{"transaction":{"details":{"Email Address":"jdoe@example.com"},"device_details":null,"device_geolocation":null,"device_signing_time":1700000000,"encrypted":false,"flagged":false,"hidden_details":{"ip":"1.1.1.1"},"message":"Login requested, ok?","reason":null,"requester_details":null,"status":"approved","uuid":"dda2c400-bc43-0135-d7be-1285ca17e122","created_at_time":1699999900,"customer_uuid":1},"expiration_timestamp":1700086300,"logos":null,"app_id":"000000000000000000000001"},"signature":"eyJ.eyJ.sig","device":{"city":null,"country":null,"ip":"10.0.0.1","region":null,"registration_city":null,"registration_country":null,"registration_ip":null,"registration_method":"sms","registration_region":null,"os_type":"android","last_account_recovery_at":null,"id":1234567,"registration_date":1690000000,"last_sync_date":1690000001}}',
    )
    const nonce = String(START / 1000)
    const { apiKey } = server
    expect(request.headers).toEqual({
      host: `127.0.0.1:${endpoint.port}`,
      connection: 'keep-alive',
      'Content-Type': 'application/json',
      'User-Agent': 'Countersign',
      'X-Authy-Signature': signCallback({ apiKey, nonce, method: 'POST', url, payload }),
      'X-Authy-Signature-Nonce': nonce,
      'webhook-id': id,
      'webhook-timestamp': nonce,
      'webhook-signature': webhookSignature(request, String(request.body), apiKey),
      'content-length': String(request.body.length),
    })
    expect(await callbacks(server)).toMatchObject([
      { id, status: 'delivered', attempts: 1, last_error: null, settled_at: START },
    ])
    expect(await jobs(server)).toEqual([])
  })

  test('by GET: the canonical query, as it is signed', async () => {
    const { server, endpoint, url, answer } = await calledBack()
    await setCallbackOf(server, server.appId, url, 'GET')
    await answer()
    await server.worker.runUntilIdle()
    const [request] = endpoint.received
    if (request === undefined) throw new Error('Nothing came.')
    const query = canonicalQuery(payload)
    expect([request.method, request.target]).toEqual(['GET', `/authy/callback?${query}`])
    expect(String(request.body)).toBe('')
    const { apiKey } = server
    const nonce = request.headers['X-Authy-Signature-Nonce'] ?? ''
    const signature = request.headers['X-Authy-Signature'] ?? ''
    const signed = { apiKey, nonce, method: 'GET', url, payload }
    expect(verifyCallbackSignature(signed, signature)).toBe(true)
    expect(request.headers['webhook-signature']).toBe(webhookSignature(request, query, apiKey))
    expect(request.headers).not.toHaveProperty('Content-Type')
  })

  test('behind a query that the URL has already', async () => {
    const { server, endpoint, url, answer } = await calledBack()
    await setCallbackOf(server, server.appId, `${url}?tenant=7`, 'GET')
    await answer()
    await server.worker.runUntilIdle()
    expect(endpoint.received[0]?.target).toBe(`/authy/callback?tenant=7&${canonicalQuery(payload)}`)
  })

  test('signed with the text of the URL, not with what a parser makes of it', async () => {
    const { server, endpoint, answer } = await calledBack()
    const url = `HTTP://127.0.0.1:${endpoint.port}/a/../authy/callback`
    await setCallbackOf(server, server.appId, url)
    await answer()
    await server.worker.runUntilIdle()
    const [request] = endpoint.received
    const nonce = request?.headers['X-Authy-Signature-Nonce'] ?? ''
    expect(request?.headers['X-Authy-Signature']).toBe(
      signCallback({ apiKey: server.apiKey, nonce, method: 'POST', url, payload }),
    )
  })

  test('signed with the key that asked while it works, and with the newest after that', async () => {
    const { server, endpoint, url, answer } = await calledBack()
    const askedWith = server.deps.vault.blindIndex('api-key', server.apiKey)
    const apiKey = await rotateApiKey(server.deps, server.appId, 3_600_000)
    const asked = { content: { ...ANSWER.content, askedWith } }
    await answer(asked)
    await server.worker.runUntilIdle()
    server.clock.advance(3_600_000)
    await answer(asked)
    await server.worker.runUntilIdle()
    const verdicts = endpoint.received.map(({ headers }) => {
      const nonce = headers['X-Authy-Signature-Nonce'] ?? ''
      const signature = headers['X-Authy-Signature'] ?? ''
      return [server.apiKey, apiKey].map((key) =>
        verifyCallbackSignature({ apiKey: key, nonce, method: 'POST', url, payload }, signature),
      )
    })
    expect(verdicts).toEqual([
      [true, false],
      [false, true],
    ])
  })

  test('a denial that says "this was not me"', async () => {
    const { server, endpoint, answer } = await calledBack()
    await answer({ status: 'denied', notMe: true })
    await server.worker.runUntilIdle()
    const body = String(endpoint.received[0]?.body)
    expect(body).toContain('"flagged":true')
    expect(body).toContain('"reason":"not_me"')
  })

  test('as a test, the recorded sample of the person 1234', async () => {
    const { server, endpoint } = await calledBack()
    const id = (await enqueueTestCallback(server.deps, server.appId)) ?? ''
    await server.worker.runUntilIdle()
    expect(String(endpoint.received[0]?.body)).toBe(JSON.stringify(sampleCallback()))
    expect(endpoint.received[0]?.headers['webhook-id']).toBe(id)
    expect(await readCallbackState(server.deps, id)).toEqual({
      status: 'delivered',
      attempts: 1,
      error: undefined,
    })
  })
})

describe('without an answer', () => {
  test('it is tried again, later and later, under the same id and newly signed', async () => {
    const { server, endpoint, answer } = await calledBack()
    endpoint.answerWith(closeConnection)
    const id = await answer()
    const waits: number[] = []
    for (let attempt = 1; attempt < ATTEMPTS; attempt++) {
      const before = server.clock.now()
      await runToNextDue(server)
      waits.push(server.clock.now() - before)
    }
    for (const [index, wait] of waits.entries()) {
      expect(wait).toBeGreaterThanOrEqual(1_000 * 2 ** index)
      expect(wait).toBeLessThanOrEqual(2_000 * 2 ** index)
    }
    expect(await settings(server)).toMatchObject({ failures: 0 })
    endpoint.answerWith(status(204))
    await server.worker.runUntilIdle()
    const { received } = endpoint
    expect(received.map(({ headers }) => headers['webhook-id'])).toEqual(
      Array.from({ length: ATTEMPTS }, () => id),
    )
    const nonces = new Set(received.map(({ headers }) => headers['X-Authy-Signature-Nonce']))
    expect(nonces.size).toBe(ATTEMPTS)
    expect(await callbacks(server)).toMatchObject([{ status: 'delivered', attempts: ATTEMPTS }])
  })

  test('it has failed after six attempts, and counts once', async () => {
    const { server, endpoint, answer } = await calledBack()
    endpoint.answerWith(closeConnection)
    const id = await answer()
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) await runToNextDue(server)
    expect(endpoint.received).toHaveLength(ATTEMPTS)
    const reason = 'no connection (UND_ERR_SOCKET), in 6 attempts'
    expect(await callbacks(server)).toMatchObject([
      { status: 'failed', attempts: ATTEMPTS, last_error: reason },
    ])
    expect(await settings(server)).toMatchObject({ failures: 1 })
    expect(await jobs(server)).toEqual([])
    expect((await events(server)).slice(1)).toEqual([
      { appId: server.appId, kind: 'callback_failed', facts: { callback: id, reason } },
    ])
  })
})

describe('an answer that is none of 2xx has failed at once', () => {
  test.each([
    ['it answered 500', status(500)],
    ['it answered 404', status(404)],
    [
      'it answered 302, and redirects are not followed',
      status(302, { location: 'http://127.0.0.1:1/' }),
    ],
    ['it answered 200 with more than 64 KiB', streamForever],
  ])('%s', async (reason, how) => {
    const { server, endpoint, answer } = await calledBack()
    endpoint.answerWith(how)
    const id = await answer()
    await server.worker.runUntilIdle()
    expect(endpoint.received).toHaveLength(1)
    expect(await callbacks(server)).toMatchObject([
      { id, status: 'failed', attempts: 1, last_error: reason },
    ])
    expect(await settings(server)).toMatchObject({ failures: 1, disabled_at: null })
    expect((await events(server)).at(-1)).toEqual({
      appId: server.appId,
      kind: 'callback_failed',
      facts: { callback: id, reason },
    })
  })
})

test('one that hangs is given up and tried again, and in the end has failed', async () => {
  const { timeLimit, runOut } = manualTimeLimits()
  const { server, endpoint, answer } = await calledBack({ outbound: { timeLimit } })
  endpoint.answerWith(hang)
  await answer()
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    await server.worker.look()
    await endpoint.receives(attempt)
    runOut()
    await runToNextDue(server)
  }
  expect(await callbacks(server)).toMatchObject([
    { status: 'failed', last_error: 'no answer within 10 seconds, in 6 attempts' },
  ])
})

describe('each stands alone', () => {
  test('an app that hangs delays neither another app nor a message, and has eight under way', async () => {
    const { server, endpoint, answer } = await calledBack()
    endpoint.answerWith(hang)
    const slow: string[] = []
    for (let index = 0; index < 30; index++) slow.push(await answer())
    const other = await server.newApp('Other')
    const fast = await startEndpoint(status(200))
    await setCallbackOf(server, other.appId, fast.url)
    const ids: string[] = []
    for (let index = 0; index < 20; index++)
      ids.push(await answerOf(server, { appId: other.appId }))
    const registered = await server.call('POST /users/new', {
      'user[email]': 'jdoe@example.com',
      'user[cellphone]': '317-338-9302',
      'user[country_code]': '1',
      send_install_link_via_sms: 'true',
    })
    expect(registered.status).toBe(200)
    while ((await jobs(server)).length > slow.length) await server.worker.look()
    expect(await server.outbox()).toMatchObject([{ status: 'sent' }])
    await endpoint.receives(8)
    expect(endpoint.received).toHaveLength(8)
    const sent = fast.received.map(({ headers }) => headers['webhook-id'] ?? '')
    expect(sent.toSorted()).toEqual(ids.toSorted())
    const leased = (await jobs(server)).filter((job) => job.leased_until > 0)
    expect(leased.map((job) => [job.subject, job.attempts])).toEqual(
      Array.from({ length: 8 }, () => [String(server.appId), 1]),
    )
    // Those past the eight were never taken, and no look is in vain for them.
    expect(await server.worker.look()).toBe(false)
    await server.worker.stop()
    const rest = await jobs(server)
    expect(rest.map((job) => job.id).toSorted()).toEqual(slow.toSorted())
    expect(rest.every((job) => job.attempts === 0 && job.leased_until === 0)).toBe(true)
  })

  test('a place that becomes free is told, since others wait for it', async () => {
    let wakes = 0
    const { server, endpoint, answer } = await calledBack({ deps: { wakeWorker: () => wakes++ } })
    for (let index = 0; index < 7; index++) await answer()
    await server.worker.runUntilIdle()
    expect(wakes).toBe(0)
    for (let index = 0; index < 9; index++) await answer()
    await server.worker.look()
    await endpoint.receives(7 + 8)
    while ((await jobs(server)).length > 1) await new Promise(setImmediate)
    expect(wakes).toBeGreaterThan(0)
  })

  test('one whose facts do not open, and one that is gone, hold nobody up', async () => {
    const { server, endpoint, answer } = await calledBack()
    const [broken, gone] = [await answer(), await answer()]
    const whole = await answer()
    await server.deps.db
      .updateTable('callbacks')
      .set({ sealed_facts: '1.nonsense' })
      .where('id', '=', broken)
      .execute()
    await server.deps.db.deleteFrom('callbacks').where('id', '=', gone).execute()
    await server.worker.runUntilIdle()
    expect(endpoint.received.map(({ headers }) => headers['webhook-id'])).toEqual([whole])
    expect((await jobs(server)).map((job) => job.id)).toEqual([broken])
  })
})

describe('at least once', () => {
  test('what a dead worker had under way is sent by another, under the same id', async () => {
    const { server, endpoint, answer } = await calledBack()
    endpoint.answerWith(hang)
    const id = await answer()
    await server.worker.look()
    await endpoint.receives(1)
    const other = server.anotherNode()
    expect(await other.worker.look()).toBe(false)
    server.clock.advance(LEASE_MS)
    endpoint.answerWith(status(200))
    await other.worker.runUntilIdle()
    expect(endpoint.received.map(({ headers }) => headers['webhook-id'])).toEqual([id, id])
    expect(await callbacks(server)).toMatchObject([{ status: 'delivered' }])
    expect(await jobs(server)).toEqual([])
  })

  test('a failure that is told after its lease counts nothing', async () => {
    const { server, endpoint, answer } = await calledBack()
    const late = Promise.withResolvers<void>()
    endpoint.answerWith((response) => {
      void late.promise.then(() => response.writeHead(500).end())
    })
    await answer()
    await server.worker.look()
    await endpoint.receives(1)
    server.clock.advance(LEASE_MS)
    endpoint.answerWith(status(200))
    await server.anotherNode().worker.runUntilIdle()
    late.resolve()
    await server.worker.runUntilIdle()
    expect(await callbacks(server)).toMatchObject([{ status: 'delivered' }])
    expect(await settings(server)).toMatchObject({ failures: 0 })
  })

  test('two nodes send each callback once', async () => {
    const { server, endpoint, answer } = await calledBack()
    const other = server.anotherNode()
    const ids: string[] = []
    for (let index = 0; index < 60; index++) ids.push(await answer())
    await Promise.all([server.worker.runUntilIdle(), other.worker.runUntilIdle()])
    const sent = endpoint.received.map(({ headers }) => headers['webhook-id'] ?? '')
    expect(sent.toSorted()).toEqual(ids.toSorted())
    expect((await callbacks(server)).every((each) => each.status === 'delivered')).toBe(true)
  })

  test('stopping gives back what is under way, as if it had not been taken', async () => {
    const { server, endpoint, answer } = await calledBack()
    endpoint.answerWith(hang)
    const id = await answer()
    await server.worker.look()
    await endpoint.receives(1)
    await server.worker.stop()
    expect(await jobs(server)).toMatchObject([{ id, attempts: 0, leased_until: 0 }])
    expect(await callbacks(server)).toMatchObject([{ status: 'queued', attempts: 0 }])
    endpoint.answerWith(status(200))
    await server.anotherNode().worker.runUntilIdle()
    expect(await callbacks(server)).toMatchObject([{ status: 'delivered', attempts: 1 }])
  })
})

describe('dropped is', () => {
  test('what has no URL any more', async () => {
    const { server, endpoint, answer } = await calledBack()
    await answer()
    await setCallbackOf(server, server.appId, '')
    await server.worker.runUntilIdle()
    expect(endpoint.received).toEqual([])
    expect(await callbacks(server)).toMatchObject([
      { status: 'dropped', last_error: 'The app has no callback URL.' },
    ])
    expect(await settings(server)).toMatchObject({ failures: 0 })
  })

  test('what could not be sent for a day', async () => {
    const { server, endpoint, answer } = await calledBack()
    await answer()
    server.clock.advance(86_400_000)
    await server.worker.runUntilIdle()
    expect(endpoint.received).toEqual([])
    expect(await callbacks(server)).toMatchObject([{ status: 'dropped' }])
    expect(await jobs(server)).toEqual([])
  })
})

test('the metrics count attempts by result', async () => {
  const { server, endpoint, answer } = await calledBack()
  await answer()
  await server.worker.runUntilIdle()
  endpoint.answerWith(status(500))
  await answer()
  await server.worker.runUntilIdle()
  const metrics = (await server.app.inject({ url: '/metrics' })).body
  expect(metrics).toContain('countersign_callbacks_total{result="delivered"} 1')
  expect(metrics).toContain('countersign_callbacks_total{result="failed"} 1')
})
