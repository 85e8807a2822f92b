import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { place } from './command.ts'

test('keys says what is under each master key, and which must stay', async () => {
  const at = await place()
  await at.run(['app', 'create', '--name', 'Acme'])
  const old = readFileSync(join(at.folder, 'master.key'), 'utf8').trim()
  // The key of the app, and that of the look-up hashes.
  expect((await at.run(['keys'])).stdout).toBe('key 1  seals and opens  2 sealed fields\n')
  const both = await at.run(['keys'], { MASTER_KEY: `2:${'02'.repeat(32)},1:${old}` })
  expect(both).toMatchObject({ exitCode: 0 })
  expect(both.stdout).toContain('key 2  seals and opens  0 sealed fields\n')
  expect(both.stdout).toContain('Key 1 must stay in MASTER_KEY')
  const renamed = await at.run(['keys', '--json'], { MASTER_KEY: `2:${'02'.repeat(32)},1:${old}` })
  const lines = renamed.stdout.trim().split('\n')
  expect(lines.map((line): unknown => JSON.parse(line))).toEqual([
    { key: '2', use: 'seals and opens', fields: 0 },
    { key: '1', use: 'opens', fields: 2 },
  ])
  const gone = await at.run(['keys'], { MASTER_KEY: `2:${'02'.repeat(32)}` })
  expect(gone).toMatchObject({ exitCode: 1 })
  expect(gone.stderr).toContain('does not open what the database holds')
})
