import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import openDatabase from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { createDurability } from '../../src/store/sqlite/durability.ts'
import { prepareConnection } from '../../src/store/sqlite/pragmas.ts'
import { repair } from '../../src/store/sqlite/writer.ts'

/** A disk that takes a sync when it is told to. */
function slowDisk() {
  const syncs: ((error: Error | null) => void)[] = []
  let repairs = 0
  let isBroken = false
  const durability = createDurability({
    sync: (done) => syncs.push(done),
    repair() {
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

test('a sync that fails promises nothing to anybody, and nothing goes on before the log is written back', () => {
  const { durability, syncs, said, commit, repairs, breakDown } = slowDisk()
  commit('first')
  commit('second')
  syncs[0]?.(new Error('EIO'))
  expect(said).toEqual(['first: EIO', 'second: EIO'])
  breakDown('broken')
  expect(() => durability.ensureSound()).toThrow('still broken')
  breakDown('whole')
  durability.ensureSound()
  durability.ensureSound()
  expect(repairs()).toBe(2)
  commit('third')
  syncs.at(-1)?.(null)
  expect(said.at(-1)).toBe('third')
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
