import type { Deps } from '../../deps.ts'
import { addFollower } from '../../store/followers.ts'
import { createHorizon, type FindHorizon, type Log } from '../../store/log-horizon.ts'
import type { Follower } from './follower.ts'
import { FOLLOWERS } from './followers.ts'
import type { BatchInput } from './take-batch.ts'

/**
 * Numbers in one transaction. On PostgreSQL, where it keeps nobody waiting, enough to touch each page of an index
 * once; on SQLite, which has one writer, what takes some milliseconds.
 */
const NUMBERS_A_BATCH = { sqlite: 500, postgres: 4_000 } as const

export interface LogFollowing {
  /** Takes one batch for each follower, and says whether there is more. */
  readonly follow: () => Promise<boolean>
  /** Until nothing is left that can be followed. */
  readonly followToEnd: () => Promise<void>
}

/** Takes a batch of a follower in one transaction; tests bring followers of their own. */
export type TakeBatch = (follower: Follower, input: BatchInput) => Promise<number | undefined>

function takeByTask({ runTask }: Pick<Deps, 'runTask'>): TakeBatch {
  // run-task.ts answers a 'follow' with exactly this.
  return async ({ name }, input) =>
    (await runTask('follow', { name, ...input })) as number | undefined
}

/** Follows the logs; a node has one of these, and tests call it directly. */
export function createLogFollowing(
  deps: Pick<Deps, 'db' | 'readDb' | 'dialect' | 'runTask'>,
  followers: readonly Follower[] = FOLLOWERS,
  {
    take = takeByTask(deps),
    numbersABatch = NUMBERS_A_BATCH[deps.dialect],
  }: { readonly take?: TakeBatch; readonly numbersABatch?: number } = {},
): LogFollowing {
  const { db, readDb, dialect } = deps
  // Only the primary knows who still writes.
  const from = dialect === 'postgres' ? db : readDb
  const horizons: Readonly<Record<Log, FindHorizon>> = {
    events: createHorizon(from, dialect, 'events'),
    messages: createHorizon(from, dialect, 'messages'),
  }
  const places = new Map<string, number>()

  async function follow(): Promise<boolean> {
    let isMore = false
    for (const log of ['events', 'messages'] as const) {
      const horizon = await horizons[log]()
      for (const follower of followers.filter((each) => each.log === log)) {
        if (await takeBatch(follower, horizon)) isMore = true
      }
    }
    return isMore
  }

  async function takeBatch(follower: Follower, horizon: number): Promise<boolean> {
    const { name, begins } = follower
    if (!places.has(name)) await addFollower(db, name, begins === 'first' ? 0 : horizon)
    // An idle service writes nothing, and does not even ask the writer.
    else if ((places.get(name) ?? 0) >= horizon) return false
    const reached = await take(follower, { horizon, numbers: numbersABatch })
    places.set(name, reached ?? 0)
    return reached !== undefined && reached < horizon
  }

  return {
    follow,
    async followToEnd() {
      let isMore = true
      while (isMore) isMore = await follow()
    },
  }
}
