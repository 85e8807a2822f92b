import type { Kysely } from 'kysely'
import type { Schema } from '../store/schema.ts'
import { raiseThrottles } from '../store/throttles.ts'
import { type ExceededLimit, type Limit, raiseLimits } from './hot/counting.ts'

/** Counts one more against each limit, outside the hot acts; which it exceeds, if any. */
export async function raiseLimitsOnce(
  db: Kysely<Schema>,
  limits: readonly Limit[],
  now: number,
): Promise<ExceededLimit | undefined> {
  const [exceeded] = await raiseLimits(
    { raiseThrottles: (raises, at) => raiseThrottles(db, raises, at) },
    [limits],
    now,
  )
  return exceeded
}
