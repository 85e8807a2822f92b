import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { type ActGroup, drawFrom, type RunActs } from '../acts.ts'
import { StoreAway, StoreUnavailable } from '../group-commit.ts'
import type { Schema } from '../schema.ts'
import type { Vault } from '../vault.ts'
import { type Connections, openConnections } from './connections.ts'
import { createPostgresHot } from './hot.ts'
import { createReadPool } from './read-pool.ts'
import { availableConnections, LEAST_POOL, MOST_POOL, poolSize, type Sharing } from './shares.ts'

export interface Postgres {
  readonly db: Kysely<Schema>
  /** Of a replica, where there is one that can be asked. */
  readonly readDb: Kysely<Schema>
  readonly runGroup: (group: ActGroup) => Promise<readonly unknown[]>
  readonly dropConnections: Connections['drop']
  /** Takes this node's share of the connections that PostgreSQL has; until then it has few. */
  readonly fitConnections: () => Promise<void>
  readonly close: () => Promise<void>
}

export function openPostgres(
  url: string,
  options: {
    readonly vault: Vault
    readonly runActs: RunActs
    readonly sharing: Sharing
    readonly readUrl: string | undefined
    readonly onIdleError: (error: Error) => void
  },
): Postgres {
  const { onIdleError, sharing } = options
  const { pool, drop } = openConnections(url, { most: LEAST_POOL, onIdleError })
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
  const readPool =
    options.readUrl === undefined
      ? undefined
      : createReadPool(
          pool,
          openConnections(options.readUrl, { most: MOST_POOL, onIdleError }),
          onIdleError,
        )
  const hotOf = new WeakMap<pg.PoolClient, ReturnType<typeof createPostgresHot>>()

  return {
    db,
    readDb:
      readPool === undefined
        ? db
        : new Kysely<Schema>({ dialect: new PostgresDialect({ pool: readPool }) }),
    runGroup: (group) => runAgainAfterConflict(() => runOnce(group)),
    dropConnections: drop,
    async fitConnections() {
      const together = sharing.together ?? (await availableConnections(db))
      pool.options.max = poolSize(sharing.nodes, together)
    },
    async close() {
      await readPool?.end()
      await pool.end()
    },
  }

  async function runOnce(group: ActGroup): Promise<readonly unknown[]> {
    const client = await pool.connect().catch((cause: unknown) => {
      throw new StoreAway('PostgreSQL gave no connection.', { cause })
    })
    let broken: Error | undefined
    try {
      const tx = hotOf.get(client) ?? createPostgresHot(client)
      hotOf.set(client, tx)
      const begun = client.query(BEGIN)
      // It is answered before whatever comes after it.
      begun.catch(() => {})
      const context = {
        tx,
        vault: options.vault,
        now: group.now,
        random: drawFrom(group.entropy),
      }
      const outputs = await options.runActs(context, group.inputs)
      const committed = client.query(COMMIT)
      committed.catch(() => {})
      const failure = await tx.firstFailure()
      if (failure !== undefined) throw failure
      const { command } = await committed
      if (command !== 'COMMIT') throw new Error(`A group was not committed: ${command}.`)
      return outputs
    } catch (cause) {
      // What was written before may have failed, and what came after it only says that the transaction is over.
      const error = (await hotOf.get(client)?.firstFailure()) ?? cause
      // A connection that cannot even roll back is not given to anyone else.
      await client.query('ROLLBACK').catch((cause: unknown) => {
        broken = cause instanceof Error ? cause : new Error('ROLLBACK failed', { cause })
      })
      if (broken !== undefined)
        throw new StoreAway('The connection to PostgreSQL broke.', { cause: error })
      throw isOfInput(error)
        ? error
        : new StoreUnavailable('PostgreSQL did not take a group.', { cause: error })
    } finally {
      client.release(broken)
    }
  }
}

const BEGIN = { name: 'begin', text: 'BEGIN' }
const COMMIT = { name: 'commit', text: 'COMMIT' }

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
