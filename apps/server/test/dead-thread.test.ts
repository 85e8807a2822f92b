import { createSecretKey } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Worker } from 'node:worker_threads'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { StoreUnavailable } from '../src/store/group-commit.ts'
import { migrate } from '../src/store/migrate.ts'
import { openStore, type Store } from '../src/store/open.ts'
import { callHot, hot } from './store/call-hot.ts'
import { START } from './test-clock.ts'

/** A store on SQLite, and the threads that it has started so far. */
function openWithThreads(): { readonly store: Store; readonly threads: readonly Worker[] } {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-thread-'))
  const threads: Worker[] = []
  const remember = (worker: Worker) => threads.push(worker)
  process.on('worker', remember)
  const store = openStore({
    databaseUrl: undefined,
    dataDir: folder,
    masterKeys: [{ id: '1', key: createSecretKey(Buffer.alloc(32, 7)) }],
    now: () => START,
    random: (bytes) => new Uint8Array(bytes),
    runActs: callHot,
    runTask: async () => undefined,
    threads: {
      writer: new URL('./store/call-hot-thread.ts', import.meta.url),
      reader: new URL('../src/reader-thread.ts', import.meta.url),
    },
    onIdleError: () => {},
    onCommit: () => {},
  })
  onTestFinished(async () => {
    process.off('worker', remember)
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return { store, threads }
}

async function countRows(store: Store): Promise<unknown> {
  const { rows } = await sql<{ readonly rows: number }>`SELECT count(*) AS rows FROM kept`.execute(
    store.db,
  )
  return rows[0]?.rows
}

test('a writer thread that dies fails what it had, and the next request has another', async () => {
  const { store, threads } = openWithThreads()
  await sql`CREATE TABLE kept (id INTEGER)`.execute(store.db)
  const asked = store.runAct('loadAttempts', 'a', [[]])
  const ended = threads[0]?.terminate()
  await expect(asked).rejects.toThrow(StoreUnavailable)
  await ended
  await sql`INSERT INTO kept VALUES (1)`.execute(store.db)
  expect(await countRows(store)).toBe(1)
  expect(threads).toHaveLength(2)
})

test('a transaction that lost its thread changes nothing, not even with what it does afterwards', async () => {
  const { store, threads } = openWithThreads()
  await sql`CREATE TABLE kept (id INTEGER)`.execute(store.db)
  const transaction = store.db.transaction().execute(async (tx) => {
    await sql`INSERT INTO kept VALUES (1)`.execute(tx)
    await threads[0]?.terminate()
    await sql`INSERT INTO kept VALUES (2)`.execute(tx)
  })
  await expect(transaction).rejects.toThrow(StoreUnavailable)
  expect(await countRows(store)).toBe(0)
})

test('groups go on after the thread was lost', async () => {
  const { store, threads } = openWithThreads()
  await migrate(store.db, store.dialect, START)
  await threads[0]?.terminate()
  expect(await hot(store, 'loadThrottles', ['nothing'])).toEqual(new Map())
})
