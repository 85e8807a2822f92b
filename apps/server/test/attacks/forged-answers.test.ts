import { APPROVAL_TYPE } from '@countersign/wire'
import { describe, expect, test } from 'vitest'
import { testServer, type TestServer } from '../test-server.ts'
import { register } from '../routes/person.ts'
import { registerDevice, respond, statementOf, type TestDevice } from '../routes/test-device.ts'

// An answer counts only if the person's own device signed exactly what was asked, in time and once.
// Otherwise a man in the middle could show a harmless question and have a transfer approved.

const OTHER_PHONE = '+15551230000'
const ONETOUCH = { family: 'onetouch' } as const

async function start() {
  const server = await testServer()
  const id = await register(server)
  const device = await registerDevice(server)
  const uuid = await ask(server, id)
  const shown = (await device.call(`GET /approvals/${uuid}`)).body.approval
  return { server, id, device, uuid, shown }
}

async function ask(server: TestServer, id: number, seconds = '60'): Promise<string> {
  const form = {
    message: 'Transfer',
    'details[Amount]': '$5',
    'details[To]': 'Bob',
    user_ip: '203.0.113.7',
    seconds_to_expire: seconds,
  }
  const asked = await server.call(`POST /users/${id}/approval_requests`, form, ONETOUCH)
  return asked.body.approval_request.uuid
}

async function send(device: TestDevice, uuid: string, statement: string) {
  return await device.call(`POST /approvals/${uuid}/answer`, { statement })
}

async function statusOf(server: TestServer, uuid: string): Promise<string> {
  const read = await server.call(`GET /approval_requests/${uuid}`, undefined, ONETOUCH)
  return read.body.approval_request.status
}

async function events(server: TestServer) {
  const rows = await server.deps.db
    .selectFrom('events')
    .select(['kind', 'facts'])
    .where('kind', '=', 'one_touch_answer_refused')
    .execute()
  return rows.map((row) => JSON.parse(row.facts).reason)
}

describe('altered', () => {
  test.each([
    ['message', { message: 'Login' }],
    [
      'details',
      {
        details: [
          ['Amount', '$5000'],
          ['To', 'Bob'],
        ],
      },
    ],
    [
      'details',
      {
        details: [
          ['To', 'Bob'],
          ['Amount', '$5'],
        ],
      },
    ],
    ['details', { details: [['Amount', '$5']] }],
    ['app', { app: { id: 1, name: 'Evil' } }],
    ['requestedAt', { requestedAt: 1 }],
    ['requestedFrom', { requestedFrom: null }],
  ])('%s: %j', async (field, change) => {
    const { server, device, uuid, shown } = await start()
    const statement = statementOf(shown, 'approved', server.clock.now(), change)
    const answer = await send(device, uuid, await device.sign(APPROVAL_TYPE, statement))
    expect([answer.status, answer.body.error]).toMatchObject([409, { code: 'altered', field }])
    expect(await statusOf(server, uuid)).toBe('pending')
    expect(await events(server)).toEqual(['altered'])
  })

  test('the uuid of another request', async () => {
    const { server, id, device, uuid, shown } = await start()
    server.clock.advance(1)
    const other = await ask(server, id, '61')
    const statement = await device.sign(
      APPROVAL_TYPE,
      statementOf(shown, 'approved', server.clock.now()),
    )
    expect((await send(device, other, statement)).body.error.field).toBe('uuid')
    expect(await statusOf(server, uuid)).toBe('pending')
  })

  test.each([
    ['no JWS', async () => 'abc'],
    [
      'another type',
      async (device: TestDevice) => await device.sign('countersign-request+jwt', {}),
    ],
    [
      'missing members',
      async (device: TestDevice) => await device.sign(APPROVAL_TYPE, { uuid: '' }),
    ],
    [
      'an answer of its own',
      async (device: TestDevice, statement: object) =>
        await device.sign(APPROVAL_TYPE, { ...statement, answer: 'maybe' }),
    ],
    ['no object', async (device: TestDevice) => await device.sign(APPROVAL_TYPE, null)],
  ])('%s', async (_what, make) => {
    const { server, device, uuid, shown } = await start()
    const statement = statementOf(shown, 'approved', server.clock.now())
    const answer = await send(device, uuid, await make(device, statement))
    expect(answer.body.error).toMatchObject({ code: 'altered', field: 'statement' })
    expect(await events(server)).toEqual(['altered'])
  })
})

test('signed by another device of the person', async () => {
  const { server, device, uuid, shown } = await start()
  const tablet = await registerDevice(server)
  const statement = statementOf(shown, 'approved', server.clock.now())
  const forged = await tablet.sign(APPROVAL_TYPE, statement)
  expect((await send(device, uuid, forged)).body.error.code).toBe('altered')
  const pretended = await tablet.sign(APPROVAL_TYPE, statement, String(device.id()))
  expect((await send(device, uuid, pretended)).body.error.code).toBe('altered')
  expect(await statusOf(server, uuid)).toBe('pending')
  expect(await events(server)).toEqual(['altered', 'altered'])
})

test('by another person: it is not even there', async () => {
  const { server, device, uuid, shown } = await start()
  const stranger = await registerDevice(server, { phone: OTHER_PHONE })
  const statement = await stranger.sign(
    APPROVAL_TYPE,
    statementOf(shown, 'approved', server.clock.now()),
  )
  expect((await send(stranger, uuid, statement)).body.error.code).toBe('not-found')
  expect(await events(server)).toEqual(['not-found'])
  expect((await stranger.call(`GET /approvals/${uuid}`)).body.error.code).toBe('not-found')
  expect((await stranger.call('GET /approvals')).body.approvals).toEqual([])
  expect((await stranger.call(`POST /approvals/${uuid}/not-me`)).body.error.code).toBe('not-found')
  expect((await device.call('GET /approvals')).body.approvals).toHaveLength(1)
})

test('by a revoked device', async () => {
  const { server, device, uuid, shown } = await start()
  const tablet = await registerDevice(server)
  await tablet.call(`DELETE /devices/${device.id()}`)
  const statement = await device.sign(
    APPROVAL_TYPE,
    statementOf(shown, 'approved', server.clock.now()),
  )
  expect((await send(device, uuid, statement)).body.error.code).toBe('revoked')
  expect(await events(server)).toEqual(['revoked'])
  expect(await statusOf(server, uuid)).toBe('pending')
})

test('twice: the first answer stands', async () => {
  const { server, device, uuid } = await start()
  await respond(server, device, uuid, 'denied')
  const second = await respond(server, device, uuid, 'approved')
  expect([second.status, second.body.error]).toMatchObject([
    409,
    { code: 'not-pending', status: 'denied', authyCode: '60079' },
  ])
  expect(await statusOf(server, uuid)).toBe('denied')
  expect(await events(server)).toEqual(['not-pending'])
})

test('late', async () => {
  const { server, device, uuid } = await start()
  server.clock.advance(60_000)
  const late = await respond(server, device, uuid, 'approved')
  expect(late.body.error).toMatchObject({ code: 'expired', authyCode: '60079' })
  expect(await events(server)).toEqual(['expired'])
  expect(await statusOf(server, uuid)).toBe('expired')
})

test('with a time of its own', async () => {
  const { server, device, uuid, shown } = await start()
  const answeredAt = server.clock.now() + 300_001
  const statement = statementOf(shown, 'approved', server.clock.now(), { answeredAt })
  const answer = await send(device, uuid, await device.sign(APPROVAL_TYPE, statement))
  expect(answer.body.error.code).toBe('clock')
})

test('of six that approve and six that deny at once one wins, and everybody reads the same', async () => {
  const { server, device, uuid } = await start()
  const tablet = await registerDevice(server)
  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, index) =>
      respond(
        server,
        index % 3 === 0 ? tablet : device,
        uuid,
        index % 2 === 0 ? 'approved' : 'denied',
      ),
    ),
  )
  const won = answers.filter((answer) => answer.status === 200)
  expect(won).toHaveLength(1)
  expect(await statusOf(server, uuid)).toBe(won[0]?.body.approval.status)
})

test('a request of an app that removed the person meanwhile', async () => {
  const { server, id, device, uuid, shown } = await start()
  await server.call(`POST /users/${id}/delete`)
  const statement = await device.sign(
    APPROVAL_TYPE,
    statementOf(shown, 'approved', server.clock.now()),
  )
  expect((await send(device, uuid, statement)).body.error.code).toBe('not-found')
  expect((await device.call('GET /approvals')).body.approvals).toEqual([])
})

test.each(['x', '..%2f..', '%00', 'a'.repeat(200)])('the path %s', async (part) => {
  const { device } = await start()
  expect((await device.call(`GET /approvals/${part}`)).body.error.code).toBe('not-found')
})
