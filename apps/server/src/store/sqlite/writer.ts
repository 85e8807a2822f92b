import type { MessagePort } from 'node:worker_threads'
import openDatabase, { type Database, SqliteError, type Statement } from 'better-sqlite3'
import { type ActGroup, drawFrom, type RunActs, type RunTask } from '../acts.ts'
import { openVault } from '../vault.ts'
import { createSqliteHot } from './hot.ts'
import { createCheckpoint, createLogMeter, type LogState } from './checkpoint.ts'
import { createDurability, createLogSync } from './durability.ts'
import { openInTransaction } from './kysely.ts'
import { prepareConnection, prepareReader } from './pragmas.ts'
import type { FromWriter, QueryAnswer, ToWriter, WriterData } from './protocol.ts'

/** The writer thread: the only connection that writes, so that commits never block the event loop. Or one that reads beside it. */
export function serveWriter(
  port: MessagePort,
  data: WriterData,
  { runActs, runTask }: { readonly runActs: RunActs; readonly runTask: RunTask },
): void {
  const isReadOnly = data.isReadOnly ?? false
  const db = openDatabase(data.path, { readonly: isReadOnly })
  if (isReadOnly) prepareReader(db)
  else prepareConnection(db)
  const vault = openVault(data.masterKeys)
  const work = createWork(db)
  const readLog = isReadOnly ? () => undefined : createLogMeter(db)
  const durability = createDurability({
    sync: createLogSync(data.path),
    repair: () => truncateLog(db),
  })
  let checkpoint: (() => LogState) | undefined
  const inTransaction = createTransaction(db)
  const tasks = openInTransaction((sql, parameters) => work.query(sql, parameters))

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

  const send = (answer: FromWriter) => port.postMessage(answer)

  function take(message: ToWriter): void {
    const { id } = message
    const fail = (cause: unknown, isOfInput: boolean) => {
      const error = cause instanceof Error ? cause : new Error(String(cause))
      send({ id, ok: false, error, isOfInput })
    }
    const refuse = (error: unknown) => fail(error, isOfInput(error))
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
    try {
      switch (message.kind) {
        case 'query':
          durability.ensureSound()
          answer(work.query(message.sql, message.parameters))
          break
        case 'group':
          durability.ensureSound()
          // Settles in microtasks alone: no other message can come between BEGIN and COMMIT.
          inTransaction(() => decide(message.group)).then(answer, refuse)
          break
        case 'task':
          durability.ensureSound()
          inTransaction(() => runTask(tasks, 'sqlite', message.task)).then(answer, refuse)
          break
        case 'checkpoint':
          checkpoint ??= createCheckpoint(isReadOnly ? openDatabase(data.path) : db)
          answer(checkpoint())
          break
        case 'index-key':
          vault.useIndexKey(message.key)
          answer(undefined)
          break
        case 'close':
          db.close()
          send({ id, ok: true, value: undefined, log: undefined })
          port.close()
          break
      }
    } catch (error) {
      refuse(error)
    }
  }

  let statements: ReturnType<typeof createSqliteHot> | undefined
  function decide({ inputs, now, entropy }: ActGroup): Promise<readonly unknown[]> {
    // Compiled at the first group: before it, migrations may still be creating the tables.
    statements ??= createSqliteHot(db)
    return runActs({ tx: statements, vault, now, random: drawFrom(entropy) }, inputs)
  }
}

/** A constraint or a type that one input breaks, or a bug of ours; not a file that is full, locked or broken. */
function isOfInput(error: unknown): boolean {
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

function createWork(db: Database) {
  const statements = new Map<string, Statement>()
  const totalChanges = db.prepare<[], number>('SELECT total_changes()').pluck()
  let changes = 0
  let hasWritten = false

  function compile(sql: string): Statement {
    const known = statements.get(sql)
    if (known !== undefined) return known
    const statement = db.prepare(sql)
    if (statements.size >= KEPT_STATEMENTS) statements.clear()
    statements.set(sql, statement)
    return statement
  }

  return {
    query(sql: string, parameters: readonly unknown[]): QueryAnswer {
      const statement = compile(sql)
      // Changes of the schema are no changes of rows, and count none.
      if (!statement.readonly) hasWritten = true
      if (statement.reader) return { rows: statement.all(...parameters), changes: 0 }
      return { rows: [], changes: statement.run(...parameters).changes }
    },
    /** Whether anything was committed since this was asked last. */
    takeCommitted(): boolean {
      if (db.inTransaction) return false
      const before = changes
      changes = totalChanges.get() ?? before
      const isCommitted = hasWritten || changes !== before
      hasWritten = false
      return isCommitted
    },
  }
}

function truncateLog(db: Database): void {
  const [row] = db.pragma('wal_checkpoint(TRUNCATE)') as readonly { readonly busy: number }[]
  if (row?.busy !== 0) throw new Error('The write-ahead log of SQLite could not be written back.')
}
