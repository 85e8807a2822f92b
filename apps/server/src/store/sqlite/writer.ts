import type { MessagePort } from 'node:worker_threads'
import openDatabase, { type Database, SqliteError, type Statement } from 'better-sqlite3'
import { type ActGroup, drawFrom, type RunActs, type RunTask } from '../acts.ts'
import { openVault, type Vault } from '../vault.ts'
import { createSqliteHot } from './hot.ts'
import { createCheckpoint, createLogMeter, type LogState } from './checkpoint.ts'
import { createDurability, createLogSync } from './durability.ts'
import { openInTransaction } from './kysely.ts'
import { prepareConnection, prepareReader } from './pragmas.ts'
import type { FromWriter, QueryAnswer, ToWriter, WorkRequest, WriterData } from './protocol.ts'

/** What is done inside the transactions of the database. */
export interface Inside {
  readonly runActs: RunActs
  readonly runTask: RunTask
}

/** The writer thread: the only connection that writes, so that commits never block the event loop. Or one that reads beside it. */
export function serveWriter(port: MessagePort, data: WriterData, inside: Inside): void {
  const isReadOnly = data.isReadOnly ?? false
  const db = openDatabase(data.path, { readonly: isReadOnly })
  if (isReadOnly) prepareReader(db)
  else prepareConnection(db)
  const vault = openVault(data.masterKeys)
  const work = createWork(db, vault, inside)
  const readLog = isReadOnly ? () => undefined : createLogMeter(db)
  const durability = createDurability({
    sync: createLogSync(data.path),
    repair: () => repair(db),
  })
  let checkpoint: (() => LogState) | undefined
  const send = (answer: FromWriter) => port.postMessage(answer)

  // One message a turn of the event loop: between two of them it hears what has come to disk meanwhile.
  const queue: ToWriter[] = []
  port.on('message', (message: ToWriter) => {
    queue.push(message)
    if (queue.length === 1) setImmediate(takeNext)
  })

  function takeNext(): void {
    const [message] = queue
    if (message !== undefined) take(message)
    queue.shift()
    if (queue.length > 0) setImmediate(takeNext)
  }

  function take(message: ToWriter): void {
    const { id } = message
    const fail = (cause: unknown, isOfInput: boolean) => {
      const error = cause instanceof Error ? cause : new Error(String(cause))
      send({ id, ok: false, error, isOfInput })
    }
    const answer = (value: unknown) => {
      if (work.takeCommitted()) durability.noteCommit()
      const log = readLog()
      // Inside a transaction nothing is promised yet.
      if (db.inTransaction) send({ id, ok: true, value, log })
      else
        durability.afterSync(
          () => send({ id, ok: true, value, log }),
          (error) => fail(error, false),
        )
    }
    const refuse = (error: unknown) => fail(error, isOfInput(error))
    try {
      if (message.kind === 'close') {
        db.close()
        send({ id, ok: true, value: undefined, log: undefined })
        port.close()
      } else if (message.kind === 'index-key') {
        vault.useIndexKey(message.key)
        answer(undefined)
      } else if (message.kind === 'checkpoint') {
        checkpoint ??= createCheckpoint(isReadOnly ? openDatabase(data.path) : db)
        answer(checkpoint())
      } else {
        durability.ensureSound()
        // Settles in microtasks alone: no other message can come between BEGIN and COMMIT.
        work.answerOf(message).then(answer, refuse)
      }
    } catch (error) {
      refuse(error)
    }
  }
}

/** A constraint or a type that one input breaks, or a bug of ours; not a file that is full, locked or broken. */
export function isOfInput(error: unknown): boolean {
  return error instanceof SqliteError
    ? /^SQLITE_(CONSTRAINT|MISMATCH|TOOBIG)/.test(error.code)
    : true
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

/** Statements are kept by their text, so that a repeated query is compiled once. Bounded: texts of `IN` lists vary. */
const KEPT_STATEMENTS = 500

/** What the database says to queries, to groups of hot acts, and to tasks. */
export interface Work {
  readonly answerOf: (message: WorkRequest) => Promise<unknown>
  /** Whether anything was committed since this was asked last. */
  readonly takeCommitted: () => boolean
}

export function createWork(db: Database, vault: Vault, { runActs, runTask }: Inside): Work {
  const compile = createCompiler(db)
  const inTransaction = createTransaction(db)
  const totalChanges = db.prepare<[], number>('SELECT total_changes()').pluck()
  let changes = 0
  let hasWritten = false
  let statements: ReturnType<typeof createSqliteHot> | undefined

  function query(sql: string, parameters: readonly unknown[]): QueryAnswer {
    const statement = compile(sql)
    // Changes of the schema are no changes of rows, and count none.
    if (!statement.readonly) hasWritten = true
    if (statement.reader) return { rows: statement.all(...parameters), changes: 0 }
    return { rows: [], changes: statement.run(...parameters).changes }
  }

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

function createCompiler(db: Database): (sql: string) => Statement {
  const statements = new Map<string, Statement>()
  return (sql) => {
    const known = statements.get(sql)
    if (known !== undefined) return known
    const statement = db.prepare(sql)
    if (statements.size >= KEPT_STATEMENTS) statements.clear()
    statements.set(sql, statement)
    return statement
  }
}

/**
 * Writes the whole log back into the file. Whoever was amid a transaction has lost it: no statement of theirs
 * may run outside of it, and their ROLLBACK would never come to run.
 */
export function repair(db: Database): void {
  if (db.inTransaction) {
    db.exec('ROLLBACK')
    throw new Error('The disk failed, and the transaction was ended.')
  }
  const [row] = db.pragma('wal_checkpoint(TRUNCATE)') as readonly { readonly busy: number }[]
  if (row?.busy !== 0) throw new Error('The write-ahead log of SQLite could not be written back.')
}
