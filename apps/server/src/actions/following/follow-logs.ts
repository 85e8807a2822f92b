import type { Deps } from '../../deps.ts'
import { addFollower, claimFollower, moveFollower } from '../../store/followers.ts'
import { createHorizon, type FindHorizon, type Log } from '../../store/log-horizon.ts'
import type { Follower } from './follower.ts'
import { FOLLOWERS } from './followers.ts'

/** Numbers in one transaction: long enough to touch each page of an index once, short enough that no request waits for it. */
const NUMBERS_A_BATCH = 4_000

export interface LogFollowing {
  /** Takes one batch for each follower, and says whether there is more. */
  readonly follow: () => Promise<boolean>
  /** Until nothing is left that can be followed. */
  readonly followToEnd: () => Promise<void>
}

/** Follows the logs; a node has one of these, and tests call it directly. */
export function createLogFollowing(
  deps: Pick<Deps, 'db' | 'readDb' | 'dialect'>,
  followers: readonly Follower[] = FOLLOWERS,
  { numbersABatch = NUMBERS_A_BATCH }: { readonly numbersABatch?: number } = {},
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
    const reached = await db.transaction().execute(async (tx) => {
      const after = await claimFollower(tx, dialect, name)
      if (after === undefined) return undefined
      const upTo = Math.min(horizon, after + numbersABatch)
      if (upTo <= after) return after
      await follower.take(tx, { after, upTo })
      await moveFollower(tx, name, upTo)
      return upTo
    })
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
