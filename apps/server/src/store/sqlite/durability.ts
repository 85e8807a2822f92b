import { closeSync, fdatasync, openSync } from 'node:fs'

export interface Durability {
  /** Calls `answer` once all that is committed so far is on disk; at once where it is. */
  readonly afterSync: (answer: () => void, fail: (error: unknown) => void) => void
  /** Notes that something was committed that is not on disk yet. */
  readonly noteCommit: () => void
  /** False where the disk did not take something: what it holds is then uncertain until a checkpoint succeeds. */
  readonly isSound: () => boolean
  /** Resolves once it is sound again; rejects where that cannot be done now. */
  readonly ensureSound: () => Promise<void>
}

interface Waiting {
  readonly upTo: number
  readonly answer: () => void
  readonly fail: (error: unknown) => void
}

/**
 * Puts commits on disk while the next group is decided. SQLite with `synchronous = FULL` would do it inside
 * COMMIT and keep the thread waiting; with NORMAL it leaves the write-ahead log to the operating system, and
 * this syncs it before anybody hears of the commit. The main thread does so: the writer's would hear that it is
 * done only after the group that it decides meanwhile. Frames of the log are chained by checksums (sqlite.org,
 * "WAL-mode File Format" §4.2), so after a power cut a commit is there only with all before it. Whoever only
 * read waits as well: an answer must not tell of what a power cut could still take back.
 *
 * @param sync puts the log on disk
 * @param repair does the same on another way, by a checkpoint: the pages of a failed sync are not written again by the next
 *   (LWN, "PostgreSQL's fsync() surprise")
 */
export function createDurability(options: {
  readonly sync: (done: (error: Error | null) => void) => void
  readonly repair: () => Promise<void>
}): Durability {
  let committed = 0
  let synced = 0
  let isSyncing = false
  let failure: Error | undefined
  let repairing: Promise<void> | undefined
  let waiting: Waiting[] = []

  function syncSoon(): void {
    if (isSyncing || synced === committed) return
    isSyncing = true
    const upTo = committed
    options.sync((error) => {
      isSyncing = false
      if (error === null) synced = upTo
      else failure = error
      settle()
      syncSoon()
    })
  }

  function settle(): void {
    const due = failure === undefined ? waiting.filter((each) => each.upTo <= synced) : waiting
    waiting = failure === undefined ? waiting.filter((each) => each.upTo > synced) : []
    // What failed is settled: nobody waits for it any more.
    if (failure !== undefined) synced = committed
    for (const each of due) {
      if (failure === undefined) each.answer()
      else each.fail(failure)
    }
  }

  async function repair(): Promise<void> {
    await options.repair()
    failure = undefined
    synced = committed
  }

  return {
    noteCommit() {
      committed++
    },
    afterSync(answer, fail) {
      // It was under way when the disk failed. Another sync would say that all is well, and not try those pages again.
      if (failure !== undefined) {
        fail(failure)
        return
      }
      if (synced === committed) {
        answer()
        return
      }
      waiting.push({ upTo: committed, answer, fail })
      syncSoon()
    },
    isSound: () => failure === undefined,
    async ensureSound() {
      if (failure === undefined) return
      repairing ??= repair().finally(() => {
        repairing = undefined
      })
      await repairing
    },
  }
}

export interface LogSync {
  readonly sync: (done: (error: Error | null) => void) => void
  /** Once what is under way has come to its end. */
  readonly close: () => void
}

/** Syncs the write-ahead log by a descriptor of its own, which SQLite's locks do not mind: those are on other files. */
export function openLogSync(databasePath: string): LogSync {
  let descriptor: number | undefined
  let underWay = 0
  let isClosing = false

  function closeIfIdle(): void {
    if (!isClosing || underWay > 0 || descriptor === undefined) return
    closeSync(descriptor)
    descriptor = undefined
  }

  return {
    sync(done) {
      underWay++
      const end = (error: Error | null) => {
        underWay--
        closeIfIdle()
        done(error)
      }
      try {
        // It is there from the first commit until the last connection closes, and the thread has one.
        descriptor ??= openSync(`${databasePath}-wal`, 'r+')
        fdatasync(descriptor, end)
      } catch (error) {
        end(error instanceof Error ? error : new Error(String(error)))
      }
    },
    close() {
      isClosing = true
      closeIfIdle()
    },
  }
}
