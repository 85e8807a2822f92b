/**
 * A one-time password that is accepted twice is not one: who reads it over a shoulder, or replays a
 * captured request, gets in beside its owner. The window is the time between "is it used?" and "it is
 * used now", so every claim must be one conditional statement. Twelve bring the same token at the same
 * moment, to one process and to two that share nothing but the database; one may win.
 */
import { totp } from '@countersign/otp'
import { expect, test } from 'vitest'
import { authenticatorRow } from '../../src/actions/sealed-rows.ts'
import { newestToken, register, sendSms } from '../routes/person.ts'
import { type TestServer, testServer } from '../test-server.ts'

/** What twelve at once are answered, through so many processes. */
async function twelve(server: TestServer, processes: number, line: string) {
  const nodes = processes === 1 ? [server] : [server, server.anotherNode()]
  const answers = await Promise.all(
    nodes.flatMap((node) => Array.from({ length: 12 / processes }, () => node.call(line))),
  )
  return answers.map(({ status, body }) => `${status} ${body.error_code ?? ''}`).toSorted()
}

const ONE_WINNER = ['200 ', ...Array.from({ length: 11 }, () => '401 60019')]

test.each([1, 2])('a sent token, through %i processes', async (processes) => {
  const server = await testServer()
  const id = await register(server)
  const token = await sendSms(server, id)
  expect(await twelve(server, processes, `GET /verify/${token}/${id}`)).toEqual(ONE_WINNER)
})

test.each([1, 2])('a token with an action, through %i processes', async (processes) => {
  const server = await testServer()
  const id = await register(server)
  const token = await sendSms(server, id, 'action=pay')
  const line = `GET /verify/${token}/${id}?action=pay`
  expect(await twelve(server, processes, line)).toEqual(ONE_WINNER)
})

test.each([1, 2])('a step of the QR authenticator, through %i processes', async (processes) => {
  const server = await testServer()
  await server.set('migrationToolsEnabled', 'true')
  const id = await register(server)
  await server.call(`POST /users/${id}/secret`)
  const { otp } = (await server.call(`GET /users/${id}/secret/export`)).body
  expect(await twelve(server, processes, `GET /verify/${otp}/${id}`)).toEqual(ONE_WINNER)
})

test.each([1, 2])('a step of a soft token, through %i processes', async (processes) => {
  const server = await testServer()
  const id = await register(server)
  const secret = Buffer.from('a secret of 20 bytes')
  const { db, vault, random } = server.deps
  await db
    .insertInto('authenticators')
    .values({
      app_id: server.appId,
      authy_id: id,
      id: 'device',
      kind: 'soft',
      sealed_secret: vault.seal(
        secret.toString('base64url'),
        authenticatorRow(server.appId, id, 'device'),
        random(12),
      ),
      digits: 7,
      period_seconds: 10,
      window_steps: 3,
      created_at: server.clock.now(),
    })
    .execute()
  const token = totp(secret, server.clock.now(), { digits: 7, periodSeconds: 10 })
  expect(await twelve(server, processes, `GET /verify/${token}/${id}`)).toEqual(ONE_WINNER)
})

test.each([1, 2])('a verification code, through %i processes', async (processes) => {
  const server = await testServer()
  const number = { country_code: '1', phone_number: '3173389302' }
  await server.call('POST /phones/verification/start', number)
  const code = await newestToken(server)
  const line = `GET /phones/verification/check?country_code=1&phone_number=3173389302&verification_code=${code}`
  const statuses = await twelve(server, processes, line)
  expect(statuses).toEqual(['200 ', ...Array.from({ length: 11 }, () => '404 60023')])
})

test('fifty users, each token twice at once: each counts once', async () => {
  const server = await testServer()
  const other = server.anotherNode()
  const tokens: [number, string][] = []
  for (let index = 0; index < 50; index++) {
    const cellphone = `31733893${String(index).padStart(2, '0')}`
    const id = await register(server, { 'user[cellphone]': cellphone })
    tokens.push([id, await sendSms(server, id, '', `+1${cellphone}`)])
  }
  const answers = await Promise.all(
    tokens.flatMap(([id, token]) => [
      server.call(`GET /verify/${token}/${id}`),
      other.call(`GET /verify/${token}/${id}`),
    ]),
  )
  expect(answers.filter((answer) => answer.status === 200)).toHaveLength(50)
  expect(answers.filter((answer) => answer.body.error_code === '60019')).toHaveLength(50)
})
