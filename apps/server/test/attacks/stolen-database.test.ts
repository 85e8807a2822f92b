/**
 * A backup that is lost, a disk that is sold, a replica that is read: whoever has the database must
 * still have no seed, no token, no code, no API key, no phone number and no e-mail address. All of
 * them are used here, every table is then written out as text, and none of them may be in it. And
 * who can write to the database must not be able to put the seed of his own phone into another
 * person's row.
 */
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { setPushSubscription } from '../../src/actions/push-subscription.ts'
import { vapidKeys } from '../../src/actions/vapid-keys.ts'
import { registerDevice } from '../routes/test-device.ts'
import { newestToken, PERSON, register, sendSms } from '../routes/person.ts'
import { tablesOf } from '../tables.ts'
import { type TestServer, testServer } from '../test-server.ts'
import { ANSWER, answer, setCallbackOf } from '../worker/called-back.ts'
import { createPushReceiver } from '../worker/push-receiver.ts'

/** Every row of every table of the migrated database, as text. */
async function dump(server: TestServer): Promise<string> {
  const tables = await tablesOf(server.deps.db)
  const rows: unknown[] = []
  for (const { name } of tables) {
    const { rows: found } = await sql`SELECT * FROM ${sql.table(name)}`.execute(server.deps.db)
    rows.push([name, found])
  }
  return JSON.stringify(rows)
}

/** The spellings in which a secret might stand in a database. */
function spellings(secret: string): readonly string[] {
  const bytes = Buffer.from(secret)
  return [
    secret,
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
    bytes.toString('hex'),
  ]
}

test('no table holds a secret in the clear', async () => {
  const server = await testServer()
  await server.set('migrationToolsEnabled', 'true')
  const id = await register(server, { send_install_link_via_sms: 'true' })
  await server.call('POST /users/new', { ...PERSON, 'user[email]': 'second@example.com' })
  const tokens = [
    await sendSms(server, id),
    await sendSms(server, id, 'action=pay&action_message=Pay+Bob+5+EUR'),
  ]
  await server.call(`POST /email/${id}?action=mail`)
  await server.call(`GET /verify/${tokens[0]}/${id}?user_ip=203.0.113.9`)
  const { qr_code: image } = (await server.call(`POST /users/${id}/secret`)).body
  const exported = (await server.call(`GET /users/${id}/secret/export`)).body
  await server.call(`GET /verify/${exported.otp}/${id}`)
  const number = { country_code: '1', phone_number: '775-461-5609' }
  await server.call('POST /phones/verification/start', { ...number, code_length: '10' })
  await server.call('POST /phones/verification/start', { ...number, custom_code: 'hunter2222' })
  await server.call(`POST /users/${id}/register_activity?type=banned&data[why]=stolen+wallet`)
  await server.worker.runUntilIdle()

  const secrets = [
    server.apiKey,
    ...tokens,
    await newestToken(server, 'jdoe@example.com'),
    ...(await server.outbox('+17754615609')).map((message) => message.token ?? ''),
    '3173389302',
    '317-338-9302',
    '7754615609',
    'jdoe@example.com',
    'second@example.com',
    'jdoe',
    exported.secret,
    exported.otp,
    String(image).slice(-36, -4),
    'otpauth',
    'stolen wallet',
    'Pay Bob',
    'is your code for',
  ]
  const text = await dump(server)
  expect(text).toContain('sent_tokens')
  expect(text.length).toBeGreaterThan(5_000)
  const found = secrets.flatMap(spellings).filter((spelling) => text.includes(spelling))
  expect(found).toEqual([])
})

test('nor does any hold what callbacks tell, where devices are woken, or the key that wakes them', async () => {
  const server = await testServer({ env: { OUTBOUND_ALLOW: 'loopback' } })
  await register(server)
  const device = await registerDevice(server)
  const receiver = createPushReceiver()
  await setPushSubscription(server.deps, device.id(), {
    endpoint: 'https://push.example.test/secret-endpoint',
    keys: receiver.keys,
  })
  await setCallbackOf(server, server.appId, 'http://127.0.0.1:1/')
  await answer(server, { appId: server.appId })
  await server.worker.runUntilIdle()
  const { privateKey } = await vapidKeys(server.deps)
  const text = await dump(server)
  expect(text).toContain('push_subscriptions')
  const secrets = [
    ANSWER.content.message,
    'jdoe@example.com',
    '1.1.1.1',
    ANSWER.statement,
    'secret-endpoint',
    receiver.keys.auth,
    receiver.keys.p256dh,
    privateKey,
  ]
  expect(secrets.flatMap(spellings).filter((spelling) => text.includes(spelling))).toEqual([])
})

test('a number cannot be found by hashing all numbers', async () => {
  const server = await testServer()
  await register(server)
  const { phone_hash: hash } = await server.deps.db
    .selectFrom('users')
    .select('phone_hash')
    .executeTakeFirstOrThrow()
  for (const text of ['+13173389302', '13173389302', '3173389302', 'phone\0+13173389302']) {
    for (const algorithm of ['sha256', 'sha1', 'md5', 'sha512'])
      expect(createHash(algorithm).update(text).digest('base64url')).not.toBe(hash)
  }
})

test('a sealed field of another row does not open: no seed can be planted', async () => {
  const server = await testServer()
  await server.set('migrationToolsEnabled', 'true')
  const victim = await register(server)
  const thief = await register(server, {
    'user[cellphone]': '3173389303',
    'user[email]': 'eve@example.com',
  })
  for (const id of [victim, thief]) {
    await server.call(`POST /users/${id}/secret`)
    await server.call(`GET /sms/${id}`)
  }
  const token = await newestToken(server, '+13173389303')
  const { otp } = (await server.call(`GET /users/${thief}/secret/export`)).body
  const { db } = server.deps
  const stolen = await db
    .selectFrom('authenticators')
    .select('sealed_secret')
    .where('authy_id', '=', thief)
    .executeTakeFirstOrThrow()
  const sent = await db
    .selectFrom('sent_tokens')
    .select('sealed_token')
    .where('authy_id', '=', thief)
    .executeTakeFirstOrThrow()

  await db
    .updateTable('authenticators')
    .set({ sealed_secret: stolen.sealed_secret })
    .where('authy_id', '=', victim)
    .execute()
  expect((await server.call(`GET /verify/${otp}/${victim}`)).status).toBe(503)
  await db.deleteFrom('authenticators').where('authy_id', '=', victim).execute()
  await db
    .updateTable('sent_tokens')
    .set({ sealed_token: sent.sealed_token })
    .where('authy_id', '=', victim)
    .execute()
  expect((await server.call(`GET /verify/${token}/${victim}`)).status).toBe(503)
  // A row that was tampered with takes nobody else down.
  expect((await server.call(`GET /verify/${token}/${thief}`)).status).toBe(200)
})

test('a phone of another user does not open in this one’s row', async () => {
  const server = await testServer()
  const victim = await register(server)
  await register(server, { 'user[cellphone]': '3173389303' })
  const { db } = server.deps
  const other = await db
    .selectFrom('users')
    .select('sealed_phone')
    .where('authy_id', '!=', victim)
    .executeTakeFirstOrThrow()
  await db
    .updateTable('users')
    .set({ sealed_phone: other.sealed_phone })
    .where('authy_id', '=', victim)
    .execute()
  expect((await server.call(`GET /sms/${victim}`)).status).toBe(503)
  expect(await server.outbox()).toEqual([])
})
