import type { KeyObject } from 'node:crypto'
import { Worker } from 'node:worker_threads'
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
import type { FromWriter, QueryAnswer, ToWriter, WriterData } from './protocol.ts'

type WithoutId<Message> = Message extends unknown ? Omit<Message, 'id'> : never

/** The writer thread as seen from the main thread: one request at a time holds it. */
export interface SqliteWriter {
  readonly db: Kysely<Schema>
  readonly runGroup: (group: ActGroup) => Promise<readonly unknown[]>
  /** For the acts: the thread has a vault of its own. Every group that comes later is decided with it. */
  readonly useIndexKey: (key: KeyObject) => void
  readonly close: () => Promise<void>
}

/** @param entry the module that calls `serveWriter` in the new thread */
export function openSqlite(entry: URL, data: WriterData): SqliteWriter {
  let started: Worker | undefined
  const pending = new Map<
    number,
    { resolve: (value: unknown) => void; reject: (error: unknown) => void }
  >()
  let lastId = 0
  let failure: Error | undefined
  let isClosing = false

  const failAll = (cause: Error) => {
    const error = new StoreUnavailable('The SQLite thread is gone.', { cause })
    failure = error
    for (const request of pending.values()) request.reject(error)
    pending.clear()
  }

  /** A reader starts with its first query: most processes of the command line have none. */
  function thread(): Worker {
    if (started !== undefined) return started
    const worker = new Worker(entry, {
      workerData: data,
      name: data.isReadOnly === true ? 'sqlite-reader' : 'sqlite-writer',
    })
    worker.on('message', (message: FromWriter) => {
      const request = pending.get(message.id)
      pending.delete(message.id)
      if (message.ok) request?.resolve(message.value)
      else if (message.isOfInput) request?.reject(message.error)
      else
        request?.reject(new StoreUnavailable('SQLite did not take it.', { cause: message.error }))
    })
    worker.on('error', failAll)
    worker.on('exit', () => {
      if (!isClosing) failAll(new Error('The SQLite thread ended.'))
    })
    started = worker
    return worker
  }
  if (data.isReadOnly !== true) thread()

  function request(message: WithoutId<ToWriter>): Promise<unknown> {
    if (failure !== undefined) return Promise.reject(failure)
    return new Promise((resolve, reject) => {
      const id = ++lastId
      pending.set(id, { resolve, reject })
      thread().postMessage({ ...message, id })
    })
  }

  const lock = createLock()
  const connection: DatabaseConnection = {
    async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
      const answer = (await request({
        kind: 'query',
        sql: query.sql,
        parameters: query.parameters,
      })) as QueryAnswer
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
  const driver: Driver = {
    init: async () => {},
    acquireConnection: async () => {
      await lock.acquire()
      return connection
    },
    beginTransaction: async () => {
      // IMMEDIATE takes the write lock at once: a transaction that reads first can then never fail to write.
      await connection.executeQuery(CompiledQuery.raw('BEGIN IMMEDIATE'))
    },
    commitTransaction: async () => {
      await connection.executeQuery(CompiledQuery.raw('COMMIT'))
    },
    rollbackTransaction: async () => {
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
        return (await request({ kind: 'group', group })) as readonly unknown[]
      } finally {
        lock.release()
      }
    },
    useIndexKey(key) {
      // A thread that is gone fails whatever comes next, and says so there.
      request({ kind: 'index-key', key }).catch(() => {})
    },
    async close() {
      if (started === undefined) return
      await lock.acquire()
      isClosing = true
      await request({ kind: 'close' })
      await started.terminate()
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
