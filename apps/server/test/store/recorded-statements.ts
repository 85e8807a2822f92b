import openDatabase, { type Database, type Statement } from 'better-sqlite3'
import { type Kysely, type KyselyPlugin, sql } from 'kysely'
import pg from 'pg'
import { inject, onTestFinished } from 'vitest'
import { runActs } from '../../src/actions/hot/run-acts.ts'
import { runTask } from '../../src/actions/run-task.ts'
import type { Deps } from '../../src/deps.ts'
import { drawFrom, ENTROPY_PER_INPUT } from '../../src/store/acts.ts'
import type { HotTransaction } from '../../src/store/hot.ts'
import { createPostgresHot } from '../../src/store/postgres/hot.ts'
import type { Schema } from '../../src/store/schema.ts'
import { createSqliteHot } from '../../src/store/sqlite/hot.ts'

/** A statement that was executed, with the parameters of its first execution. */
export interface Recorded {
  readonly text: string
  readonly parameters: readonly unknown[]
  /** Of the hot acts: PostgreSQL keeps one plan for whatever comes. */
  readonly isPrepared: boolean
}

export interface Recorder {
  /** For testServer: the same store, with everything that goes to it written down. */
  readonly deps: (own: Deps) => Partial<Deps>
  readonly statements: () => readonly Recorded[]
  /** For what the test itself wants to know. */
  readonly unrecorded: <T>(work: () => Promise<T>) => Promise<T>
}

/** Object id of `int8` in pg_type. */
const INT8 = 20

/** The parts of a statement that the hot acts call. */
const EXECUTING = ['run', 'get', 'all'] as const

/**
 * Writes down every statement as it is executed. Those of the hot acts run on a connection of the test's
 * own, in one transaction for each input: the real acts, on the real statements.
 */
export function createRecorder(): Recorder {
  const seen = new Map<string, Recorded>()
  let isPaused = false
  const note = (text: string, parameters: readonly unknown[], isPrepared: boolean) => {
    if (!isPaused && !seen.has(text)) seen.set(text, { text, parameters, isPrepared })
  }

  function noting(db: Kysely<Schema>): Kysely<Schema> {
    const plugin: KyselyPlugin = {
      transformQuery({ node, queryId }) {
        const { sql: text, parameters } = db.getExecutor().compileQuery(node, queryId)
        note(text, parameters, false)
        return node
      },
      transformResult: async ({ result }) => result,
    }
    return db.withPlugin(plugin)
  }

  const notePrepared = (text: string, parameters: readonly unknown[]) =>
    note(text, parameters, true)

  return {
    deps(own) {
      let connecting: Promise<Connection> | undefined
      const connect = async () =>
        own.dialect === 'sqlite'
          ? connectSqlite(await findPath(own.db), notePrepared)
          : await connectPostgres(await findUrl(own.db), notePrepared)
      return {
        db: noting(own.db),
        readDb: noting(own.readDb),
        runTask: async (task, input) =>
          await noting(own.db)
            .transaction()
            .execute(async (tx) => await runTask(tx, own.dialect, { task, input })),
        async runAct(act, _key, input) {
          connecting ??= connect()
          const { tx, run } = await connecting
          await run('BEGIN')
          const random = drawFrom(own.random(ENTROPY_PER_INPUT))
          const context = { tx, vault: own.vault, now: own.now(), random }
          const [output] = await runActs(context, [{ act, input }])
          await run('COMMIT')
          return output
        },
      }
    },
    statements: () => [...seen.values()],
    async unrecorded(work) {
      isPaused = true
      try {
        return await work()
      } finally {
        isPaused = false
      }
    },
  }
}

interface Connection {
  readonly tx: HotTransaction
  readonly run: (statement: string) => Promise<unknown>
}

type Note = (text: string, parameters: readonly unknown[]) => void

export async function findPath(db: Kysely<Schema>): Promise<string> {
  const { rows } = await sql<{ readonly file: string }>`PRAGMA database_list`.execute(db)
  return rows[0]?.file ?? ''
}

export async function findUrl(db: Kysely<Schema>): Promise<string> {
  const { rows } = await sql<{ readonly name: string }>`SELECT current_database() AS name`.execute(
    db,
  )
  const url = new URL(inject('postgresUrl'))
  url.pathname = `/${rows[0]?.name ?? ''}`
  return url.href
}

function connectSqlite(path: string, note: Note): Connection {
  const db = openDatabase(path)
  onTestFinished(() => void db.close())
  const noting = new Proxy<Database>(db, {
    get(target, name) {
      if (name !== 'prepare') return Reflect.get(target, name, target)
      return (text: string) => notingStatement(target.prepare(text), (those) => note(text, those))
    },
  })
  return { tx: createSqliteHot(noting), run: async (statement) => db.exec(statement) }
}

function notingStatement(statement: Statement, note: (parameters: readonly unknown[]) => void) {
  return new Proxy(statement, {
    get(target, name) {
      const executing = EXECUTING.find((each) => each === name)
      if (executing === undefined) return Reflect.get(target, name, target)
      return (...parameters: readonly unknown[]) => {
        note(parameters)
        return target[executing](...parameters)
      }
    },
  })
}

async function connectPostgres(url: string, note: Note): Promise<Connection> {
  const types = {
    getTypeParser: (oid: number) => (oid === INT8 ? Number : pg.types.getTypeParser(oid)),
  }
  const pool = new pg.Pool({ connectionString: url, max: 1, types })
  const client = await pool.connect()
  onTestFinished(async () => {
    client.release()
    await pool.end()
  })
  const noting = new Proxy(client, {
    get(target, name) {
      if (name !== 'query') return Reflect.get(target, name, target)
      return (config: pg.QueryConfig) => {
        note(config.text, config.values ?? [])
        return target.query(config)
      }
    },
  })
  return { tx: createPostgresHot(noting), run: async (statement) => await client.query(statement) }
}
