import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { checkPhoneVerification } from '../../src/actions/check-phone-verification.ts'
import { createAppFinder } from '../../src/actions/find-app.ts'
import { sendToken } from '../../src/actions/send-token.ts'
import { startPhoneVerification } from '../../src/actions/start-phone-verification.ts'
import { verifyToken } from '../../src/actions/verify-token.ts'
import type { Deps } from '../../src/deps.ts'
import type { App } from '../../src/domain/app.ts'
import { parsePhoneNumber, type PhoneNumber } from '../../src/domain/phone-number.ts'
import { settleMessages } from '../../src/store/messages.ts'
import { register, status } from '../routes/person.ts'
import { type TestServer, testServer } from '../test-server.ts'

/** Deadlocks that PostgreSQL had to break; SQLite has one writer and none. */
async function deadlocks(server: TestServer): Promise<number> {
  if (server.deps.dialect === 'sqlite') return 0
  const { rows } = await sql<{
    deadlocks: number
  }>`SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()`.execute(
    server.deps.db,
  )
  return rows[0]?.deadlocks ?? Number.NaN
}

test('two processes whose groups verify and send crosswise never wait in a circle', async () => {
  const server = await testServer()
  const other = server.anotherNode()
  await server.set('sendsPerPhone', '1000')
  const a = await register(server)
  const b = await register(server, { 'user[cellphone]': '3173389303' })
  for (let round = 0; round < 4; round++) {
    const answers = await Promise.all([
      server.call(`GET /verify/0000001/${b}`),
      server.call(`GET /sms/${a}?action=${round}`),
      other.call(`GET /verify/0000001/${a}`),
      other.call(`GET /sms/${b}?action=${round}`),
    ])
    expect(answers.map(status)).toEqual([401, 200, 401, 200])
  }
  expect(await deadlocks(server)).toBe(0)
})

const OUTCOME = {
  attempts: 0,
  provider: 'outbox',
  // What a provider calls it makes each a statement of its own.
  providerMessageId: 'theirs',
  error: undefined,
  dueAt: 0,
  counted: [],
}

/** All at once: what one process is given in one turn of its loop is one group. */
async function rounds(
  server: TestServer,
  crossing: (round: number) => readonly Promise<unknown>[],
) {
  for (let round = 0; round < 6; round++) {
    await Promise.all(crossing(round))
    server.clock.advance(6_000)
  }
  return await deadlocks(server)
}

async function appOf(server: TestServer, apiKey: string): Promise<App> {
  const app = await createAppFinder(server.deps)(apiKey)
  if (app === undefined) throw new Error('The app was not found.')
  return app
}

function phone(last: number): PhoneNumber {
  const parsed = parsePhoneNumber('1', `317338940${last}`)
  if (!parsed.ok) throw new Error('The number was not read.')
  return parsed.phone
}

function send(deps: Deps, app: App, authyId: number, round: number) {
  return sendToken(deps, {
    app,
    authyId,
    channel: 'sms',
    action: `act ${round}`,
    force: true,
    actionMessage: undefined,
    locale: undefined,
    userIp: undefined,
  })
}

function start(deps: Deps, app: App, last: number) {
  return startPhoneVerification(deps, {
    app,
    phone: phone(last),
    via: 'sms',
    codeLength: 4,
    customCode: undefined,
    locale: undefined,
    userIp: undefined,
  })
}

function check(deps: Deps, app: App, last: number) {
  return checkPhoneVerification(deps, {
    app,
    phone: phone(last),
    code: 'ABCD',
    userIp: undefined,
  })
}

function verify(deps: Deps, app: App, authyId: number) {
  return verifyToken(deps, {
    app,
    authyId,
    token: '0000001',
    action: '',
    userIp: undefined,
    force: true,
  })
}

test('nor do two whose groups send tokens and start verifications of two apps crosswise', async () => {
  const server = await testServer()
  const other = server.anotherNode()
  const second = await server.newApp('Second')
  const here = await appOf(server, server.apiKey)
  const there = await appOf(server, second.apiKey)
  const a = await register(server)
  const b = await register(server, { 'user[cellphone]': '3173389303' }, { apiKey: second.apiKey })
  expect(
    await rounds(server, (round) => [
      send(server.deps, here, a, round),
      start(server.deps, there, round),
      send(other.deps, there, b, round),
      start(other.deps, here, round),
    ]),
  ).toBe(0)
})

test('nor two that start and check the codes of two numbers crosswise', async () => {
  const server = await testServer()
  const other = server.anotherNode()
  const app = await appOf(server, server.apiKey)
  expect(
    await rounds(server, () => [
      start(server.deps, app, 1),
      check(server.deps, app, 2),
      start(other.deps, app, 2),
      check(other.deps, app, 1),
    ]),
  ).toBe(0)
})

test('nor two of which one has users of one act and numbers, the other users of two', async () => {
  const server = await testServer()
  const other = server.anotherNode()
  await server.set('sendsPerPhone', '1000')
  const app = await appOf(server, server.apiKey)
  const a = await register(server)
  const b = await register(server, { 'user[cellphone]': '3173389303' })
  expect(
    await rounds(server, (round) => [
      send(server.deps, app, a, 2 * round),
      check(server.deps, app, 1),
      send(other.deps, app, a, 2 * round + 1),
      verify(other.deps, app, b),
      check(other.deps, app, 1),
    ]),
  ).toBe(0)
})

test('nor do two workers that each settle the jobs whose leases ran out for the other', async () => {
  const server = await testServer()
  const other = server.anotherNode()
  await server.set('sendsPerPhone', '1000')
  const app = await appOf(server, server.apiKey)
  const id = await register(server)
  const settle = (deps: Deps, sent: string, failed: string) =>
    settleMessages(
      deps.db,
      deps.dialect,
      [
        { ...OUTCOME, id: sent, status: 'sent' },
        { ...OUTCOME, id: failed, status: 'failed' },
      ],
      server.clock.now(),
    )
  for (let round = 0; round < 6; round++) {
    await send(server.deps, app, id, 2 * round)
    await send(server.deps, app, id, 2 * round + 1)
    const waiting = await server.deps.db.selectFrom('jobs').select('id').orderBy('id').execute()
    const [one = '', two = ''] = waiting.map((job) => job.id)
    await Promise.all([settle(server.deps, one, two), settle(other.deps, two, one)])
    expect(await server.deps.db.selectFrom('jobs').select('id').execute()).toEqual([])
  }
  expect(await deadlocks(server)).toBe(0)
})
