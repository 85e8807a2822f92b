import { expect, onTestFinished, test } from 'vitest'
import { setCallback } from '../../src/actions/app-callback.ts'
import { closeConnection, startEndpoint, status } from '../delivery/endpoint.ts'
import { startSmtpServer } from '../delivery/smtp-server.ts'
import {
  answer as answerOf,
  calledBack,
  callbacks,
  events,
  jobs,
  runToNextDue,
  setCallbackOf,
  settings,
} from './called-back.ts'

test('three answers of 500 in a row disable it, the operators get a mail, and setting the URL enables it', async () => {
  const smtp = await startSmtpServer()
  onTestFinished(() => smtp.close())
  const { server, endpoint, url, answer } = await calledBack({
    env: {
      EMAIL_PROVIDER: 'smtp',
      SMTP_URL: `smtp://127.0.0.1:${smtp.port}`,
      EMAIL_FROM: 'Countersign <no-reply@example.com>',
      OPERATOR_EMAIL: 'ops@example.com, security@example.com',
    },
  })
  await setCallbackOf(server, server.appId, `${url}?secret=xyzzy`)
  endpoint.answerWith(status(500))
  for (let failed = 1; failed <= 3; failed++) {
    expect(await settings(server)).toMatchObject({ failures: failed - 1, disabled_at: null })
    await answer()
    await server.worker.runUntilIdle()
  }
  expect(await settings(server)).toMatchObject({
    url: '',
    failures: 3,
    disabled_at: server.clock.now(),
    disabled_reason: 'it answered 500',
  })
  expect((await events(server)).at(-1)).toEqual({
    appId: server.appId,
    kind: 'callback_disabled',
    facts: { reason: 'it answered 500', dropped: 0 },
  })
  expect(server.logged()).toContain('callback disabled')

  const recipients = smtp.commands.filter((line) => line.startsWith('RCPT'))
  expect(recipients.toSorted()).toEqual([
    'RCPT TO:<ops@example.com>',
    'RCPT TO:<security@example.com>',
  ])
  // Without the soft breaks of quoted-printable (RFC 2045 §6.7).
  const [mail = ''] = smtp.mails.map((each) => each.replaceAll('=\r\n', ''))
  expect(mail).toContain('Subject: The callback of Acme was disabled')
  expect(mail).toContain('2023-11-14T22:13:20.000Z')
  expect(mail).toContain(`127.0.0.1:${endpoint.port} failed`)
  expect(mail).toContain('it answered 500')
  expect(mail).toContain(`npx countersign app callback ${server.appId} --url URL`)
  expect(server.logged()).not.toContain('xyzzy')
  for (const secret of ['xyzzy', 'authy/callback', server.apiKey, 'jdoe@example.com', '1.1.1.1']) {
    expect(mail).not.toContain(secret)
  }

  endpoint.answerWith(status(200))
  await setCallbackOf(server, server.appId, url)
  expect(await settings(server)).toMatchObject({
    url,
    failures: 0,
    disabled_at: null,
    disabled_reason: null,
  })
  const id = await answer()
  await server.worker.runUntilIdle()
  expect((await callbacks(server)).find((each) => each.id === id)?.status).toBe('delivered')
})

test('without an operator’s address the log says it, and no message is made', async () => {
  const { server, endpoint, answer } = await calledBack()
  endpoint.answerWith(status(503))
  for (let failed = 0; failed < 3; failed++) await answer()
  await server.worker.runUntilIdle()
  expect(await settings(server)).toMatchObject({ url: '', disabled_reason: 'it answered 503' })
  expect(await server.outbox()).toEqual([])
  const lines = server
    .logged()
    .split('\n')
    .filter((line) => line.includes('callback disabled'))
  expect(lines).toHaveLength(1)
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    level: 40,
    appId: server.appId,
    reason: 'it answered 503',
  })
})

test('an answer of 2xx ends the row', async () => {
  const { server, endpoint, answer } = await calledBack()
  for (const code of [500, 500, 200, 500, 500, 204, 500, 500]) {
    endpoint.answerWith(status(code))
    await answer()
    await server.worker.runUntilIdle()
  }
  expect(await settings(server)).toMatchObject({ failures: 2, disabled_at: null })
})

test('a callback that was tried six times in vain counts once, as one that was answered wrongly', async () => {
  const { server, endpoint, answer } = await calledBack()
  endpoint.answerWith(closeConnection)
  for (let failed = 0; failed < 3; failed++) await answer()
  for (let step = 0; step < 18; step++) await runToNextDue(server)
  expect(await settings(server)).toMatchObject({
    url: '',
    disabled_reason: 'no connection (UND_ERR_SOCKET), in 6 attempts',
  })
  expect(endpoint.received).toHaveLength(18)
})

test('what still waits is dropped, of this app alone, and what is under way counts no more', async () => {
  const { server, endpoint, answer } = await calledBack()
  const other = await server.newApp('Other')
  const fine = await startEndpoint()
  await setCallbackOf(server, other.appId, fine.url)
  // Eight are under way when the third failure comes; the rest is in the queue.
  const waiting: (() => void)[] = []
  endpoint.answerWith((response) => {
    waiting.push(() => response.writeHead(500).end())
  })
  for (let index = 0; index < 20; index++) await answer()
  await answerOf(server, { appId: other.appId })
  await server.worker.look()
  await endpoint.receives(8)
  for (const go of waiting) go()
  await server.worker.runUntilIdle()
  const statuses = (await callbacks(server)).map(
    (each) => `${each.app_id === other.appId ? 'other' : 'own'} ${each.status}`,
  )
  const counted = Object.fromEntries(
    [...new Set(statuses)].map((each) => [each, statuses.filter((same) => same === each).length]),
  )
  expect(counted).toEqual({ 'own failed': 3, 'own dropped': 17, 'other delivered': 1 })
  expect(await jobs(server)).toEqual([])
  expect(await settings(server)).toMatchObject({ failures: 3 })
  const kinds = (await events(server)).map(({ kind }) => kind)
  expect(kinds.filter((kind) => kind === 'callback_disabled')).toHaveLength(1)
})

test('a URL that was set meanwhile is not blamed for the one before it', async () => {
  const { server, endpoint, url, answer } = await calledBack()
  endpoint.answerWith(status(500))
  for (let failed = 0; failed < 2; failed++) await answer()
  await server.worker.runUntilIdle()
  const late = Promise.withResolvers<void>()
  endpoint.answerWith((response) => {
    void late.promise.then(() => response.writeHead(500).end())
  })
  await answer()
  await server.worker.look()
  await endpoint.receives(3)
  // The same URL, set anew: whoever does so has mended it.
  server.clock.advance(1)
  await setCallbackOf(server, server.appId, url)
  late.resolve()
  await server.worker.runUntilIdle()
  expect(await settings(server)).toMatchObject({ url, failures: 0, disabled_at: null })
  expect((await callbacks(server)).map((each) => each.status)).toEqual([
    'failed',
    'failed',
    'failed',
  ])
})

test('nodes that fail at the same time count each failure, and disable once', async () => {
  const { server, endpoint, answer } = await calledBack({
    env: { OPERATOR_EMAIL: 'ops@example.com' },
  })
  endpoint.answerWith(status(500))
  const others = [server.anotherNode(), server.anotherNode()]
  for (let index = 0; index < 24; index++) await answer()
  await Promise.all([server, ...others].map(async ({ worker }) => await worker.runUntilIdle()))
  expect(await settings(server)).toMatchObject({ url: '', failures: 3 })
  const kinds = (await events(server)).map(({ kind }) => kind)
  expect(kinds.filter((kind) => kind === 'callback_disabled')).toHaveLength(1)
  expect(await server.outbox()).toHaveLength(1)
  expect(await jobs(server)).toEqual([])
})

test('a URL that is refused changes nothing, and an app that is not there has none', async () => {
  const { server, url } = await calledBack()
  const { deps, appId } = server
  expect(await setCallback(deps, appId, 'app.example.test', 'GET')).toEqual({
    result: 'url-refused',
    reason: 'not-http',
  })
  expect(await settings(server)).toMatchObject({ url, method: 'POST' })
  expect(await setCallback(deps, 999, url, 'GET')).toEqual({ result: 'app-unknown' })
})
