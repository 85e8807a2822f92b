import { expect, test } from 'vitest'
import { endWhatWasOpen } from '../../src/actions/end-what-was-open.ts'
import { testOperator } from '../operator.ts'
import { testServer } from '../test-server.ts'
import { newestToken, refusal, register, sendSms, status } from './person.ts'
import { registerDevice, respond } from './test-device.ts'

// A database that was put back does not know what was used since the copy was made: whoever saw a token
// of that time could use it once more.

test('after a restore nothing counts that may have been used since, and everybody can go on', async () => {
  const server = await testServer()
  await server.set('migrationToolsEnabled', 'true')
  const id = await register(server)
  const device = await registerDevice(server)
  const operator = await testOperator(server)
  await server.worker.runUntilIdle()
  const sent = await sendSms(server, id, 'action=pay')
  await server.call(`POST /users/${id}/secret`)
  const shown = async () => (await server.call(`GET /users/${id}/secret/export`)).body.otp as string
  const number = { country_code: '1', phone_number: '775-461-5609' }
  await server.call('POST /phones/verification/start', number)
  const code = await newestToken(server, '+17754615609')
  const asked = await server.call(
    `POST /users/${id}/approval_requests`,
    { message: 'Log in?' },
    { family: 'onetouch' },
  )
  const { uuid } = asked.body.approval_request
  expect((await operator.ask('GET /account')).status).toBe(200)

  const ended = await endWhatWasOpen(server.deps)
  expect(ended).toEqual({ sentTokens: 1, codes: 1, authenticators: 1, approvals: 1, sessions: 1 })
  expect(refusal(await server.call(`GET /verify/${sent}/${id}?action=pay`))).toEqual([401, '60019'])
  expect((await server.call(`GET /verify/${await shown()}/${id}`)).status).toBe(401)
  const query = new URLSearchParams({ ...number, verification_code: code }).toString()
  expect(status(await server.call(`GET /phones/verification/check?${query}`))).not.toBe(200)
  expect((await respond(server, device, uuid, 'approved')).status).not.toBe(200)
  expect((await operator.ask('GET /account')).status).toBe(401)
  // What waited to be sent carries tokens that are dead.
  await server.worker.runUntilIdle()
  const pay = (await server.outbox()).find(({ text }) => text.includes(sent))
  expect(pay?.status).toBe('refused')

  server.clock.advance(10 * 60_000)
  expect((await server.call(`GET /verify/${await shown()}/${id}`)).status).toBe(200)
  const next = await sendSms(server, id, 'action=pay')
  expect((await server.call(`GET /verify/${next}/${id}?action=pay`)).status).toBe(200)
})
