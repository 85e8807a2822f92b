import type { KeyObject } from 'node:crypto'
import { Worker } from 'node:worker_threads'
import { StoreUnavailable } from '../group-commit.ts'
import type { LogState } from './checkpoint.ts'
import { createDurability, type Durability, openLogSync } from './durability.ts'
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

/** A thread that runs, and what keeps its promises. */
interface Running {
  readonly worker: Worker
  /** Of the writer: the reader commits nothing. */
  readonly disk: Disk | undefined
}

interface Disk {
  readonly durability: Durability
  readonly close: () => void
}

/**
 * A thread that holds the database. One that dies fails what it had taken, since nobody knows what of it
 * was committed; the next request starts another on the same file.
 */
export function startThread({ entry, role, data, onLog }: ThreadOptions): SqlitePort {
  let running: Running | undefined
  let session = 0
  let lastId = 0
  let isClosed = false
  let indexKey: KeyObject | undefined
  const pending = new Map<
    number,
    { resolve: (value: unknown) => void; reject: (error: unknown) => void }
  >()

  /** A reader starts with its first query: most processes of the command line have none. */
  function thread(): Running {
    if (running !== undefined) return running
    const worker = new Worker(entry, { workerData: data, name: `sqlite-${role}` })
    const started: Running = { worker, disk: role === 'writer' ? openDisk(data.path) : undefined }
    worker.on('message', (message: FromWriter) => settle(message, started))
    worker.on('error', (cause) => lose(started, cause))
    worker.on('exit', () => lose(started, new Error('The SQLite thread ended.')))
    running = started
    if (indexKey !== undefined) tellIndexKey(worker, indexKey)
    return started
  }

  function openDisk(path: string): Disk {
    const { sync, close } = openLogSync(path)
    const durability = createDurability({ sync, repair })
    // What a thread before this one committed last may not be on disk.
    durability.noteCommit()
    return { durability, close }
  }

  async function repair(): Promise<void> {
    try {
      await ask({ kind: 'repair' })
    } catch (cause) {
      throw new StoreUnavailable('The disk does not take what SQLite writes.', { cause })
    }
  }

  /** Nobody waits for it: a thread that is gone fails whatever comes next, and says so there. */
  function tellIndexKey(worker: Worker, key: KeyObject): void {
    worker.postMessage({ id: ++lastId, kind: 'index-key', key } satisfies ToWriter)
  }

  function settle(message: FromWriter, { disk }: Running): void {
    const request = pending.get(message.id)
    pending.delete(message.id)
    const fail = (cause: unknown) =>
      request?.reject(new StoreUnavailable('SQLite did not take it.', { cause }))
    if (!message.ok) {
      if (message.isOfInput) request?.reject(message.error)
      else fail(message.error)
      return
    }
    const { value, log, isCommitted } = message
    if (isCommitted) disk?.durability.noteCommit()
    // Inside a transaction nothing is promised yet.
    if (disk === undefined || log === undefined) request?.resolve(value)
    else disk.durability.afterSync(() => request?.resolve(value), fail)
    if (log !== undefined) onLog?.(log)
  }

  function lose(lost: Running, cause: unknown): void {
    if (lost !== running) return
    running = undefined
    session++
    lost.disk?.close()
    const error = new StoreUnavailable('The SQLite thread is gone.', { cause })
    for (const request of pending.values()) request.reject(error)
    pending.clear()
  }

  function ask(message: SqliteRequest): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const id = ++lastId
      pending.set(id, { resolve, reject })
      thread().worker.postMessage({ ...message, id })
    })
  }

  if (role === 'writer') thread()
  return {
    session: () => session,
    async request(message) {
      // A thread that is started now would keep the process from ending.
      if (isClosed) throw new StoreUnavailable('The database was closed.')
      const durability = running?.disk?.durability
      if (durability !== undefined && !durability.isSound()) await durability.ensureSound()
      return await ask(message)
    },
    useIndexKey(key) {
      indexKey = key
      if (running !== undefined) tellIndexKey(running.worker, key)
    },
    async close() {
      isClosed = true
      if (running === undefined) return
      const { worker, disk } = running
      await ask({ kind: 'close' })
      await worker.terminate()
      disk?.close()
    },
  }
}
