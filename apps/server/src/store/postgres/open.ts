import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { type ActGroup, drawFrom, type RunActs } from '../acts.ts'
import { StoreUnavailable } from '../group-commit.ts'
import type { Schema } from '../schema.ts'
import type { Vault } from '../vault.ts'
import { createPostgresHot } from './hot.ts'

/** Connections of one node. Hot groups take a few, the rest is for everything else. */
const POOL_SIZE = 12

/** How long a request may wait for a connection before it is answered 503. */
const CONNECT_TIMEOUT_MS = 5_000

/** No statement of ours takes as long; one that does is stuck, and must not hold its locks. */
const STATEMENT_TIMEOUT_MS = 15_000

/** Object id of `int8` in pg_type. */
const INT8 = 20

export interface Postgres {
  readonly db: Kysely<Schema>
  readonly runGroup: (group: ActGroup) => Promise<readonly unknown[]>
  readonly close: () => Promise<void>
}

export function openPostgres(
  url: string,
  options: {
    readonly vault: Vault
    readonly runActs: RunActs
    readonly onIdleError: (error: Error) => void
  },
): Postgres {
  const pool = new pg.Pool({
    connectionString: url,
    max: POOL_SIZE,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    application_name: 'countersign',
    types: {
      // Our BIGINTs are times, counts and ids below 2^53, so they fit a number.
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        oid === INT8 && format !== 'binary' ? Number : pg.types.getTypeParser(oid, format),
    },
  })
  // A connection that breaks while idle is replaced by the pool; unhandled, it would end the process.
  pool.on('error', options.onIdleError)
  // And one that breaks between two statements of a transaction, too: the next statement says so.
  pool.on('connect', (client) => client.on('error', () => {}))
  const hotOf = new WeakMap<pg.PoolClient, ReturnType<typeof createPostgresHot>>()

  return {
    db: new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) }),
    runGroup: (group) => runAgainAfterConflict(() => runOnce(group)),
    async close() {
      await pool.end()
    },
  }

  async function runOnce(group: ActGroup): Promise<readonly unknown[]> {
    const client = await pool.connect().catch((cause: unknown) => {
      throw new StoreUnavailable('PostgreSQL gave no connection.', { cause })
    })
    let broken: Error | undefined
    try {
      const tx = hotOf.get(client) ?? createPostgresHot(client)
      hotOf.set(client, tx)
      await client.query('BEGIN')
      const context = {
        tx,
        vault: options.vault,
        now: group.now,
        random: drawFrom(group.entropy),
      }
      const outputs = await options.runActs(context, group.inputs)
      await client.query('COMMIT')
      return outputs
    } catch (error) {
      // A connection that cannot even roll back is not given to anyone else.
      await client.query('ROLLBACK').catch((cause: unknown) => {
        broken = cause instanceof Error ? cause : new Error('ROLLBACK failed', { cause })
      })
      throw isOfInput(error) && broken === undefined
        ? error
        : new StoreUnavailable('PostgreSQL did not take a group.', { cause: error })
    } finally {
      client.release(broken)
    }
  }
}

/** How often a group is taken that PostgreSQL ends to let another transaction through. */
const MOST_ATTEMPTS = 3

/** Nothing of an attempt that was rolled back has been seen by anyone, so the whole is simply done again. */
async function runAgainAfterConflict(
  run: () => Promise<readonly unknown[]>,
): Promise<readonly unknown[]> {
  for (let attempt = 1; attempt < MOST_ATTEMPTS; attempt++) {
    try {
      return await run()
    } catch (error) {
      if (!isConflict(error)) throw error
    }
  }
  return await run()
}

/** SQLSTATE class 40: a deadlock that was broken, or a serialization that failed. */
function isConflict(error: unknown): boolean {
  const { cause } = error instanceof StoreUnavailable ? error : { cause: undefined }
  return cause instanceof pg.DatabaseError && cause.code?.startsWith('40') === true
}

/**
 * Whether one input is to blame: a bug of ours, or a value that the schema refuses (SQLSTATE classes
 * 21 to 23, and 54 for one that no index takes; PostgreSQL appendix A). Everything else the server
 * says, a deadlock or a shutdown, is not.
 */
function isOfInput(error: unknown): boolean {
  return error instanceof pg.DatabaseError ? /^(2[1-3]|54)/.test(error.code ?? '') : true
}
