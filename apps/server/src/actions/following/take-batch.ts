import type { Kysely } from 'kysely'
import { claimFollower, moveFollower } from '../../store/followers.ts'
import type { Dialect } from '../../store/migrations/migration.ts'
import type { Schema } from '../../store/schema.ts'
import type { Follower } from './follower.ts'

export interface BatchInput {
  /** The last number that may be taken. */
  readonly horizon: number
  /** Of the log, at most. */
  readonly numbers: number
}

/** Takes the next batch of a follower and says which number it has come to; undefined while another node holds its place. */
export async function takeBatch(
  tx: Kysely<Schema>,
  dialect: Dialect,
  follower: Follower,
  { horizon, numbers }: BatchInput,
): Promise<number | undefined> {
  const after = await claimFollower(tx, dialect, follower.name)
  if (after === undefined) return undefined
  const upTo = Math.min(horizon, after + numbers)
  if (upTo <= after) return after
  await follower.take(tx, { after, upTo })
  await moveFollower(tx, follower.name, upTo)
  return upTo
}
