import type { PostgresPool } from 'kysely'
import type pg from 'pg'
import type { Connections } from './connections.ts'
import { toError } from './listener.ts'

/** How often the replica is compared with the primary. */
const COMPARE_EVERY_MS = 1_000

/** A replica that is further behind is not asked: lists would show what nobody remembers. */
const MOST_BEHIND_MS = 5_000

/** What the primary had written at some moment. */
interface Mark {
  readonly lsn: string
  readonly at: number
}

/**
 * Connections for long reads: of the replica, while it has replayed what the primary had written a moment
 * before; of the primary, while the replica is away or behind.
 */
export function createReadPool(
  primary: pg.Pool,
  { pool: replica, drop }: Connections,
  onError: (error: Error) => void,
  { compareEveryMs = COMPARE_EVERY_MS, mostBehindMs = MOST_BEHIND_MS } = {},
): PostgresPool {
  let mark: Mark | undefined
  let sameAt = -Infinity
  let timer: NodeJS.Timeout | undefined
  let comparing: Promise<void> | undefined
  let missed = 0

  async function compare(): Promise<void> {
    try {
      // Against the mark before: the newest is on its way at every moment.
      if (mark !== undefined && (await hasReplayed(replica, mark.lsn))) sameAt = mark.at
      mark = await readMark(primary)
    } catch (error) {
      onError(toError(error))
    } finally {
      comparing = undefined
      missed = 0
    }
  }

  function look(): void {
    comparing ??= compare()
    missed += 1
    // Nor does whoever reads from it hear anything.
    if (missed * compareEveryMs > mostBehindMs) drop('all')
  }

  return {
    options: replica.options,
    async connect() {
      if (timer === undefined) {
        look()
        timer = setInterval(look, compareEveryMs).unref()
      }
      if (performance.now() - sameAt > mostBehindMs) return await primary.connect()
      try {
        return await replica.connect()
      } catch (error) {
        sameAt = -Infinity
        onError(toError(error))
        return await primary.connect()
      }
    },
    async end() {
      clearInterval(timer)
      await comparing
      await replica.end()
    },
  }
}

async function readMark(primary: pg.Pool): Promise<Mark> {
  const at = performance.now()
  const { rows } = await primary.query<{ lsn: string }>('SELECT pg_current_wal_lsn() AS lsn')
  return { lsn: rows[0]?.lsn ?? '', at }
}

/** A primary replays nothing, and answers null. */
async function hasReplayed(replica: pg.Pool, lsn: string): Promise<boolean> {
  const { rows } = await replica.query<{ has: boolean | null }>(
    'SELECT pg_last_wal_replay_lsn() >= $1::pg_lsn AS has',
    [lsn],
  )
  return rows[0]?.has === true
}
