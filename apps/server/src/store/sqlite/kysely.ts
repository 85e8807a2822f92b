import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import type { Schema } from '../schema.ts'
import type { QueryAnswer } from './protocol.ts'

/** Kysely for SQLite, over whatever runs its statements. */
export function openKysely(driver: Driver): Kysely<Schema> {
  return new Kysely<Schema>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => driver,
      createIntrospector: (kysely) => new SqliteIntrospector(kysely),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  })
}

/** A connection of which every statement goes through `run`. */
export function createConnection(
  run: (query: CompiledQuery) => QueryAnswer | Promise<QueryAnswer>,
): DatabaseConnection {
  return {
    async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
      const answer = await run(query)
      // Rows are what the compiled query selects; Kysely has checked their type against the schema.
      return { rows: answer.rows as Row[], numAffectedRows: BigInt(answer.changes) }
    },
    // eslint-disable-next-line eslint/require-yield
    async *streamQuery() {
      throw new Error(
        "Streaming is not offered by SQLite's threads; page through the rows instead.",
      )
    },
  }
}

/** Kysely in the writer thread itself, inside a transaction that is open already. It settles in microtasks alone. */
export function openInTransaction(
  query: (sql: string, parameters: readonly unknown[]) => QueryAnswer,
): Kysely<Schema> {
  const connection = createConnection(({ sql, parameters }) => query(sql, parameters))
  return openKysely({
    init: async () => {},
    acquireConnection: async () => connection,
    beginTransaction: refuse,
    commitTransaction: refuse,
    rollbackTransaction: refuse,
    releaseConnection: async () => {},
    destroy: async () => {},
  })
}

async function refuse(): Promise<never> {
  throw new Error('A task is one transaction already.')
}
