import { expect, test } from 'vitest'
import { place } from './command.ts'

test('help names every command, and each explains itself', async () => {
  const { run } = await place()
  const all = await run(['--help'])
  expect(all).toMatchObject({ exitCode: 0, stderr: '' })
  const names = [...all.stdout.matchAll(/^ {2}(\w+(?: [a-z-]+)?) {2,}/gm)].map(
    ([, name = '']) => name,
  )
  expect(names).toEqual([
    'serve',
    'app create',
    'app list',
    'app show',
    'app set',
    'app rotate-key',
    'app callback',
    'operator invite',
    'operator list',
    'outbox',
    'user show',
    'user unsuspend',
    'device register',
    'device tokens',
    'device approvals',
    'device approve',
    'device deny',
    'device watch',
    'device list',
    'device rename',
    'device revoke',
    'device let-in',
    'device resume',
    'device sign-out',
    'backup',
    'restore',
    'keys',
    'migrate',
    'doctor',
  ])
  for (const name of names) {
    const one = await run([...name.split(' '), '--help'])
    expect(one).toMatchObject({ exitCode: 0, stderr: '' })
    expect(one.stdout).toContain(`Usage: npx countersign ${name}`)
    expect(one.stdout).toContain('--json')
  }
  expect((await run(['help', 'app', 'set'])).stdout).toContain('[ID|NAME] KEY VALUE')
  expect((await run(['app', '--help'])).stdout).not.toContain('doctor  ')
})

test('--version is the version', async () => {
  const { run } = await place()
  expect(await run(['--version'])).toEqual({ exitCode: 0, stdout: '0.1.0\n', stderr: '' })
  expect((await run(['--version', '--json'])).stdout).toBe('{"version":"0.1.0"}\n')
})

test.each([
  ['frobnicate', 'There is no command "frobnicate".'],
  ['-x outbox', 'Expected a command before "-x", got none.'],
  [
    'app',
    'Expected one of create, list, show, set, rotate-key, callback after `countersign app`, got nothing.',
  ],
  [
    'app shwo',
    'Expected one of create, list, show, set, rotate-key, callback after `countersign app`, got "shwo".',
  ],
  ['app show', 'Expected ID|NAME after `countersign app show`, got nothing.'],
  ['app show a b', 'Expected ID|NAME after `countersign app show`, got "a b".'],
  ['app create', 'Expected --name NAME, got none.'],
  ['app create --name A --plan gold', 'Expected production or sandbox as the plan, got "gold".'],
  ['outbox --folow', "Unknown option '--folow'."],
  ['outbox --limit', "Option '--limit <value>' argument missing."],
  ['outbox --limit 0', 'Expected a whole number from 1 to 1000 for --limit, got "0".'],
  [
    'outbox --to 5551234567',
    'Expected a phone number that begins with + or an e-mail address for --to, got something else.',
  ],
  ['device approve', 'Expected UUID after `countersign device approve`, got nothing.'],
  ['device approve u --number 4', 'Expected two digits for --number, got "4".'],
  ['device register', 'Expected --phone NUMBER, got none.'],
  [
    'device register --phone 555',
    'Expected a phone number that begins with + for --phone, got something else.',
  ],
  ['device register --via pigeon', 'Expected sms, call or device for --via, got "pigeon".'],
  ['device register --code abc', 'Expected digits for --code, got something else.'],
  ['device list --server ftp://a', "Unknown option '--server'."],
  [
    'device register --server 2fa.example.com',
    'Expected the URL of a service without a path for --server, got "2fa.example.com".',
  ],
  ['device approvals --limit 0', 'Expected a whole number from 1 to 100 for --limit, got "0".'],
  ['device revoke mine', 'Expected the id of a device, got "mine".'],
  [
    'device let-in 9f1c',
    'Expected --number with the two digits that the other device shows, got none.',
  ],
])('`countersign %s` is wrong usage', async (line, sentence) => {
  const { run } = await place()
  const ran = await run(line.split(' '))
  expect(ran).toMatchObject({ exitCode: 2, stdout: '' })
  expect(ran.stderr.split('\n')).toEqual([sentence, expect.any(String), ''])
  const words = line.split(' ')
  const firstOption = words.findIndex((word) => word.startsWith('--'))
  const asJson = await run(
    words.toSpliced(firstOption < 0 ? words.length : firstOption, 0, '--json'),
  )
  expect(JSON.parse(asJson.stderr)).toEqual({ error: sentence, hint: expect.stringMatching(/\.$/) })
})
