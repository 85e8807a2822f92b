import type { KeyObject } from 'node:crypto'
import { Worker } from 'node:worker_threads'
import { StoreUnavailable } from '../group-commit.ts'
import type { LogState } from './checkpoint.ts'
import type { FromWriter, ReaderData, SqliteRequest, ToWriter, WriterData } from './protocol.ts'

/** Whoever holds the database: a thread beside the event loop, or a simulation in it. */
export interface SqlitePort {
  readonly request: (message: SqliteRequest) => Promise<unknown>
  /** Another one where the database was opened anew: what was begun before is over. */
  readonly session: () => number
  /** Blind indexes are made with it from now on, also by a thread that is started later. */
  readonly useIndexKey: (key: KeyObject) => void
  readonly close: () => Promise<void>
}

type ThreadOptions = {
  /** The module that calls `serveWriter` or `serveReader` in the new thread. */
  readonly entry: URL
  /** Hears after each commit how long the write-ahead log is. */
  readonly onLog?: (log: LogState) => void
} & (
  | { readonly role: 'writer'; readonly data: WriterData }
  | { readonly role: 'reader'; readonly data: ReaderData }
)

/**
 * A thread that holds the database. One that dies fails what it had taken, since nobody knows what of it
 * was committed; the next request starts another on the same file.
 */
export function startThread({ entry, role, data, onLog }: ThreadOptions): SqlitePort {
  let running: Worker | undefined
  let session = 0
  let lastId = 0
  let isClosed = false
  let indexKey: KeyObject | undefined
  const pending = new Map<
    number,
    { resolve: (value: unknown) => void; reject: (error: unknown) => void }
  >()

  /** A reader starts with its first query: most processes of the command line have none. */
  function thread(): Worker {
    if (running !== undefined) return running
    const worker = new Worker(entry, { workerData: data, name: `sqlite-${role}` })
    worker.on('message', settle)
    worker.on('error', (cause) => lose(worker, cause))
    worker.on('exit', () => lose(worker, new Error('The SQLite thread ended.')))
    running = worker
    if (indexKey !== undefined) tellIndexKey(worker, indexKey)
    return worker
  }

  /** Nobody waits for it: a thread that is gone fails whatever comes next, and says so there. */
  function tellIndexKey(worker: Worker, key: KeyObject): void {
    worker.postMessage({ id: ++lastId, kind: 'index-key', key } satisfies ToWriter)
  }

  function settle(message: FromWriter): void {
    const request = pending.get(message.id)
    pending.delete(message.id)
    if (message.ok) {
      request?.resolve(message.value)
      if (message.log !== undefined) onLog?.(message.log)
    } else if (message.isOfInput) request?.reject(message.error)
    else request?.reject(new StoreUnavailable('SQLite did not take it.', { cause: message.error }))
  }

  function lose(worker: Worker, cause: unknown): void {
    if (worker !== running) return
    running = undefined
    session++
    const error = new StoreUnavailable('The SQLite thread is gone.', { cause })
    for (const request of pending.values()) request.reject(error)
    pending.clear()
  }

  function ask(message: SqliteRequest): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const id = ++lastId
      pending.set(id, { resolve, reject })
      thread().postMessage({ ...message, id })
    })
  }

  if (role === 'writer') thread()
  return {
    session: () => session,
    async request(message) {
      // A thread that is started now would keep the process from ending.
      if (isClosed) throw new StoreUnavailable('The database was closed.')
      return await ask(message)
    },
    useIndexKey(key) {
      indexKey = key
      if (running !== undefined) tellIndexKey(running, key)
    },
    async close() {
      isClosed = true
      const worker = running
      if (worker === undefined) return
      await ask({ kind: 'close' })
      await worker.terminate()
    },
  }
}
