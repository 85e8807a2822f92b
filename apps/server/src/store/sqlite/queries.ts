import { type Database, SqliteError, type Statement } from 'better-sqlite3'
import type { QueryAnswer } from './protocol.ts'

/** Statements are kept by their text, so that a repeated query is compiled once. Bounded: texts of `IN` lists vary. */
const KEPT_STATEMENTS = 500

export type RunQuery = (sql: string, parameters: readonly unknown[]) => QueryAnswer

/** @param onWrite hears of each statement that may change something, before it runs */
export function createQueries(db: Database, onWrite: () => void = () => {}): RunQuery {
  const compile = createCompiler(db)
  return (sql, parameters) => {
    const statement = compile(sql)
    if (!statement.readonly) onWrite()
    if (statement.reader) return { rows: statement.all(...parameters), changes: 0 }
    return { rows: [], changes: statement.run(...parameters).changes }
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

/** A constraint or a type that one input breaks, or a bug of ours; not a file that is full, locked or broken. */
export function isOfInput(error: unknown): boolean {
  return error instanceof SqliteError
    ? /^SQLITE_(CONSTRAINT|MISMATCH|TOOBIG)/.test(error.code)
    : true
}
