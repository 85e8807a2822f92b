import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createClient } from '@countersign/client'
import { signCallback } from '@countersign/wire'
import express from 'express'
import Fastify from 'fastify'
import { Hono } from 'hono'
import { expect, onTestFinished, test } from 'vitest'
import { newestToken } from '../../../apps/server/test/routes/person.ts'
import { personWithDevice } from '../../device/test/service/person-with-device.ts'
import { callback, payload } from '../../wire/test/callback-vectors.ts'
import * as examples from './documented-examples.ts'
import type { Given } from './given.ts'

/** A person with a device at a real service, and all that the examples speak of. */
async function givenService() {
  const person = await personWithDevice()
  const { server, authyId, device, ask } = person
  const { port } = server.app.server.address() as AddressInfo
  await server.set('migrationToolsEnabled', 'true')
  const countersign = createClient({
    apiKey: server.apiKey,
    baseUrl: `http://127.0.0.1:${port}`,
  })
  const { uuid } = await ask({ message: 'Log in' })
  await device.approve(await device.approval(uuid))
  const found = await countersign.approvals.status(uuid)
  if (!found.ok) throw new Error('The approval is not there.')
  const number = await countersign.users.phoneNumber(authyId)
  if (!number.ok) throw new Error('The person is not there.')
  const decisions: string[] = []
  const given: Given = {
    ...callbackNow(),
    approval: found.approval,
    authyId,
    code: '',
    countersign,
    countryCode: number.countryCode,
    decided: (decided, status) => decisions.push(`${decided} ${status}`),
    email: 'ana@example.com',
    phone: number.phone,
    signal: new AbortController().signal,
    token: '',
    uuid,
  }
  return { ...person, given, decisions, e164: number.e164 }
}

/** A callback signed a moment ago: the example has no clock of its own. */
function callbackNow(url = callback.url) {
  const { apiKey } = callback
  const nonce = String(Math.floor(Date.now() / 1_000))
  const headers = {
    'content-type': 'application/json',
    'X-Authy-Signature': signCallback({ apiKey, nonce, method: 'POST', url, payload }),
    'X-Authy-Signature-Nonce': nonce,
  }
  const request = new Request(url, { method: 'POST', headers, body: JSON.stringify(payload) })
  return { apiKey, url, request }
}

const DECIDED = 'dda2c400-bc43-0135-d7be-1285ca17e122 approved'

test('the examples of users', async () => {
  const { given, authyId, e164 } = await givenService()
  expect(await examples.usersCreateExample(given)).toBe(authyId)
  expect(await examples.usersStatusExample(given)).toBe(true)
  expect(await examples.usersUpdateExample(given)).toBe(true)
  expect(await examples.usersRegisterActivityExample(given)).toBe(true)
  expect(await examples.usersPhoneNumberExample(given)).toBe(e164)
  expect(await examples.usersCreateQrSecretExample(given)).toMatch(/^<img src="https:/)
  expect(await examples.usersExportSecretExample(given)).toMatch(/^[A-Z2-7]+$/)
  expect(await examples.usersRemoveExample(given)).toBe(true)
})

test('the examples of tokens and phones', async () => {
  const { given, server, e164 } = await givenService()
  expect(await examples.tokensSendExample(given)).toBe('We sent a code to +1-XXX-XXX-XX02.')
  const token = await newestToken(server)
  expect(await examples.tokensVerifyExample({ ...given, token })).toBe('Welcome')
  expect(await examples.tokensVerifyExample({ ...given, token })).toBe('reused')
  const phone = '317-338-9340'
  expect(await examples.phonesStartVerificationExample({ ...given, phone })).toMatch(/9340\.$/)
  const code = (await server.outbox(e164.replace(/\d{4}$/, '9340'))).at(-1)?.token ?? ''
  expect(await examples.phonesCheckVerificationExample({ ...given, phone, code })).toBe(
    'This is your number.',
  )
  expect(await examples.phonesVerificationStatusExample({ ...given, phone })).toBe(true)
  expect(await examples.phonesLookUpExample({ ...given, phone })).toBe('unknown')
})

test('the examples of approvals and the app', async () => {
  const { given } = await givenService()
  const asked = await examples.approvalsRequestExample(given)
  expect(asked).toEqual({ uuid: expect.any(String), number: undefined })
  expect(await examples.approvalsStatusExample(given)).toBe('approved')
  expect(await examples.approvalsWaitExample(given)).toBe(true)
  expect(await examples.readSignedAnswerExample(given)).toEqual([
    ['Location', 'Ayr'],
    ['1', 'one'],
  ])
  expect(await examples.appDetailsExample(given)).toBe('Acme is ready.')
  expect(await examples.appStatisticsExample(given)).toBe('1 people, 1 months')
  expect(await examples.createClientExample(given)).toHaveProperty('tokens.verify')
})

test('the examples of callbacks', async () => {
  const { given, decisions } = await givenService()
  expect((await examples.verifyCallbackExample(given)).status).toBe(200)
  expect((await examples.verifyCallbackExample({ ...given, ...forged() })).status).toBe(403)

  const app = express()
  const url = `${await listen(createServer(app))}/authy/callback`
  await examples.expressVerifyCallbacksExample({ ...given, url, app })
  expect((await fetch(callbackNow(url).request)).status).toBe(200)

  const fastify = Fastify()
  onTestFinished(() => fastify.close())
  const fastifyUrl = 'http://127.0.0.1:80/authy/callback'
  await examples.fastifyVerifyCallbacksExample({ ...given, url: fastifyUrl, app: fastify })
  const { request } = callbackNow(fastifyUrl)
  const injected = await fastify.inject({
    method: 'POST',
    url: '/authy/callback',
    headers: Object.fromEntries(request.headers),
    payload: await request.text(),
  })
  expect(injected.statusCode).toBe(200)

  const hono = new Hono()
  const honoUrl = 'https://hono.example.test/authy/callback'
  await examples.honoVerifyCallbacksExample({ ...given, url: honoUrl, app: hono })
  expect((await hono.request(callbackNow(honoUrl).request)).status).toBe(200)
  expect(decisions).toEqual([DECIDED, DECIDED, DECIDED, DECIDED])
})

function forged() {
  return { request: new Request(callback.url, { method: 'POST', body: JSON.stringify(payload) }) }
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
