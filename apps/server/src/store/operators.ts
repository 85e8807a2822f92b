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

/** An operator, disabled or not, as the database holds one. */
export interface StoredOperator {
  readonly id: number
  readonly sealedEmail: string
  readonly emailHash: string
  readonly name: string
  readonly passwordHash: string | null
  readonly authyId: number | null
  readonly createdAt: number
  readonly lastSeenAt: number | null
  readonly disabledAt: number | null
}

const OPERATOR_COLUMNS = [
  'id',
  'sealed_email as sealedEmail',
  'email_hash as emailHash',
  'name',
  'password_hash as passwordHash',
  'authy_id as authyId',
  'created_at as createdAt',
  'last_seen_at as lastSeenAt',
  'disabled_at as disabledAt',
] as const

export async function findOperator(
  db: Kysely<Schema>,
  operatorId: number,
): Promise<StoredOperator | undefined> {
  return await db
    .selectFrom('operators')
    .select(OPERATOR_COLUMNS)
    .where('id', '=', operatorId)
    .executeTakeFirst()
}

export async function findOperatorByEmail(
  db: Kysely<Schema>,
  emailHash: string,
): Promise<StoredOperator | undefined> {
  return await db
    .selectFrom('operators')
    .select(OPERATOR_COLUMNS)
    .where('email_hash', '=', emailHash)
    .executeTakeFirst()
}

/** In the order of their ids, from behind `after`. */
export async function listOperators(
  db: Kysely<Schema>,
  page: { readonly after: number; readonly limit: number },
): Promise<readonly StoredOperator[]> {
  return await db
    .selectFrom('operators')
    .select(OPERATOR_COLUMNS)
    .where('id', '>', page.after)
    .orderBy('id')
    .limit(page.limit)
    .execute()
}

/** Grants of several operators, by operator. */
export async function findGrantsOf(
  db: Kysely<Schema>,
  operatorIds: readonly number[],
): Promise<ReadonlyMap<number, readonly Grant[]>> {
  if (operatorIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('operator_grants')
    .select(['operator_id', 'app_id', 'role'])
    .where('operator_id', 'in', [...operatorIds])
    .orderBy('app_id')
    .execute()
  const grants = new Map<number, Grant[]>(operatorIds.map((id) => [id, []]))
  for (const row of rows) grants.get(row.operator_id)?.push({ appId: row.app_id, role: row.role })
  return grants
}

export async function replaceGrants(
  tx: Kysely<Schema>,
  operatorId: number,
  grants: readonly Grant[],
): Promise<void> {
  await tx.deleteFrom('operator_grants').where('operator_id', '=', operatorId).execute()
  await tx
    .insertInto('operator_grants')
    .values(grants.map(({ appId, role }) => ({ operator_id: operatorId, app_id: appId, role })))
    .execute()
}

/** Ends sessions of an operator: one, all but one, or all. Answers how many ended. */
export async function revokeSessions(
  db: Kysely<Schema>,
  of: {
    readonly operatorId: number
    readonly sessionId?: string
    readonly but?: string
    readonly at: number
  },
): Promise<number> {
  const { operatorId, sessionId, but, at } = of
  const ended = await db
    .updateTable('operator_sessions')
    .set({ revoked_at: at })
    .where('operator_id', '=', operatorId)
    .where('revoked_at', 'is', null)
    .$if(sessionId !== undefined, (query) => query.where('id', '=', sessionId ?? ''))
    .$if(but !== undefined, (query) => query.where('id', '<>', but ?? ''))
    .returning('id')
    .execute()
  return ended.length
}
