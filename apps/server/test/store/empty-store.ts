import { runTask } from '../../src/actions/run-task.ts'
import { createSecretKey } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { migrate } from '../../src/store/migrate.ts'
import { openStore, type Store } from '../../src/store/open.ts'
import { createDatabase } from '../database.ts'
import { START } from '../test-clock.ts'
import { seededRandom } from '../test-server.ts'
import { callHot } from './call-hot.ts'

const MASTER_KEYS = [{ id: '1', key: createSecretKey(Buffer.alloc(32, 7)) }]

export interface TestStores {
  /** A store of its own on the same database, as another process would have. */
  readonly open: () => Store
}

/** A database of the project's kind without a single table; gone when the test ends. */
export async function emptyDatabase(): Promise<TestStores> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-store-'))
  const database = await createDatabase('empty')
  const stores: Store[] = []
  onTestFinished(async () => {
    for (const store of stores) await store.close()
    await database.drop()
    rmSync(folder, { recursive: true, force: true })
  })
  return {
    open() {
      const store = openStore({
        databaseUrl: database.env['DATABASE_URL'],
        dataDir: folder,
        masterKeys: MASTER_KEYS,
        now: () => START,
        random: seededRandom(stores.length),
        runTask,
        runActs: callHot,
        threads: {
          writer: new URL('./call-hot-thread.ts', import.meta.url),
          reader: new URL('../../src/reader-thread.ts', import.meta.url),
        },
        onIdleError: () => {},
        onCommit: () => {},
      })
      stores.push(store)
      return store
    },
  }
}

/** A migrated store whose hot acts are the methods of its transaction, called by name. */
export async function emptyStore(): Promise<Store> {
  const { open } = await emptyDatabase()
  const store = open()
  await migrate(store.db, store.dialect, START)
  return store
}
