import { sql } from 'kysely'
import type { Deps } from '../deps.ts'
import { ALL_APPS } from '../domain/operator.ts'
import { recordEvent } from '../store/counters.ts'

/** How many of each were ended. */
export interface Ended {
  readonly sentTokens: number
  readonly codes: number
  readonly authenticators: number
  readonly approvals: number
  readonly sessions: number
}

/**
 * Ends everything that was good for one use when the copy was made. A database that was restored does not
 * know what was used since: a token that let somebody in yesterday would let in once more. So all of it counts as
 * used, and people ask for new tokens; an authenticator's next token is good.
 */
export async function endWhatWasOpen({ db, dialect, now }: Deps): Promise<Ended> {
  const at = now()
  const seconds = sql.lit(Math.floor(at / 1_000))
  return await db.transaction().execute(async (tx) => {
    // Everybody's rows: longer than a request may take.
    if (dialect === 'postgres') await sql`SET LOCAL statement_timeout = 0`.execute(tx)
    const sentTokens = await tx
      .updateTable('sent_tokens')
      .set({ used_at: at })
      .where('used_at', 'is', null)
      .executeTakeFirst()
    const codes = await tx
      .updateTable('phone_verifications')
      .set({ expires_at: at })
      .where('verified_at', 'is', null)
      .where('expires_at', '>', at)
      .executeTakeFirst()
    // A clock that is ahead may have used steps of the window.
    const newestStep = sql<number>`${seconds} / period_seconds + window_steps`
    const authenticators = await tx
      .updateTable('authenticators')
      .set({ last_used_step: newestStep })
      .where('last_used_step', '<', newestStep)
      .executeTakeFirst()
    const approvals = await tx
      .updateTable('approval_requests')
      .set({ expires_at: at })
      .where('status', '=', 'pending')
      .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', at)]))
      .executeTakeFirst()
    const sessions = await tx
      .updateTable('operator_sessions')
      .set({ revoked_at: at })
      .where('revoked_at', 'is', null)
      .where('expires_at', '>', at)
      .executeTakeFirst()
    for (const table of ['operator_invitations', 'device_registrations'] as const)
      await tx.updateTable(table).set({ expires_at: at }).where('expires_at', '>', at).execute()
    await tx.deleteFrom('operator_challenges').execute()
    await tx.deleteFrom('qr_codes').execute()
    // They carry tokens that are dead now; the worker refuses what is past its end.
    await tx
      .updateTable('jobs')
      .set({ deadline_at: at })
      .where('kind', '=', 'deliver-message')
      .execute()
    const ended: Ended = {
      sentTokens: Number(sentTokens.numUpdatedRows),
      codes: Number(codes.numUpdatedRows),
      authenticators: Number(authenticators.numUpdatedRows),
      approvals: Number(approvals.numUpdatedRows),
      sessions: Number(sessions.numUpdatedRows),
    }
    await recordEvent(tx, {
      appId: ALL_APPS,
      authyId: undefined,
      at,
      kind: 'database_restored',
      facts: JSON.stringify(ended),
    })
    return ended
  })
}
