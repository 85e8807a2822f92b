import type { Deps } from '../../deps.ts'
import { revokeSessions } from '../../store/operators.ts'
import { type Actor, recordOperatorEvent } from './operator-event.ts'
import { findSignedIn } from './sessions.ts'

/**
 * Ends the session of a cookie, whether or not it lives: after signing out, and where a new sign-in takes its
 * place, so that a token that somebody planted or copied opens nothing.
 */
export async function endSessionOfCookie(deps: Deps, token: string | undefined): Promise<void> {
  const signedIn = token === undefined ? undefined : await findSignedIn(deps, token)
  if (signedIn === undefined) return
  const { operatorId, sessionId } = signedIn
  await revokeSessions(deps.db, { operatorId, sessionId, at: deps.now() })
}

/**
 * Ends sessions of an operator, one or all but one.
 *
 * @returns how many ended
 */
export async function endSessions(
  deps: Deps,
  actor: Actor,
  of: { readonly operatorId: number; readonly sessionId?: string; readonly but?: string },
): Promise<number> {
  const at = deps.now()
  return await deps.db.transaction().execute(async (tx) => {
    const ended = await revokeSessions(tx, { ...of, at })
    if (ended > 0) {
      const facts = { of: of.operatorId, ended }
      await recordOperatorEvent(tx, actor, { kind: 'operator_sessions_ended', at, facts })
    }
    return ended
  })
}
