import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { type Place, place, type Running, serve } from './command.ts'

// Why it matters: a backup is only known to be one once it was restored, and a database of yesterday must
// not let anybody in with what was used today.

const person = (index: number) => `555-123-${String(4000 + index)}`

/** The digits of the newest message, as the operator reads them. */
async function newestToken({ run }: Place): Promise<string> {
  const { stdout } = await run(['outbox', '--json', '--limit', '1'])
  return (JSON.parse(stdout) as { readonly token: string }).token
}

async function serveAgain(at: Place, apiKey: string) {
  const running: Running = at.start(['serve'])
  const [, url = ''] = await running.saw(/ is ready: (\S+)/)
  const call = async (path: string) => {
    const response = await fetch(`${url}/protected/json${path}`, {
      headers: { 'x-authy-api-key': apiKey },
    })
    return { status: response.status, text: await response.text() }
  }
  return { running, call }
}

async function stop(running: Running): Promise<void> {
  running.kill('SIGTERM')
  await running.ended
}

test('a backup under load has all that was acknowledged before; restored, it lets nothing in twice', async () => {
  const at = await place()
  const file = join(at.folder, 'backup.db')
  const service = await serve(at)
  const anna = await service.register(person(0))
  await service.call(`GET /sms/${anna}?action=before`)
  const usedBefore = await newestToken(at)
  expect((await service.call(`GET /verify/${usedBefore}/${anna}?action=before`)).status).toBe(200)
  await service.call(`GET /sms/${anna}?action=after`)
  const usedAfter = await newestToken(at)

  const acknowledged: string[] = []
  let isWriting = true
  const writing = (async () => {
    for (let index = 1; isWriting; index++) acknowledged.push(await service.register(person(index)))
  })()
  while (acknowledged.length < 20) await new Promise(setImmediate)
  const before = [...acknowledged]
  const backup = await at.run(['backup', file, '--json'])
  isWriting = false
  await writing
  expect(acknowledged.length).toBeGreaterThan(before.length)
  expect(backup).toMatchObject({ exitCode: 0 })
  const { bytes } = JSON.parse(backup.stdout) as { readonly bytes: number }
  expect(statSync(file)).toMatchObject({ size: bytes })
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(backup.stderr).toContain('master.key')
  expect(readFileSync(file).includes(readFileSync(join(at.folder, 'master.key')))).toBe(false)
  expect((await service.call(`GET /verify/${usedAfter}/${anna}?action=after`)).status).toBe(200)

  const refused = await at.run(['restore', file, '--force'])
  expect(refused).toMatchObject({ exitCode: 1 })
  expect(refused.stderr).toContain('is using')
  await stop(service.running)

  const other = await place()
  const noKey = await other.run(['restore', file])
  expect(noKey.stderr).toContain('There is no master key')
  copyFileSync(join(at.folder, 'master.key'), join(other.folder, 'master.key'))
  const restored = await other.run(['restore', file])
  expect(restored).toMatchObject({ exitCode: 0 })
  expect(restored.stdout).toMatch(/tokens that were sent +1\n/)
  const again = await serveAgain(other, service.apiKey)
  for (const id of before)
    expect((await again.call(`/users/${id}/status`)).status, `user ${id}`).toBe(200)
  for (const [token, action] of [
    [usedBefore, 'before'],
    [usedAfter, 'after'],
  ]) {
    const { status, text } = await again.call(`/verify/${token}/${anna}?action=${action}`)
    expect([status, text]).toEqual([401, expect.stringContaining('60019')])
  }
  await again.call(`/sms/${anna}`)
  const fresh = await newestToken(other)
  expect((await again.call(`/verify/${fresh}/${anna}`)).status).toBe(200)
})

test('restore keeps the former database, and changes nothing until all is checked', async () => {
  const at = await place()
  await at.run(['app', 'create', '--name', 'First'])
  const file = join(at.folder, 'backup.db')
  expect(await at.run(['backup', file])).toMatchObject({ exitCode: 0 })
  expect((await at.run(['backup', file])).stderr).toContain('is there already')
  expect(await at.run(['backup', file, '--force'])).toMatchObject({ exitCode: 0 })
  expect((await at.run(['backup', join(at.folder, 'countersign.db'), '--force'])).exitCode).toBe(2)
  await at.run(['app', 'create', '--name', 'Second'])

  expect((await at.run(['restore', file])).stderr).toContain('Add --force')
  expect((await at.run(['restore', `${file}.none`, '--force'])).stderr).toContain('no file')
  const damaged = join(at.folder, 'damaged.db')
  const bytes = readFileSync(file)
  writeFileSync(
    damaged,
    Buffer.concat([bytes.subarray(0, 8_192), Buffer.alloc(bytes.length - 8_192, 0x5a)]),
  )
  expect((await at.run(['restore', damaged, '--force'])).stderr).toContain('damaged')
  const text = join(at.folder, 'notes.txt')
  writeFileSync(text, 'Not a database at all.')
  expect((await at.run(['restore', text, '--force'])).exitCode).toBe(1)
  const newer = join(at.folder, 'newer.db')
  copyFileSync(file, newer)
  const changed = new DatabaseSync(newer)
  changed.exec('INSERT INTO schema_migrations (id, applied_at) VALUES (9999, 0)')
  changed.close()
  expect((await at.run(['restore', newer, '--force'])).stderr).toContain('newer version')
  const wrongKey = { MASTER_KEY: '42'.repeat(32) }
  expect((await at.run(['restore', file, '--force'], wrongKey)).stderr).toContain('master key')
  expect((await at.run(['app', 'list', '--json'])).stdout).toContain('Second')

  expect(await at.run(['restore', file, '--force'])).toMatchObject({ exitCode: 0 })
  const listed = (await at.run(['app', 'list', '--json'])).stdout
  expect(listed).toContain('First')
  expect(listed).not.toContain('Second')
  const [kept = ''] = readdirSync(at.folder).filter((name) => name.includes('.before-'))
  const former = join(at.folder, 'former')
  mkdirSync(former)
  copyFileSync(join(at.folder, kept), join(former, 'countersign.db'))
  copyFileSync(join(at.folder, 'master.key'), join(former, 'master.key'))
  expect((await at.run(['app', 'list', '--json'], { DATA_DIR: former })).stdout).toContain('Second')
  expect(readdirSync(at.folder).filter((name) => /^\.restore|part$/.test(name))).toEqual([])
})

test('a database that is damaged can be restored over', async () => {
  const at = await place()
  await at.run(['app', 'create', '--name', 'First'])
  const file = join(at.folder, 'backup.db')
  await at.run(['backup', file])
  writeFileSync(join(at.folder, 'countersign.db'), 'Overwritten by mistake.')
  writeFileSync(join(at.folder, 'countersign.db-wal'), 'And so was this.')
  expect(await at.run(['restore', file, '--force'])).toMatchObject({ exitCode: 0 })
  expect((await at.run(['app', 'list', '--json'])).stdout).toContain('First')
  expect(readdirSync(at.folder).filter((name) => name.includes('.before-'))).toHaveLength(2)
  expect(existsSync(join(at.folder, 'countersign.db'))).toBe(true)
})
