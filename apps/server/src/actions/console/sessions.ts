import type { Deps } from '../../deps.ts'
import type { Grant } from '../../domain/operator.ts'
import { randomId } from '../../store/ids.ts'
import { findGrants, findSession } from '../../store/operators.ts'
import { operatorEmailRow } from '../sealed-rows.ts'
import { drawBearerToken } from './bearer-token.ts'

/** How long a session lives, used or not. */
export const SESSION_LIFE_MS = 12 * 3_600_000

/** How long a proof of who one is suffices for what asks for it anew. */
export const FRESH_MS = 10 * 60_000

/** Not at every request: a list that is paged through is one visit. */
const SEEN_EVERY_MS = 60_000

/** Whoever is signed in to the console, with what they may do. */
export interface SignedIn {
  readonly operatorId: number
  readonly sessionId: string
  readonly email: string
  readonly name: string
  readonly grants: readonly Grant[]
  /** Whether they proved who they are so lately that a key may be shown and a setting weakened. */
  readonly isFresh: boolean
}

/** Where a request came from. */
export interface CameFrom {
  readonly ip: string
  readonly userAgent: string
}

/** @param token of the cookie */
export async function findSignedIn(deps: Deps, token: string): Promise<SignedIn | undefined> {
  const now = deps.now()
  const session = await findSession(deps.db, hashOf(deps, token), now)
  if (session === undefined) return undefined
  if (now - session.lastSeenAt >= SEEN_EVERY_MS) {
    await deps.db
      .updateTable('operator_sessions')
      .set({ last_seen_at: now })
      .where('id', '=', session.id)
      .execute()
    await deps.db
      .updateTable('operators')
      .set({ last_seen_at: now })
      .where('id', '=', session.operatorId)
      .execute()
  }
  return {
    operatorId: session.operatorId,
    sessionId: session.id,
    email: deps.vault.open(session.sealedEmail, operatorEmailRow(session.emailHash)),
    name: session.name,
    grants: await findGrants(deps.db, session.operatorId),
    isFresh: now - session.authenticatedAt < FRESH_MS,
  }
}

/** Starts a session of an operator who has just proved who they are. Its token is told here and never again. */
export async function startSession(
  deps: Pick<Deps, 'db' | 'vault' | 'now' | 'random'>,
  operatorId: number,
  from: CameFrom,
): Promise<{ readonly token: string; readonly sessionId: string }> {
  const token = drawBearerToken(deps.random)
  const now = deps.now()
  const sessionId = randomId(deps.random(16))
  await deps.db
    .insertInto('operator_sessions')
    .values({
      id: sessionId,
      token_hash: hashOf(deps, token),
      operator_id: operatorId,
      user_agent: from.userAgent.slice(0, 300),
      ip: from.ip,
      created_at: now,
      last_seen_at: now,
      expires_at: now + SESSION_LIFE_MS,
      authenticated_at: now,
    })
    .execute()
  await deps.db
    .updateTable('operators')
    .set({ last_seen_at: now })
    .where('id', '=', operatorId)
    .execute()
  return { token, sessionId }
}

function hashOf({ vault }: Pick<Deps, 'vault'>, token: string): string {
  return vault.blindIndex('operator-session', token)
}
