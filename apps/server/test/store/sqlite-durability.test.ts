import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import openDatabase from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { createDurability, openLogSync } from '../../src/store/sqlite/durability.ts'
import { prepareConnection } from '../../src/store/sqlite/pragmas.ts'
import { repair } from '../../src/store/sqlite/writer.ts'

/** A disk that takes a sync when it is told to. */
function slowDisk() {
  const syncs: ((error: Error | null) => void)[] = []
  let repairs = 0
  let isBroken = false
  const durability = createDurability({
    sync: (done) => syncs.push(done),
    async repair() {
      repairs++
      if (isBroken) throw new Error('still broken')
    },
  })
  const said: string[] = []
  const commit = (name: string) => {
    durability.noteCommit()
    read(name)
  }
  const read = (name: string) =>
    durability.afterSync(
      () => said.push(name),
      (error) => said.push(`${name}: ${error instanceof Error ? error.message : ''}`),
    )
  return {
    durability,
    syncs,
    said,
    commit,
    read,
    repairs: () => repairs,
    breakDown: (broken: 'broken' | 'whole') => {
      isBroken = broken === 'broken'
    },
  }
}

test('nobody hears of a commit before it is on disk, and one sync is for all that came before it', () => {
  const { syncs, said, commit } = slowDisk()
  commit('first')
  commit('second')
  commit('third')
  expect(said).toEqual([])
  expect(syncs).toHaveLength(1)
  syncs[0]?.(null)
  // The first sync had begun before the others were committed, so it says nothing of them.
  expect(said).toEqual(['first'])
  syncs[1]?.(null)
  expect(said).toEqual(['first', 'second', 'third'])
  expect(syncs).toHaveLength(2)
})

test('who only read waits for what they may have seen, and for nothing where all is on disk', () => {
  const { syncs, said, commit, read } = slowDisk()
  read('before')
  expect(said).toEqual(['before'])
  commit('write')
  read('read')
  expect(said).toEqual(['before'])
  syncs[0]?.(null)
  expect(said).toEqual(['before', 'write', 'read'])
  expect(syncs).toHaveLength(1)
})

test('a sync that fails promises nothing to anybody, and nothing goes on before the log is written back', async () => {
  const { durability, syncs, said, commit, repairs, breakDown } = slowDisk()
  commit('first')
  commit('second')
  syncs[0]?.(new Error('EIO'))
  expect(said).toEqual(['first: EIO', 'second: EIO'])
  breakDown('broken')
  await expect(durability.ensureSound()).rejects.toThrow('still broken')
  expect(durability.isSound()).toBe(false)
  breakDown('whole')
  await Promise.all([durability.ensureSound(), durability.ensureSound()])
  await durability.ensureSound()
  expect([durability.isSound(), repairs()]).toEqual([true, 2])
  commit('third')
  syncs.at(-1)?.(null)
  expect(said.at(-1)).toBe('third')
})

test('what was under way when the disk failed is not promised by a sync that forgot its pages', async () => {
  const { durability, syncs, said, commit, read } = slowDisk()
  commit('first')
  syncs[0]?.(new Error('EIO'))
  commit('under way')
  read('read')
  expect(syncs).toHaveLength(1)
  expect(said).toEqual(['first: EIO', 'under way: EIO', 'read: EIO'])
  await durability.ensureSound()
  read('after')
  expect(said.at(-1)).toBe('after')
})

test('the log is opened with the first commit, and closed once the last sync is done', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-sync-'))
  const path = join(folder, 'countersign.db')
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const { sync, close } = openLogSync(path)
  const synced = () => new Promise((resolve) => sync(resolve))
  expect(await synced()).toMatchObject({ code: 'ENOENT' })
  writeFileSync(`${path}-wal`, 'a commit')
  const last = synced()
  close()
  expect(await last).toBe(null)
  expect(await synced()).toBe(null)
})

test('a disk that fails amid a transaction ends it, and the next look writes the log back', () => {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-repair-'))
  const path = join(folder, 'countersign.db')
  const db = openDatabase(path)
  onTestFinished(() => {
    db.close()
    rmSync(folder, { recursive: true, force: true })
  })
  prepareConnection(db)
  db.exec('CREATE TABLE kept (value TEXT)')
  db.exec('INSERT INTO kept VALUES (1)')
  db.exec('BEGIN IMMEDIATE')
  db.exec('INSERT INTO kept VALUES (2)')
  expect(() => repair(db)).toThrow('the transaction was ended')
  // Before, the checkpoint failed within the transaction, each time again, and its ROLLBACK never came to run.
  expect(db.inTransaction).toBe(false)
  repair(db)
  expect(statSync(`${path}-wal`).size).toBe(0)
  expect(db.prepare('SELECT value FROM kept').pluck().all()).toEqual(['1'])
})
