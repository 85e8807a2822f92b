import { chmodSync, existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { clockFinding, connectionsFinding, queueFinding, replicaFinding } from '../src/health.ts'
import { place } from './command.ts'

const onPostgres = process.env['TEST_DATABASE'] === 'postgres'
const OTHER_KEY = Buffer.alloc(32, 9).toString('base64')
const NOW = Date.UTC(2026, 6, 1)

test('the database is brought up to date once', async () => {
  const { run } = await place()
  const first = await run(['migrate'])
  expect(first).toMatchObject({ exitCode: 0, stderr: '' })
  expect(first.stdout).toMatch(/^Brought the database in .+ up to date:\n {2}1 .+\n/)
  expect((await run(['migrate'])).stdout).toMatch(/^The database in .+ is up to date\.\n$/)
  expect(JSON.parse((await run(['migrate', '--json'])).stdout)).toMatchObject({ migrated: [] })
})

test('all is well after the first start', async () => {
  const { run } = await place()
  await run(['app', 'create', '--name', 'Acme'])
  const { exitCode, stdout, stderr } = await run(['doctor'])
  expect([exitCode, stderr]).toEqual([0, ''])
  const checks = stdout.split('\n').map((line) => /^ok +([^:]+):/.exec(line)?.[1])
  expect(checks.filter((check) => check !== undefined)).toEqual([
    'configuration',
    ...(onPostgres ? [] : ['data folder']),
    'master key',
    'database',
    'sealed data',
    'clock',
    ...(onPostgres ? ['connections'] : []),
    'queue',
    'provider outbox',
  ])
  expect(stdout).toContain('\nAll is well.\n')
})

test('a fresh folder or database is a problem, and doctor makes nothing there', async () => {
  const { run } = await place()
  for (let time = 1; time <= 2; time++) {
    const { exitCode, stdout } = await run(['doctor'])
    expect(exitCode).toBe(1)
    expect(stdout).toMatch(
      onPostgres
        ? /PROBLEM +database: .+ has no tables yet\n/
        : /PROBLEM +data folder: there is no database in/,
    )
    expect(stdout).toContain('\n1 problem.\n')
  }
})

test('another master key than the one that sealed the data', async () => {
  const { run } = await place()
  await run(['app', 'create', '--name', 'Acme'])
  const { exitCode, stdout } = await run(['doctor', '--json'], { MASTER_KEY: OTHER_KEY })
  expect(exitCode).toBe(1)
  expect(problemsOf(stdout)).toMatchObject([{ check: 'sealed data', ok: false }])
})

test('a master key that others can read, and one that is gone', async () => {
  const { run, folder } = await place()
  const withFiles = { DATABASE_URL: '', MASTER_KEY: '' }
  const path = join(folder, 'master.key')
  await run(['migrate'], withFiles)
  chmodSync(path, 0o644)
  const open = await run(['doctor', '--json'], withFiles)
  expect(open.exitCode).toBe(1)
  expect(problemsOf(open.stdout)).toEqual([
    {
      check: 'master key',
      ok: false,
      says: `${path} has mode 0644, so others on this machine can get at it`,
      next: `Run \`chmod 600 ${path}\`.`,
    },
  ])
  rmSync(path)
  const gone = await run(['doctor', '--json'], withFiles)
  expect(problemsOf(gone.stdout)).toMatchObject([{ check: 'master key', ok: false }])
  // Opening the database would have made another key, which fits nothing that is in it.
  expect(existsSync(path)).toBe(false)
})

test('a provider that does not answer', async () => {
  const { run } = await place()
  await run(['migrate'])
  const { exitCode, stdout } = await run(['doctor', '--json'], {
    SMS_PROVIDER: 'http',
    // Port 1 of this machine: nothing listens there.
    HTTP_PROVIDER_URL: 'http://127.0.0.1:1/send',
  })
  expect(exitCode).toBe(1)
  expect(problemsOf(stdout)).toMatchObject([{ check: 'provider http', ok: false }])
})

test('mistakes in the configuration are problems, each with what to do', async () => {
  const { run } = await place()
  const { exitCode, stdout } = await run(['doctor', '--json'], { PORT: 'x', HOST: '1.2.3' })
  expect(exitCode).toBe(1)
  expect(problemsOf(stdout)).toHaveLength(2)
})

test('a database that cannot be used is told in a sentence, never as a stack', async () => {
  const { run, folder } = await place()
  writeFileSync(join(folder, 'file'), 'This is no database, whatever its name may be.')
  const away = await run(['app', 'list'], {
    DATABASE_URL: 'postgres://user:secret@127.0.0.1:1/x',
    MASTER_KEY: OTHER_KEY,
  })
  expect(away).toEqual({
    exitCode: 1,
    stdout: '',
    stderr:
      'The database of DATABASE_URL did not answer (ECONNREFUSED).\n' +
      'Start PostgreSQL, or mend the host and port in DATABASE_URL.\n',
  })
  const file = await run(['app', 'list'], { DATABASE_URL: '', DATA_DIR: join(folder, 'file') })
  expect(file).toMatchObject({ exitCode: 1, stdout: '' })
  expect(file.stderr).toContain('DATA_DIR names a file, not a folder.')
})

test.each([
  ['right', NOW, undefined, false],
  ['as PostgreSQL says', NOW, NOW + 900, false],
  ['at its factory setting', 0, undefined, true],
  ['far in the future', Date.UTC(2126, 0, 1), undefined, true],
  ['behind PostgreSQL', NOW, NOW + 9_000, true],
  ['ahead of PostgreSQL', NOW, NOW - 9_000, true],
])('a clock that is %s', (_name, now, databaseNow, isProblem) => {
  expect(clockFinding(now, databaseNow).next !== undefined).toBe(isProblem)
})

test.each([
  [{ depth: 0, oldestMs: 0 }, 'no message waits', false],
  [{ depth: 1, oldestMs: 400 }, '1 message waits, none overdue', false],
  [{ depth: 40, oldestMs: 61_000 }, '40 messages wait, the oldest overdue by 61 seconds', true],
])('a queue of %o', (queue, says, isProblem) => {
  const finding = queueFinding(queue)
  expect([finding.says, finding.next !== undefined]).toEqual([says, isProblem])
})

function problemsOf(stdout: string): readonly { readonly ok: boolean }[] {
  return stdout
    .trim()
    .split('\n')
    .map((line): { readonly ok: boolean } => JSON.parse(line))
    .filter((finding) => !finding.ok)
}

test.each([
  [
    'one server',
    { nodes: 1, together: undefined },
    { available: 87, listening: 1 },
    '1 server may open 13 of the 87',
  ],
  [
    'a share each',
    { nodes: 10, together: undefined },
    { available: 87, listening: 9 },
    '10 servers may open 80 of the 87',
  ],
])('connections: %s is well', (_, sharing, facts, says) => {
  expect(connectionsFinding(sharing, facts)).toEqual({
    check: 'connections',
    says: expect.stringContaining(says),
    next: undefined,
  })
})

test.each([
  [
    'more servers than were said',
    { nodes: 1, together: undefined },
    { available: 87, listening: 2 },
    '2 servers are connected, and DATABASE_NODES says 1',
  ],
  [
    'too many for PostgreSQL',
    { nodes: 20, together: undefined },
    { available: 87, listening: 1 },
    '20 servers need 100 connections at least, and may use 87 together',
  ],
  [
    'more than it has',
    { nodes: 20, together: 200 },
    { available: 87, listening: 1 },
    '20 servers may open 200 connections, and PostgreSQL has 87 for them',
  ],
])('connections: %s is a problem', (_, sharing, facts, says) => {
  expect(connectionsFinding(sharing, facts)).toMatchObject({ says, next: expect.any(String) })
})

test('a replica is well while it follows, and a primary is none', () => {
  expect(replicaFinding({ isReplica: true, behindMs: 40 }).next).toBeUndefined()
  expect(replicaFinding({ isReplica: true, behindMs: 60_000 }).says).toBe('60.0 seconds behind')
  expect(replicaFinding({ isReplica: false, behindMs: 0 }).next).toContain('streaming replica')
})
