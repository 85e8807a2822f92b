import { createServer, type RequestListener } from 'node:http'
import { setCallback } from '../../apps/server/src/actions/app-callback.ts'
import { registerDevice, respond } from '../../apps/server/test/routes/test-device.ts'
import express from 'express'
import { expect, onTestFinished, test, vi } from 'vitest'
import { lastTokenOf, runningServer, WRONG_TOKEN } from '../../conformance/running-server.ts'
import { waitOnPage } from '../examples/page.ts'

// The code of "Add a second factor to a login" and of "Callbacks", against a running service.

const ANNA = { email: 'jdoe@example.com', phone: '317-338-9302', countryCode: 1 }

/** The service, and the examples as an application of it has them. */
async function application() {
  const server = await runningServer({ env: { OUTBOUND_ALLOW: 'loopback' } })
  await server.set('installLinkByDefault', 'false')
  // Signatures of callbacks carry the time; the service has the test's.
  vi.useFakeTimers({ toFake: ['Date'], now: server.clock.now() })
  vi.stubEnv('COUNTERSIGN_API_KEY', server.apiKey)
  vi.stubEnv('COUNTERSIGN_URL', server.url)
  // The client of the examples is made where it is imported, for one service.
  vi.resetModules()
  onTestFinished(() => {
    vi.useRealTimers()
    vi.unstubAllEnvs()
  })
  const { enroll } = await import('../examples/enroll.ts')
  const { askForSecondFactor, sendToken } = await import('../examples/ask.ts')
  const { readAnswer } = await import('../examples/wait.ts')
  const { finishWithToken } = await import('../examples/verify.ts')
  const { authyId = 0 } = await enroll(ANNA)
  const visitor = { authyId, userIp: '203.0.113.7', browser: 'Firefox on Linux' }
  return { server, visitor, enroll, askForSecondFactor, sendToken, readAnswer, finishWithToken }
}

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
}

test('a number that is none is said beside its field; the same person has the same id', async () => {
  const { enroll, visitor } = await application()
  expect(await enroll({ ...ANNA, phone: '12' })).toEqual({ problems: { phone: 'is invalid' } })
  expect(await enroll(ANNA)).toEqual({ authyId: visitor.authyId })
})

test('whoever has no authenticator is sent a token, which is right once', async () => {
  const { server, visitor, askForSecondFactor, finishWithToken } = await application()
  expect(await askForSecondFactor(visitor)).toEqual({
    page: 'token',
    text: 'We sent a code to +1-XXX-XXX-XX02.',
  })
  const token = await lastTokenOf(server)
  const refused = { isIn: false, text: 'That code is not right. Try again.' }
  expect(await finishWithToken(visitor, WRONG_TOKEN)).toEqual(refused)
  expect(await finishWithToken(visitor, 'seven')).toEqual(refused)
  expect(await finishWithToken(visitor, `${token.slice(0, 3)} ${token.slice(3)}`)).toEqual({
    isIn: true,
  })
  expect(await finishWithToken(visitor, token)).toEqual(refused)
})

test('a token goes by call and by e-mail too; a channel that is off is explained', async () => {
  const { server, visitor, sendToken } = await application()
  await sendToken(visitor, 'call')
  expect(await sendToken(visitor, 'email')).toMatchObject({
    text: 'We sent a code to jdoe@example.com.',
  })
  expect((await server.outbox()).map(({ channel }) => channel)).toEqual(['call', 'email'])
  await server.set('callsEnabled', 'false')
  expect(await sendToken(visitor, 'call')).toEqual({
    page: 'problem',
    text: 'That is not possible right now. Choose another way.',
  })
})

test('who guesses is told how long to wait', async () => {
  const { visitor, finishWithToken } = await application()
  for (let tries = 0; tries < 5; tries++) await finishWithToken(visitor, WRONG_TOKEN)
  expect(await finishWithToken(visitor, WRONG_TOKEN)).toEqual({
    isIn: false,
    text: 'That was too often. Try again in 5 seconds.',
  })
})

test.each([
  ['approved', '/account'],
  ['denied', '/login?denied'],
] as const)('the page that waits goes on when it is %s', async (answer, place) => {
  const { server, visitor, askForSecondFactor, readAnswer } = await application()
  const device = await registerDevice(server)
  const asked = await askForSecondFactor(visitor)
  const uuid = asked.page === 'waiting' ? asked.uuid : ''
  const shown = await device.call(`GET /approvals/${uuid}`)
  expect(shown.body.approval).toMatchObject({
    message: 'Log in to Harbour Bank',
    details: [['Browser', 'Firefox on Linux']],
    requestedFrom: '203.0.113.7',
  })
  const login = await listen((_request, response) => {
    const gone = new AbortController()
    response.once('close', () => gone.abort())
    void readAnswer(uuid, visitor.authyId, gone.signal).then((status) => response.end(status))
  })
  const places: string[] = []
  const waited = waitOnPage(login, (to: string) => places.push(to))
  await respond(server, device, uuid, answer)
  await waited
  expect(places).toEqual([place])
  const notTheirs = new AbortController().signal
  expect(await readAnswer(uuid, visitor.authyId + 1, notTheirs)).toBe('denied')
})

test('the QR code is a picture, and what it holds makes right tokens', async () => {
  const { server, visitor } = await application()
  const { showQrCode } = await import('../examples/qr.ts')
  const url = await showQrCode(visitor.authyId, ANNA.email)
  const picture = await fetch(`${server.url}${new URL(url ?? '').pathname}`)
  expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/png'])
  await server.set('genericAuthenticatorsEnabled', 'false')
  expect(await showQrCode(visitor.authyId, ANNA.email)).toBeUndefined()
})

test('a callback decides the login that waits for it, and nobody else can', async () => {
  const { server, visitor, askForSecondFactor } = await application()
  const device = await registerDevice(server)
  const behind = express()
  const url = `${await listen(behind)}/authy/callback`
  vi.stubEnv('CALLBACK_URL', url)
  const { app, waiting } = await import('../examples/callback-app.ts')
  behind.use(app)
  await setCallback(server.deps, server.appId, url, 'POST')
  const asked = await askForSecondFactor(visitor)
  const uuid = asked.page === 'waiting' ? asked.uuid : ''
  waiting.set(uuid, { status: 'pending' })
  const forged = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ uuid, status: 'approved' }),
  })
  expect([forged.status, waiting.get(uuid)]).toEqual([403, { status: 'pending' }])
  await respond(server, device, uuid, 'approved')
  await server.worker.runUntilIdle()
  expect(waiting.get(uuid)).toEqual({ status: 'approved' })
})

test('authy-client takes the same callback, and refuses one that nobody signed', async () => {
  const { server, visitor, askForSecondFactor } = await application()
  const device = await registerDevice(server)
  const said = vi.spyOn(console, 'log').mockReturnValue()
  onTestFinished(() => said.mockRestore())
  const { receive } = await import('../examples/verify-with-authy-client.ts')
  const url = `${await listen(express().use(express.json()).post('/callback', receive))}/callback`
  await setCallback(server.deps, server.appId, url, 'POST')
  const asked = await askForSecondFactor(visitor)
  const uuid = asked.page === 'waiting' ? asked.uuid : ''
  await respond(server, device, uuid, 'denied')
  await server.worker.runUntilIdle()
  expect(said.mock.calls).toEqual([[`${uuid} was denied.`]])
  const headers = { 'content-type': 'application/json' }
  const forged = await fetch(url, { method: 'POST', headers, body: '{"status":"approved"}' })
  expect(forged.status).toBe(403)
})
