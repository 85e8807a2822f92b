/**
 * When more arrives than the database takes, what waits must not grow without end: memory fills, every
 * answer comes too late, and the clients that gave up come again. Past a limit a request is refused at
 * once, with when to come back, and those before it are still answered.
 */
import { expect, test } from 'vitest'
import { sql } from 'kysely'
import { LONGEST_LINE } from '../../src/store/group-commit.ts'
import { refusedWith } from '../routes/answers.ts'
import { register, sendSms } from '../routes/person.ts'
import { type TestServer, testServer } from '../test-server.ts'

/** Keeps every group from its commit while `during` runs. */
async function whileBlocked(server: TestServer, during: () => Promise<void>): Promise<void> {
  await server.deps.db.transaction().execute(async (tx) => {
    // On SQLite the transaction itself keeps the writer.
    if (server.deps.dialect === 'postgres')
      await sql`LOCK TABLE app_users IN ACCESS EXCLUSIVE MODE`.execute(tx)
    await during()
  })
}

test('past the longest queue a request is refused with when to come back, and the others are answered', async () => {
  const server = await testServer()
  const id = await register(server)
  const token = await sendSms(server, id)
  const input = { ...VERIFY, appId: server.appId }
  const waiting: Promise<unknown>[] = []
  let refused: Awaited<ReturnType<TestServer['call']>>[] = []
  await whileBlocked(server, async () => {
    for (let index = 0; index < LONGEST_LINE; index++) {
      const authyId = index + 1
      waiting.push(server.deps.runAct('verify-token', `${authyId}`, { ...input, authyId }))
    }
    refused = [
      await server.call(`GET /verify/${token}/${id}`),
      await server.call(`GET /sms/${id}`),
      await server.call(`GET /verify/${token}/${id}`, undefined, { format: 'xml' }),
    ]
  })
  const [verify, send, xml] = refused
  const text = refusedWith('60000', 'Service is not available. Please try again later')
  expect([verify?.status, verify?.text, verify?.headers['retry-after']]).toEqual([503, text, '1'])
  expect([send?.status, send?.headers['retry-after']]).toEqual([503, '1'])
  expect([xml?.status, xml?.headers['retry-after']]).toEqual([503, '1'])
  expect(xml?.text).toMatch(/^<errors><error-code>60000<\/error-code>/)
  const answers = await Promise.all(waiting)
  expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(
    new Set(['{"result":"unknown-user"}']),
  )
  expect((await server.call(`GET /verify/${token}/${id}`)).status).toBe(200)
  expect(server.logged()).not.toContain('request failed')
})

/** A verification of nobody: what fills the queue. */
const VERIFY = {
  token: '0000000',
  action: '',
  userIp: undefined,
  skipUnconfirmed: false,
  wrongTokensPerAddress: 100,
  wrongTokensPerApp: 100,
}
