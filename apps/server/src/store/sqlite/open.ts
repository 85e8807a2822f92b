import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import type { ActGroup } from '../acts.ts'
import { StoreUnavailable } from '../group-commit.ts'
import type { Schema } from '../schema.ts'
import type { QueryAnswer } from './protocol.ts'
import type { SqlitePort } from './thread.ts'

/** The one connection, as seen from the main thread: one request at a time holds it. */
export interface SqliteConnection {
  readonly db: Kysely<Schema>
  readonly runGroup: (group: ActGroup) => Promise<readonly unknown[]>
  readonly close: () => Promise<void>
}

export function openSqlite(port: SqlitePort): SqliteConnection {
  const lock = createLock()

  /**
   * For whoever holds the lock. Where the database was opened anew meanwhile, the transaction that this
   * began is gone, and its further statements must not run outside of any.
   */
  function connectionOf(session: number): DatabaseConnection {
    return {
      async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
        if (port.session() !== session)
          throw new StoreUnavailable('The SQLite thread is gone, and the transaction with it.')
        const answer = (await port.request({ kind: 'query', sql, parameters })) as QueryAnswer
        // Rows are what the compiled query selects; Kysely has checked their type against the schema.
        return { rows: answer.rows as Row[], numAffectedRows: BigInt(answer.changes) }
      },
      // eslint-disable-next-line eslint/require-yield
      async *streamQuery() {
        throw new Error(
          'Streaming is not offered by the writer thread; page through the rows instead.',
        )
      },
    }
  }

  let current = { session: port.session(), connection: connectionOf(port.session()) }
  const driver: Driver = {
    init: async () => {},
    acquireConnection: async () => {
      await lock.acquire()
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
  const db = new Kysely<Schema>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => driver,
      createIntrospector: (kysely) => new SqliteIntrospector(kysely),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  })

  return {
    db,
    async runGroup(group) {
      await lock.acquire()
      try {
        return (await port.request({ kind: 'group', group })) as readonly unknown[]
      } finally {
        lock.release()
      }
    },
    async close() {
      await lock.acquire()
      await port.close()
    },
  }
}

/** First come, first served. */
function createLock() {
  const queue: (() => void)[] = []
  let isHeld = false
  return {
    acquire(): Promise<void> {
      if (!isHeld) {
        isHeld = true
        return Promise.resolve()
      }
      return new Promise((resolve) => queue.push(resolve))
    },
    release(): void {
      const next = queue.shift()
      if (next === undefined) isHeld = false
      else next()
    },
  }
}
