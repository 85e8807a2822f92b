import { type Kysely, sql } from 'kysely'
import type { Schema } from '../schema.ts'

/** The groups of hot acts that are under way at once, and one for everything else. */
export const LEAST_POOL = 4

/** More make no node faster: they wait for each other in PostgreSQL instead of here. */
export const MOST_POOL = 12

/** Beside its pool a node has one that hears from the others. */
const BESIDE_POOL = 1

/** Left to others where nobody says how many may be used: the command, a backup, whoever looks for what is wrong. */
const LEFT_TO_OTHERS = 10

/** How many nodes share how many connections; `together` undefined is what PostgreSQL has, asked at the start. */
export interface Sharing {
  readonly nodes: number
  readonly together: number | undefined
}

/** Connections in the pool of each node. Too few to go round are as few as a node can work with. */
export function poolSize(nodes: number, together: number): number {
  return Math.min(MOST_POOL, Math.max(LEAST_POOL, Math.floor(together / nodes) - BESIDE_POOL))
}

/** All that so many nodes may open. */
export function mostConnections(nodes: number, together: number): number {
  return nodes * (poolSize(nodes, together) + BESIDE_POOL)
}

/** How many connections PostgreSQL, this database and this user leave to us. */
export async function availableConnections(db: Kysely<Schema>): Promise<number> {
  const { rows } = await sql<{ readonly available: number }>`
    SELECT least(
      current_setting('max_connections')::bigint
        - current_setting('superuser_reserved_connections')::bigint
        - coalesce(current_setting('reserved_connections', true), '0')::bigint,
      (SELECT CASE WHEN datconnlimit < 0 THEN NULL ELSE datconnlimit END
         FROM pg_database WHERE datname = current_database()),
      (SELECT CASE WHEN rolconnlimit < 0 THEN NULL ELSE rolconnlimit END
         FROM pg_roles WHERE rolname = current_user)
    ) AS available`.execute(db)
  return Math.max(0, (rows[0]?.available ?? 0) - LEFT_TO_OTHERS)
}
