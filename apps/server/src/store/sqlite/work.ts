import type { Database } from 'better-sqlite3'
import { type ActGroup, drawFrom, type RunActs, type RunTask } from '../acts.ts'
import type { Vault } from '../vault.ts'
import { createSqliteHot } from './hot.ts'
import { openInTransaction } from './kysely.ts'
import type { WorkRequest } from './protocol.ts'
import { createQueries } from './queries.ts'

/** What is done inside the transactions of the database. */
export interface Inside {
  readonly runActs: RunActs
  readonly runTask: RunTask
}

/** What the database says to queries, to groups of hot acts, and to tasks. */
export interface Work {
  readonly answerOf: (message: WorkRequest) => Promise<unknown>
  /** Whether anything was committed since this was asked last. */
  readonly takeCommitted: () => boolean
}

export function createWork(db: Database, vault: Vault, { runActs, runTask }: Inside): Work {
  // Changes of the schema are no changes of rows, and count none.
  let hasWritten = false
  const query = createQueries(db, () => {
    hasWritten = true
  })
  const inTransaction = createTransaction(db)
  const totalChanges = db.prepare<[], number>('SELECT total_changes()').pluck()
  let changes = 0
  let statements: ReturnType<typeof createSqliteHot> | undefined

  function decide({ inputs, now, entropy }: ActGroup): Promise<readonly unknown[]> {
    // Compiled at the first group: before it, migrations may still be creating the tables.
    statements ??= createSqliteHot(db)
    return runActs({ tx: statements, vault, now, random: drawFrom(entropy) }, inputs)
  }

  const tasks = openInTransaction(query)
  return {
    async answerOf(message) {
      switch (message.kind) {
        case 'query':
          return query(message.sql, message.parameters)
        case 'group':
          return await inTransaction(() => decide(message.group))
        case 'task':
          return await inTransaction(() => runTask(tasks, 'sqlite', message.task))
      }
    },
    takeCommitted() {
      if (db.inTransaction) return false
      const before = changes
      changes = totalChanges.get() ?? before
      const isCommitted = hasWritten || changes !== before
      hasWritten = false
      return isCommitted
    },
  }
}

function createTransaction(db: Database) {
  const begin = db.prepare('BEGIN IMMEDIATE')
  const commit = db.prepare('COMMIT')
  const rollback = db.prepare('ROLLBACK')
  return async <Outcome>(run: () => Promise<Outcome>): Promise<Outcome> => {
    begin.run()
    try {
      const outcome = await run()
      commit.run()
      return outcome
    } catch (error) {
      if (db.inTransaction) rollback.run()
      throw error
    }
  }
}
