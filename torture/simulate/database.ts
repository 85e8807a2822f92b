import type { Database } from 'better-sqlite3'
import { runTask } from '../../apps/server/src/actions/run-task.ts'
import { runActs } from '../../apps/server/src/actions/hot/run-acts.ts'
import { StoreUnavailable } from '../../apps/server/src/store/group-commit.ts'
import type { SqlitePort } from '../../apps/server/src/store/sqlite/thread.ts'
import { isOfInput } from '../../apps/server/src/store/sqlite/queries.ts'
import { createWork } from '../../apps/server/src/store/sqlite/work.ts'
import { type MasterKey, openVault } from '../../apps/server/src/store/vault.ts'
import type { Random } from '../random.ts'
import type { Scheduler } from './scheduler.ts'

/** A query takes so long, at most, on its way there, and its answer on the way back; milliseconds. */
const LONGEST_WAY_MS = 8

/**
 * The database of one simulated node, on a connection that outlives it. Between the moment that a statement
 * is asked for, the one that runs it, and the one that knows of it, the node may die.
 */
export function createSimulatedPort(
  db: Database,
  options: {
    readonly scheduler: Scheduler
    readonly random: Random
    readonly masterKeys: readonly MasterKey[]
    readonly isDead: () => boolean
  },
): SqlitePort {
  const { scheduler, random, isDead } = options
  const vault = openVault(options.masterKeys)
  const { answerOf } = createWork(db, vault, { runActs, runTask })
  const later = (act: () => void) =>
    scheduler.after(random() * LONGEST_WAY_MS, () => {
      // Whoever waits is dead too.
      if (!isDead()) act()
    })
  return {
    session: () => 0,
    useIndexKey: (key) => vault.useIndexKey(key),
    request: (message) =>
      new Promise((resolve, reject) => {
        if (message.kind !== 'query' && message.kind !== 'group' && message.kind !== 'task')
          throw new Error('A simulated node dies and is never closed, and its log is in memory.')
        later(() => {
          answerOf(message).then(
            (value) => later(() => resolve(value)),
            (error: unknown) =>
              later(() =>
                reject(
                  isOfInput(error)
                    ? error
                    : new StoreUnavailable('SQLite did not take it.', { cause: error }),
                ),
              ),
          )
        })
      }),
    close: async () => {},
  }
}
