import type { Kysely } from 'kysely'
import type { Grant } from '../domain/operator.ts'
import type { Schema } from './schema.ts'

/** What the database knows of a session, and of whose it is. */
export interface StoredSession {
  readonly id: string
  readonly operatorId: number
  readonly sealedEmail: string
  readonly emailHash: string
  readonly name: string
  readonly authenticatedAt: number
  readonly lastSeenAt: number
}

/** A session that lives, of an operator who is not disabled. */
export async function findSession(
  db: Kysely<Schema>,
  tokenHash: string,
  now: number,
): Promise<StoredSession | undefined> {
  return await db
    .selectFrom('operator_sessions as session')
    .innerJoin('operators as operator', 'operator.id', 'session.operator_id')
    .select([
      'session.id as id',
      'operator.id as operatorId',
      'operator.sealed_email as sealedEmail',
      'operator.email_hash as emailHash',
      'operator.name as name',
      'session.authenticated_at as authenticatedAt',
      'session.last_seen_at as lastSeenAt',
    ])
    .where('session.token_hash', '=', tokenHash)
    .where('session.revoked_at', 'is', null)
    .where('session.expires_at', '>', now)
    .where('operator.disabled_at', 'is', null)
    .executeTakeFirst()
}

export async function findGrants(
  db: Kysely<Schema>,
  operatorId: number,
): Promise<readonly Grant[]> {
  const rows = await db
    .selectFrom('operator_grants')
    .select(['app_id', 'role'])
    .where('operator_id', '=', operatorId)
    .orderBy('app_id')
    .execute()
  return rows.map((row) => ({ appId: row.app_id, role: row.role }))
}
