import { type Kysely, sql } from 'kysely'
import type { Dialect } from './migrations/migration.ts'
import { availableConnections } from './postgres/shares.ts'
import { listeningNodes } from './postgres/signals.ts'
import type { Schema } from './schema.ts'

export interface ConnectionFacts {
  /** Connections that PostgreSQL leaves to the service. */
  readonly available: number
  /** Servers that are connected. */
  readonly listening: number
}

/** Undefined on SQLite, which has no connections. */
export async function readConnectionFacts(
  db: Kysely<Schema>,
  dialect: Dialect,
): Promise<ConnectionFacts | undefined> {
  if (dialect === 'sqlite') return undefined
  const listening = (await listeningNodes(db)).length
  return { available: await availableConnections(db), listening }
}

export interface ReplicationFacts {
  readonly isReplica: boolean
  /** Milliseconds since the last transaction that it has of the primary: also where there was none since. */
  readonly behindMs: number
}

/** @param db the replica itself */
export async function readReplicationFacts(db: Kysely<Schema>): Promise<ReplicationFacts> {
  const { rows } = await sql<ReplicationFacts>`
    SELECT pg_is_in_recovery() AS "isReplica", coalesce(
      CASE WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
        ELSE extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()) * 1000 END,
      0)::bigint AS "behindMs"`.execute(db)
  return rows[0] ?? { isReplica: false, behindMs: 0 }
}
