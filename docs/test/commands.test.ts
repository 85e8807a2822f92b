import { expect, test } from 'vitest'
import { fillIn, findDifference, splitCommands } from './commands.ts'
import { openShell } from './shell.ts'

test('a block falls into its commands, wherever its lines break', () => {
  const block = `# A remark.
export KEY=the-api-key

curl -s "$URL" \\
  -d 'user[email]=jdoe@example.com' # another one's
echo "two
lines"
`
  expect(splitCommands(block)).toEqual([
    'export KEY=the-api-key',
    `curl -s "$URL" \\\n  -d 'user[email]=jdoe@example.com' # another one's`,
    'echo "two\nlines"',
  ])
  expect(() => splitCommands('echo "without an end\n')).toThrow('has no end')
})

test('what each reader has of their own is the last one that was printed', () => {
  const printed = '{"user":{"id":12}} 1234567 is your code for A.\n7654321 is your code for A.'
  const filled = fillIn(
    'verify/the-token/the-authy-id?key=the-api-key',
    { 'the-api-key': 'k' },
    printed,
  )
  expect(filled).toBe('verify/7654321/12?key=k')
  expect(() => fillIn('approve the-uuid', {}, printed)).toThrow('the-uuid')
})

const SHOWN = { message: 'Token is valid.', device: { id: 1, from: '2026-01-01' }, success: 'true' }

test.each([
  ['its own numbers and times', { device: { id: 2, from: '2027-02-02' } }, undefined],
  ['another text', { message: 'Token is invalid' }, 'the answer.message is "Token is invalid"'],
  ['another kind', { success: true }, 'the answer.success is true'],
  ['a number that is none', { device: { id: null, from: '' } }, 'the answer.device.id is null'],
  ['one more name', { more: 1 }, 'the answer has message,device,success,more'],
])('an answer with %s', (_what, change, difference) => {
  const found = findDifference(SHOWN, { ...SHOWN, ...change })
  expect(found?.split(', not ')[0]).toBe(difference)
})

test('the shell remembers what was exported, and says how each command ended', async () => {
  const shell = openShell({}, 'real')
  await shell.run('export NAME=anna # a remark')
  expect(await shell.run('echo "$NAME"\necho "again"')).toEqual({
    exitCode: 0,
    text: 'anna\nagain\n',
  })
  expect((await shell.run('test -f no-such-file')).exitCode).toBe(1)
})
