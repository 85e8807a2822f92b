import { expect, onTestFinished, test } from 'vitest'
import { createLogFollowing } from '../../src/actions/following/follow-logs.ts'
import { readEvents } from '../../src/actions/devices/read-events.ts'
import { startEndpoint, status } from '../delivery/endpoint.ts'
import { newestToken, PERSON, register } from '../routes/person.ts'
import { registerDevice, respond } from '../routes/test-device.ts'
import { sweep } from '../sweep.ts'
import { testServer, type TestServer } from '../test-server.ts'
import { setCallbackOf } from '../worker/called-back.ts'
import { openExplainer } from './explain.ts'
import { fillWithAMillionPeople, LARGE_TABLES } from './million-people.ts'
import { createRecorder, type Recorder } from './recorded-statements.ts'

// A statement that reads a whole table is as quick as any other on a developer's machine, and stops the
// service at a million users. So each that is executed here is explained with so many.

/** What happens all day, as clients, devices and the worker bring it about. */
async function aDay(server: TestServer, { unrecorded }: Recorder): Promise<void> {
  const { deps } = server
  const endpoint = await startEndpoint(status(200))
  await setCallbackOf(server, server.appId, `${endpoint.url}/authy/callback`)
  const id = await register(server)
  await server.call('POST /users/new', { ...PERSON, 'user[email]': 'second@example.com' })
  await server.call(`GET /users/${id}/status`)
  await server.call(`GET /sms/${id}?action=pay`)
  const token = await unrecorded(() => newestToken(server))
  await server.call(`GET /verify/0000000/${id}?action=pay&user_ip=203.0.113.9`)
  server.clock.advance(60_000)
  await server.call(`GET /verify/${token}/${id}?action=pay&user_ip=203.0.113.9`)
  await server.call(`POST /users/${id}/secret`)
  await server.call(`GET /verify/000000/${id}`)
  const number = { country_code: '1', phone_number: '775-461-5609' }
  await server.call('POST /phones/verification/start', number)
  const code = await unrecorded(() => newestToken(server, '+17754615609'))
  const query = new URLSearchParams({ ...number, verification_code: code }).toString()
  await server.call(`GET /phones/verification/check?${query}`)
  // It looks into the outbox for its code.
  const device = await registerDevice({
    ...server,
    outbox: (to) => unrecorded(() => server.outbox(to)),
  })
  const asked = { message: 'Log in?', 'details[ip]': '203.0.113.9' }
  const created = await server.app.inject({
    method: 'POST',
    url: `/onetouch/json/users/${id}/approval_requests`,
    headers: { 'x-authy-api-key': server.apiKey, 'idempotency-key': 'once' },
    payload: new URLSearchParams(asked).toString(),
  })
  const { uuid } = created.json().approval_request
  await device.call('GET /approvals')
  expect((await respond(server, device, uuid, 'approved')).status).toBe(200)
  await server.app.inject({
    url: `/onetouch/json/approval_requests/${uuid}`,
    headers: { 'x-authy-api-key': server.apiKey },
  })
  await readEvents(deps, id, 0)
  await server.worker.runUntilIdle()
  await createLogFollowing(deps).followToEnd()
  await sweep(deps, server.clock.now())
}

test('with a million people no statement of the day reads a table from end to end', async () => {
  const recorder = createRecorder()
  const server = await testServer({ env: { OUTBOUND_ALLOW: 'loopback' }, deps: recorder.deps })
  const { db, dialect } = server.deps
  const before = new Set(recorder.statements().map(({ text }) => text))
  await recorder.unrecorded(() => fillWithAMillionPeople(db, dialect))
  await aDay(server, recorder)
  const statements = recorder
    .statements()
    .filter(
      ({ text }) => !before.has(text) && /^\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b/i.test(text),
    )
  expect(statements.filter(({ isPrepared }) => isPrepared).length).toBeGreaterThan(20)
  expect(statements.length).toBeGreaterThan(80)
  const explainer = await openExplainer(server.deps, LARGE_TABLES)
  onTestFinished(explainer.close)
  const scans: string[] = []
  for (const statement of statements) {
    const found = await explainer.findScans(statement)
    scans.push(...found.map((each) => `${each}: ${statement.text}`))
  }
  expect(scans).toEqual([])
}, 60_000)
