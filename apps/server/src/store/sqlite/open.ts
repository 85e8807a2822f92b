import type { KeyObject } from 'node:crypto'
import { Worker } from 'node:worker_threads'
import { CompiledQuery, type Driver, type Kysely } from 'kysely'
import type { ActGroup, TaskInput } from '../acts.ts'
import { StoreUnavailable } from '../group-commit.ts'
import type { Schema } from '../schema.ts'
import type { LogState } from './checkpoint.ts'
import { createConnection, openKysely } from './kysely.ts'
import { createLock } from './lock.ts'
import type { FromWriter, QueryAnswer, ToWriter, WriterData } from './protocol.ts'

type WithoutId<Message> = Message extends unknown ? Omit<Message, 'id'> : never

/** The writer thread as seen from the main thread: one request at a time holds it. */
export interface SqliteWriter {
  readonly db: Kysely<Schema>
  readonly runGroup: (group: ActGroup) => Promise<readonly unknown[]>
  /** For the acts: the thread has a vault of its own. Every group that comes later is decided with it. */
  readonly useIndexKey: (key: KeyObject) => void
  readonly runTask: (task: TaskInput) => Promise<unknown>
  /** Copies the write-ahead log into the file, in this thread. */
  readonly checkpoint: () => Promise<LogState>
  readonly close: () => Promise<void>
}

/**
 * @param entry the module that calls `serveWriter` in the new thread
 * @param onLog hears after each commit how long the write-ahead log is
 */
export function openSqlite(
  entry: URL,
  data: WriterData,
  onLog: (log: LogState) => void = () => {},
): SqliteWriter {
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
      if (message.ok) {
        request?.resolve(message.value)
        if (message.log !== undefined) onLog(message.log)
      } else if (message.isOfInput) request?.reject(message.error)
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

  /** What is one transaction in itself may stand in the thread's queue beside others. */
  async function shared(message: WithoutId<ToWriter>): Promise<unknown> {
    await lock.share()
    try {
      return await request(message)
    } finally {
      lock.release()
    }
  }

  const connection = createConnection(
    async ({ sql, parameters }) =>
      (await request({ kind: 'query', sql, parameters })) as QueryAnswer,
  )
  const driver: Driver = {
    init: async () => {},
    acquireConnection: async () => {
      await lock.hold()
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
  const db = openKysely(driver)

  return {
    db,
    runGroup: async (group) =>
      // The thread takes one after the other; a second that lies ready for it saves it the wait for us.
      (await shared({ kind: 'group', group })) as readonly unknown[],
    runTask: (task) => shared({ kind: 'task', task }),
    checkpoint: async () => (await shared({ kind: 'checkpoint' })) as LogState,
    useIndexKey(key) {
      // A thread that is gone fails whatever comes next, and says so there.
      request({ kind: 'index-key', key }).catch(() => {})
    },
    async close() {
      if (started === undefined) return
      await lock.hold()
      isClosing = true
      await request({ kind: 'close' })
      await started.terminate()
    },
  }
}
