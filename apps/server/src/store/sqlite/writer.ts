import type { MessagePort } from 'node:worker_threads'
import openDatabase, { type Database, SqliteError, type Statement } from 'better-sqlite3'
import { type ActGroup, drawFrom, type RunActs } from '../acts.ts'
import { openVault } from '../vault.ts'
import { createSqliteHot } from './hot.ts'
import { prepareConnection, prepareReader } from './pragmas.ts'
import type { FromWriter, QueryAnswer, ToWriter, WriterData } from './protocol.ts'

/** The writer thread: the only connection that writes, so that commits never block the event loop. Or one that reads beside it. */
export function serveWriter(port: MessagePort, data: WriterData, runActs: RunActs): void {
  const isReadOnly = data.isReadOnly ?? false
  const db = openDatabase(data.path, { readonly: isReadOnly })
  if (isReadOnly) prepareReader(db)
  else prepareConnection(db)
  const vault = openVault(data.masterKeys)
  const query = createQuery(db)
  let runGroup: ((group: ActGroup) => Promise<readonly unknown[]>) | undefined

  port.on('message', (message: ToWriter) => {
    const answer = (value: unknown) =>
      port.postMessage({ id: message.id, ok: true, value } satisfies FromWriter)
    const fail = (error: unknown) =>
      port.postMessage({
        id: message.id,
        ok: false,
        error: error instanceof Error ? error : new Error(String(error)),
        isOfInput: isOfInput(error),
      } satisfies FromWriter)
    try {
      switch (message.kind) {
        case 'query':
          answer(query(message.sql, message.parameters))
          break
        case 'group':
          // Compiled at the first group: before it, migrations may still be creating the tables.
          runGroup ??= createGroupRunner(db, (group) =>
            runActs(
              { tx: hot(), vault, now: group.now, random: drawFrom(group.entropy) },
              group.inputs,
            ),
          )
          // Settles in microtasks alone: no other message can come between BEGIN and COMMIT.
          runGroup(message.group).then(answer, fail)
          break
        case 'index-key':
          vault.useIndexKey(message.key)
          answer(undefined)
          break
        case 'close':
          db.close()
          answer(undefined)
          port.close()
          break
      }
    } catch (error) {
      fail(error)
    }
  })

  let statements: ReturnType<typeof createSqliteHot> | undefined
  function hot() {
    statements ??= createSqliteHot(db)
    return statements
  }
}

/** A constraint or a type that one input breaks, or a bug of ours; not a file that is full, locked or broken. */
function isOfInput(error: unknown): boolean {
  return error instanceof SqliteError
    ? /^SQLITE_(CONSTRAINT|MISMATCH|TOOBIG)/.test(error.code)
    : true
}

function createGroupRunner(db: Database, decide: (group: ActGroup) => Promise<readonly unknown[]>) {
  const begin = db.prepare('BEGIN IMMEDIATE')
  const commit = db.prepare('COMMIT')
  const rollback = db.prepare('ROLLBACK')
  return async (group: ActGroup) => {
    begin.run()
    try {
      const outputs = await decide(group)
      commit.run()
      return outputs
    } catch (error) {
      if (db.inTransaction) rollback.run()
      throw error
    }
  }
}

/** Statements by their text, so that a repeated query is compiled once. Bounded: texts of `IN` lists vary. */
const KEPT_STATEMENTS = 500

function createQuery(db: Database) {
  const statements = new Map<string, Statement>()
  return (sql: string, parameters: readonly unknown[]): QueryAnswer => {
    let statement = statements.get(sql)
    if (statement === undefined) {
      statement = db.prepare(sql)
      if (statements.size >= KEPT_STATEMENTS) statements.clear()
      statements.set(sql, statement)
    }
    if (statement.reader) return { rows: statement.all(...parameters), changes: 0 }
    return { rows: [], changes: statement.run(...parameters).changes }
  }
}
