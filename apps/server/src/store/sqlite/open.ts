import type { KeyObject } from 'node:crypto'
import { CompiledQuery, type DatabaseConnection, type Driver, type Kysely } from 'kysely'
import type { ActGroup, TaskInput } from '../acts.ts'
import { StoreUnavailable } from '../group-commit.ts'
import type { Schema } from '../schema.ts'
import type { LogState } from './checkpoint.ts'
import { createConnection, openKysely } from './kysely.ts'
import { createLock } from './lock.ts'
import type { QueryAnswer, SqliteRequest } from './protocol.ts'
import type { SqlitePort } from './thread.ts'

/** The one connection, as seen from the main thread. */
export interface SqliteConnection {
  readonly db: Kysely<Schema>
  readonly runGroup: (group: ActGroup) => Promise<readonly unknown[]>
  readonly runTask: (task: TaskInput) => Promise<unknown>
  /** For the acts: the thread has a vault of its own. Every group that comes later is decided with it. */
  readonly useIndexKey: (key: KeyObject) => void
  /** Copies the write-ahead log into the file. */
  readonly checkpoint: () => Promise<LogState>
  readonly close: () => Promise<void>
}

export function openSqlite(port: SqlitePort): SqliteConnection {
  const lock = createLock()

  /** What is one transaction in itself may stand in the thread's queue beside others: it saves the thread the wait for us. */
  async function share(message: SqliteRequest): Promise<unknown> {
    await lock.share()
    try {
      return await port.request(message)
    } finally {
      lock.release()
    }
  }

  /**
   * For whoever holds the lock. Where the database was opened anew meanwhile, the transaction that this
   * began is gone, and its further statements must not run outside of any.
   */
  function connectionOf(session: number): DatabaseConnection {
    return createConnection(async ({ sql, parameters }) => {
      if (port.session() !== session)
        throw new StoreUnavailable('The SQLite thread is gone, and the transaction with it.')
      return (await port.request({ kind: 'query', sql, parameters })) as QueryAnswer
    })
  }

  let current = { session: port.session(), connection: connectionOf(port.session()) }
  const driver: Driver = {
    init: async () => {},
    acquireConnection: async () => {
      await lock.hold()
      const session = port.session()
      if (current.session !== session) current = { session, connection: connectionOf(session) }
      return current.connection
    },
    beginTransaction: async (connection) => {
      // IMMEDIATE takes the write lock at once: a transaction that reads first can then never fail to write.
      await connection.executeQuery(CompiledQuery.raw('BEGIN IMMEDIATE'))
    },
    commitTransaction: async (connection) => {
      await connection.executeQuery(CompiledQuery.raw('COMMIT'))
    },
    rollbackTransaction: async (connection) => {
      await connection.executeQuery(CompiledQuery.raw('ROLLBACK'))
    },
    releaseConnection: async () => lock.release(),
    destroy: async () => {},
  }

  return {
    db: openKysely(driver),
    runGroup: async (group) => (await share({ kind: 'group', group })) as readonly unknown[],
    runTask: (task) => share({ kind: 'task', task }),
    useIndexKey: port.useIndexKey,
    checkpoint: async () => (await share({ kind: 'checkpoint' })) as LogState,
    async close() {
      await lock.hold()
      await port.close()
    },
  }
}
