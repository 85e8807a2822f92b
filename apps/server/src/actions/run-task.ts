import type { Kysely } from 'kysely'
import type { RunTask } from '../store/acts.ts'
import type { Dialect } from '../store/migrations/migration.ts'
import type { Schema } from '../store/schema.ts'
import { replaceSealed, type SealedChanges } from '../store/sealed-fields.ts'
import { FOLLOWERS } from './following/followers.ts'
import { type BatchInput, takeBatch } from './following/take-batch.ts'

/** Does a task in one transaction. The SQLite writer thread loads this module, so nothing it imports may need the main thread. */
export const runTask: RunTask = async (tx, dialect, { task, input }) => {
  switch (task) {
    case 'follow':
      // follow-logs.ts is its one caller.
      return await follow(tx, dialect, input as BatchInput & { readonly name: string })
    case 'replace-sealed':
      // change-master-key.ts is its one caller.
      return await replaceSealed(tx, dialect, input as SealedChanges)
    default:
      throw new RangeError(`There is no task "${task}".`)
  }
}

async function follow(
  tx: Kysely<Schema>,
  dialect: Dialect,
  { name, ...range }: BatchInput & { readonly name: string },
): Promise<number | undefined> {
  const follower = FOLLOWERS.find((each) => each.name === name)
  if (follower === undefined) throw new RangeError(`There is no follower "${name}".`)
  return await takeBatch(tx, dialect, follower, range)
}
