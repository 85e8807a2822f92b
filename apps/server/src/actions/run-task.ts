import type { RunTask } from '../store/acts.ts'
import { FOLLOWERS } from './following/followers.ts'
import { type BatchInput, takeBatch } from './following/take-batch.ts'

/** Does a task in one transaction. The SQLite writer thread loads this module, so nothing it imports may need the main thread. */
export const runTask: RunTask = async (tx, dialect, { task, input }) => {
  if (task !== 'follow') throw new RangeError(`There is no task "${task}".`)
  // follow-logs.ts is its one caller.
  const { name, ...range } = input as BatchInput & { readonly name: string }
  const follower = FOLLOWERS.find((each) => each.name === name)
  if (follower === undefined) throw new RangeError(`There is no follower "${name}".`)
  return await takeBatch(tx, dialect, follower, range)
}
