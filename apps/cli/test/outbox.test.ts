import { expect, test } from 'vitest'
import { place, serve } from './command.ts'

test('the outbox shows the last messages, oldest first', async () => {
  const at = await place()
  const { call, register } = await serve(at)
  const anna = await register('555-123-4567')
  const ben = await register('555-123-4568')
  await call(`GET /sms/${anna}?force=true`)
  await call(`GET /call/${ben}?force=true`)

  const { exitCode, stdout, stderr } = await at.run(['outbox'])
  expect([exitCode, stderr]).toEqual([0, ''])
  expect(stdout).toMatch(
    /^[\d-]{10} [\d:]{8} {2}sms {4}\+15551234567 {2}\w+\n {2}\d{7} is your code for My app.+\n[\d-]{10} [\d:]{8} {2}call {3}\+15551234568 {2}\w+\n {2}\S.+\n/,
  )

  const asJson = await at.run(['outbox', '--to', '+1 555 123 4567', '--json'])
  const message = JSON.parse(asJson.stdout)
  expect(message).toEqual({
    id: expect.any(String),
    at: new Date(message.at).toISOString(),
    channel: 'sms',
    kind: 'token',
    to: '+15551234567',
    text: expect.stringContaining(message.token),
    token: expect.stringMatching(/^\d{7}$/),
    status: expect.stringMatching(/^(?:queued|sent)$/),
    appId: 1,
    locale: 'en',
    provider: message.status === 'sent' ? 'outbox' : null,
    subject: null,
    error: null,
  })
  const last = await at.run(['outbox', '--limit', '1', '--json'])
  expect(JSON.parse(last.stdout)).toMatchObject({ channel: 'call', to: '+15551234568' })
})

test('an outbox without messages says so, and nothing to a program', async () => {
  const { run } = await place()
  await run(['migrate'])
  expect((await run(['outbox'])).stdout).toBe('No message yet.\n')
  expect(await run(['outbox', '--json'])).toEqual({ exitCode: 0, stdout: '', stderr: '' })
})

test('--follow prints each new message once, until Ctrl-C', async () => {
  const at = await place()
  const { call, register } = await serve(at)
  const people = [await register('555-123-4567'), await register('555-123-4568')]
  await call(`GET /sms/${people[0]}?force=true`)
  const following = at.start(['outbox', '--follow', '--json'])
  const [first] = await following.saw(/^.+\n/)
  await call(`GET /sms/${people[1]}?force=true`)
  const [second] = await following.saw(/(?<=\n).+\n/)
  await call(`GET /call/${people[1]}?force=true`)
  await following.saw(/"call"/)
  following.kill('SIGINT')
  const { exitCode, stdout, stderr } = await following.ended
  expect([exitCode, stderr]).toEqual([0, ''])
  expect(JSON.parse(first).to).toBe('+15551234567')
  expect(JSON.parse(second)).toMatchObject({ channel: 'sms', to: '+15551234568' })
  expect(stdout.trim().split('\n')).toHaveLength(3)
})

test('an escape sequence in a message does not reach the terminal', async () => {
  const at = await place()
  const { call, register } = await serve(at)
  await at.run(['app', 'set', 'name', 'Acme'])
  const anna = await register('555-123-4567')
  const action = new URLSearchParams({
    force: 'true',
    action: 'pay',
    action_message: 'a\u001B[2Jb',
  })
  await call(`GET /sms/${anna}?${action.toString()}`)
  const { stdout } = await at.run(['outbox'])
  expect(stdout).toContain('+15551234567')
  expect(stdout).not.toContain('\u001B')
})
