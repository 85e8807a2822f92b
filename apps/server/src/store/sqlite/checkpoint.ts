import type { Database } from 'better-sqlite3'

/** sqlite.org, PRAGMA wal_checkpoint. */
interface CheckpointRow {
  readonly log: number
  readonly checkpointed: number
}

/** The write-ahead log, in pages of 4 KiB. */
export interface LogState {
  /** All that is in it, also what is copied: only the whole of it can start over. */
  readonly pages: number
  /** Not in the database file yet. */
  readonly left: number
}

/** How long the write-ahead log is; undefined inside a transaction. */
export function createLogMeter(db: Database): () => LogState | undefined {
  let noop: { get(): CheckpointRow | undefined } | undefined
  return () => {
    if (!db.open || db.inTransaction) return undefined
    // NOOP looks and does nothing; it takes 5 µs.
    noop ??= db.prepare<[], CheckpointRow>('PRAGMA wal_checkpoint(NOOP)')
    return stateOf(noop.get())
  }
}

/** Copies what it can of the log into the database file, keeping nobody waiting. */
export function createCheckpoint(db: Database): () => LogState {
  const passive = db.prepare<[], CheckpointRow>('PRAGMA wal_checkpoint(PASSIVE)')
  return () => stateOf(passive.get())
}

function stateOf(row: CheckpointRow | undefined): LogState {
  // -1 for a database without such a log.
  const pages = Math.max(0, row?.log ?? 0)
  return { pages, left: pages - Math.max(0, row?.checkpointed ?? 0) }
}

/** Pages from which on copying pays: fewer, and the same page is copied over and over. */
const WORTH_IT = 8_000
/** From here on the log is to start over: 128 MiB, which takes a fifth of a second to read after a crash. */
const LONG_LOG = 32_768
/** What the writer itself may copy at a time, in milliseconds rather than in their tens. */
const SHORT = 400
/** Passes beside the writer, each shorter than the one before, until what is left is short. */
const MOST_PASSES = 4

/**
 * Keeps the write-ahead log bounded while commits go on. A thread beside the writer copies it into the file, but never
 * to the end while the writer goes on writing, and the log starts over only when all of it is copied; where the
 * writer copies it itself, every commit waits for the whole. So both: the bulk beside the writer, and now and
 * then the short rest between two groups (docs/decisions/commit-path.md has the figures).
 *
 * @param beside copies in another thread
 * @param between the same in the writer's own
 */
export function createCheckpoints(options: {
  readonly beside: () => Promise<LogState>
  readonly between: () => Promise<LogState>
  readonly onError: (error: Error) => void
}): (log: LogState) => void {
  let isUnderWay = false

  async function copy(): Promise<void> {
    let log = await options.beside()
    if (log.pages < LONG_LOG) return
    for (let pass = 1; pass < MOST_PASSES && log.left > SHORT; pass++) log = await options.beside()
    await options.between()
  }

  return (log) => {
    if (isUnderWay || log.left < WORTH_IT) return
    isUnderWay = true
    copy()
      // The log only grows meanwhile: the next commit asks again.
      .catch((cause: unknown) =>
        options.onError(new Error('A checkpoint of SQLite failed.', { cause })),
      )
      .finally(() => {
        isUnderWay = false
      })
  }
}
