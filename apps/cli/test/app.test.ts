import { expect, test } from 'vitest'
import { place, serve } from './command.ts'

test('an app is made on an empty database, listed, shown and changed', async () => {
  const { run } = await place()
  const created = await run(['app', 'create', '--name', 'Acme', '--plan', 'sandbox', '--json'])
  expect(created.exitCode).toBe(0)
  expect(created.stderr).toContain('There was no database yet: made one in ')
  expect(JSON.parse(created.stdout)).toEqual({
    appId: 1,
    apiKey: expect.stringMatching(/^[A-Za-z0-9]{32}$/),
    name: 'Acme',
    plan: 'sandbox',
  })

  const plain = await run(['app', 'create', '--name', 'Bank of Ayr'])
  expect(plain).toMatchObject({ exitCode: 0, stderr: '' })
  expect(plain.stdout).toMatch(/App id +2\n +Plan +production\n +API key +[A-Za-z0-9]{32}\n/)

  expect((await run(['app', 'list'])).stdout).toBe(
    '1  sandbox     Acme\n2  production  Bank of Ayr\n',
  )
  const lines = (await run(['app', 'list', '--json'])).stdout.trim().split('\n')
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { appId: 1, name: 'Acme', plan: 'sandbox' },
    { appId: 2, name: 'Bank of Ayr', plan: 'production' },
  ])

  const set = await run(['app', 'set', 'Acme', 'tokenDigits', '6'])
  expect(set).toEqual({ exitCode: 0, stdout: 'tokenDigits of Acme is now 6.\n', stderr: '' })
  expect((await run(['app', 'set', '1', 'name', 'Acme Ltd'])).stdout).toBe(
    'name of Acme is now Acme Ltd.\n',
  )
  expect((await run(['app', 'show', 'Acme Ltd'])).stdout).toMatch(/tokenDigits +6 {2}\(7\)\n/)
  const shown = JSON.parse((await run(['app', 'show', '1', '--json'])).stdout)
  expect(shown).toMatchObject({ appId: 1, name: 'Acme Ltd', settings: { tokenDigits: 6 } })
})

test('what an app may not be is said, and nothing is changed', async () => {
  const { run } = await place()
  await run(['app', 'create', '--name', 'Acme'])
  const refusals = [
    [1, 'app create --name Acme', 'There is an app "Acme" already.'],
    [
      2,
      `app create --name ${'x'.repeat(31)}`,
      'Expected a name of 1 to 30 visible characters, got another.',
    ],
    [1, 'app show Nobody', 'There is no app "Nobody".'],
    [1, 'app set 7 tokenDigits 6', 'There is no app "7".'],
    [
      2,
      'app set Acme tokenDigits 9',
      'Expected a whole number from 6 to 8 for tokenDigits, got "9".',
    ],
    [2, 'app set Acme smsEnabled yes', 'Expected true or false for smsEnabled, got "yes".'],
    [2, 'app set Acme smsEnable true', 'There is no setting "smsEnable".'],
    [2, 'app set Acme plan gold', 'Expected production or sandbox as the plan, got "gold".'],
    [
      2,
      'app rotate-key Acme --overlap soon',
      'Expected a whole number of minutes up to 43200 for --overlap, got "soon".',
    ],
  ] as const
  for (const [exitCode, line, sentence] of refusals) {
    const ran = await run(line.split(' '))
    expect([line, ran.exitCode, ran.stdout, ran.stderr.split('\n')]).toEqual([
      line,
      exitCode,
      '',
      [sentence, expect.stringMatching(/\.$/), ''],
    ])
  }
})

test('the app may be left out of `app set` where it is the only one', async () => {
  const { run } = await place()
  expect((await run(['app', 'set', 'plan', 'sandbox'])).stderr).toContain('There is no app yet.')
  await run(['app', 'create', '--name', 'Acme'])
  expect((await run(['app', 'set', 'plan', 'sandbox'])).stdout).toBe(
    'plan of Acme is now sandbox.\n',
  )
  await run(['app', 'create', '--name', 'Bank'])
  const ran = await run(['app', 'set', 'plan', 'production'])
  expect(ran).toMatchObject({ exitCode: 2, stdout: '' })
  expect(ran.stderr).toContain('There are 2 apps, so say which one to change.')
})

test('a rotated key ends at once, or after its overlap, in a server that runs', async () => {
  const at = await place()
  const { apiKey: first, call } = await serve(at)
  const statusOf = async (key: string) => (await call('GET /app/details', undefined, key)).status
  const rotate = async (...more: readonly string[]) => {
    const ran = await at.run(['app', 'rotate-key', 'My app', '--json', ...more])
    return JSON.parse(ran.stdout)
  }
  const second = await rotate()
  expect([await statusOf(first), await statusOf(second.apiKey)]).toEqual([401, 200])
  const third = await rotate('--overlap', '60')
  expect([await statusOf(second.apiKey), await statusOf(third.apiKey)]).toEqual([200, 200])
  expect(Date.parse(third.formerKeysEndAt) - Date.parse(second.formerKeysEndAt)).toBeGreaterThan(
    3_500_000,
  )
})
