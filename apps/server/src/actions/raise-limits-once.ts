import type { Kysely } from 'kysely'
import type { Schema } from '../store/schema.ts'
import { raiseThrottles } from '../store/throttles.ts'
import { type Limit, raiseLimits } from './hot/counting.ts'

/** Counts one more against each limit, outside the hot acts; until when it is throttled, if it is. */
export async function raiseLimitsOnce(
  db: Kysely<Schema>,
  limits: readonly Limit[],
  now: number,
): Promise<number | undefined> {
  const [until] = await raiseLimits(
    { raiseThrottles: (raises, at) => raiseThrottles(db, raises, at) },
    [limits],
    now,
  )
  return until
}
