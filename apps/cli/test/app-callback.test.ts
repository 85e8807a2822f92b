import { expect, test } from 'vitest'
import { startEndpoint, status } from '../../server/test/delivery/endpoint.ts'
import { place, serve } from './command.ts'

test('a callback is set, shown, changed and taken away', async () => {
  const { run } = await place()
  await run(['app', 'create', '--name', 'Acme'])
  const callback = async (...options: readonly string[]) =>
    await run(['app', 'callback', 'Acme', ...options])
  expect((await callback()).stdout).toMatch(/URL +\(none\)\n +Method +POST\n +Failures +0 in a row/)
  const url = 'https://app.example.com:443/authy/callback'
  const set = await callback('--url', url)
  expect(set).toMatchObject({ exitCode: 0, stderr: '' })
  expect(set.stdout).toContain(`Acme is called back by POST at ${url}\n`)
  await callback('--url', url, '--method', 'get')
  expect(JSON.parse((await callback('--json')).stdout)).toEqual({
    appId: 1,
    name: 'Acme',
    url,
    method: 'GET',
    failures: 0,
    disabledAt: null,
    disabledReason: null,
  })
  // A method that is not given stays.
  expect((await callback('--url', `${url}2`)).stdout).toContain(`by GET at ${url}2`)
  expect((await callback('--remove')).stdout).toBe('Acme is no longer called back.\n')
  expect(await callback('--test')).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('Acme has no callback URL.'),
  })
})

test('what may not be set is said', async () => {
  const { run } = await place()
  await run(['app', 'create', '--name', 'Acme'])
  const refusals = [
    [1, ['Nobody'], 'There is no app "Nobody".'],
    [
      2,
      ['Acme', '--url', 'x', '--test'],
      'Expected one of --url, --remove and --test, got several.',
    ],
    [2, ['Acme', '--method', 'GET'], 'Expected --url together with --method, got none.'],
    [
      2,
      ['Acme', '--url', 'https://a.test/', '--method', 'PUT'],
      'Expected POST or GET as --method, got "PUT".',
    ],
    [2, ['Acme', '--url', ''], 'Expected a URL after --url, got nothing.'],
    [
      2,
      ['Acme', '--url', 'app.example.com'],
      'Expected an http:// or https:// URL with a host, got another.',
    ],
    [
      2,
      ['Acme', '--url', 'https://u:p@a.test/'],
      'Expected a URL without user and password, got one with them.',
    ],
    [2, ['Acme', '--url', 'https://a.test/#b'], 'Expected a URL without #, got one with it.'],
    [
      2,
      ['Acme', '--url', 'https://a.test/b c'],
      'Expected a URL of plain ASCII characters, got others or a space in it.',
    ],
    [
      2,
      ['Acme', '--url', `https://a.test/${'x'.repeat(490)}`],
      'Expected a URL of up to 500 characters, got a longer one.',
    ],
  ] as const
  for (const [exitCode, args, sentence] of refusals) {
    const ran = await run(['app', 'callback', ...args])
    expect([args, ran.exitCode, ran.stdout, ran.stderr.split('\n')]).toEqual([
      args,
      exitCode,
      '',
      [sentence, expect.stringMatching(/\.$/), ''],
    ])
  }
})

test('a test is sent by the running service, and the command says what came of it', async () => {
  const at = await place()
  await serve(at, { OUTBOUND_ALLOW: 'loopback' })
  const endpoint = await startEndpoint(status(200))
  const callback = async (...options: readonly string[]) =>
    await at.run(['app', 'callback', 'My app', ...options])
  await callback('--url', `${endpoint.url}/cb`)
  const delivered = await callback('--test')
  expect(delivered).toMatchObject({ exitCode: 0, stderr: '' })
  const [id] = endpoint.received.map(({ headers }) => headers['webhook-id'])
  expect(delivered.stdout).toBe(`The sample was delivered to My app, as callback ${id}.\n`)
  expect(String(endpoint.received[0]?.body)).toContain('"authy_id":1234,')

  endpoint.answerWith(status(500))
  const failed = await callback('--test', '--json')
  expect(failed.exitCode).toBe(1)
  expect(JSON.parse(failed.stdout)).toMatchObject({ status: 'failed', error: 'it answered 500' })
  expect(failed.stderr).toContain('The sample was not delivered: it answered 500.')
  expect((await callback()).stdout).toMatch(/Failures +1 in a row/)
  await callback('--test')
  await callback('--test')
  expect((await callback()).stdout).toMatch(
    /URL +\(none\)[^]*Disabled +\S+ \S+, since it answered 500\n/,
  )
})
