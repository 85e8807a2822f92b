import type { Kysely } from 'kysely'
import type { Deps } from '../deps.ts'
import { parseEmailAddress } from '../domain/email-address.ts'
import { usersName } from '../domain/counter-names.ts'
import { countAt, recordEvent } from '../store/counters.ts'
import { appendDeviceEvent } from '../store/device-events.ts'
import type { Schema } from '../store/schema.ts'
import { userTopic } from '../store/signals.ts'
import { lockAppUser } from './find-user.ts'
import { wrongTokensOfUser } from './limits.ts'
import { activityRow, emailRow } from './sealed-rows.ts'

const IV_BYTES = 12

/** What the caller has to write in the transaction that makes the change, and only then. */
export type InSameTransaction = (tx: Kysely<Schema>) => Promise<void>

export const nothingElse: InSameTransaction = async () => {}

/** Detaches the person from this app only, at once: its tokens, authenticators and e-mails here are gone. */
export async function removeUser(
  deps: Deps,
  appId: number,
  authyId: number,
  also: InSameTransaction = nothingElse,
): Promise<'removed' | 'unknown-user'> {
  const outcome = await deps.db.transaction().execute(async (tx) => {
    const at = deps.now()
    const removed = await tx
      .updateTable('app_users')
      .set({ removed_at: at, confirmed_at: null, pushes_since_success: 0, pushes_paused_at: null })
      .where('app_id', '=', appId)
      .where('authy_id', '=', authyId)
      .where('removed_at', 'is', null)
      .returning('authy_id')
      .executeTakeFirst()
    if (removed === undefined) return 'unknown-user'
    for (const table of ['sent_tokens', 'authenticators', 'qr_codes', 'app_user_emails'] as const) {
      await tx
        .deleteFrom(table)
        .where('app_id', '=', appId)
        .where('authy_id', '=', authyId)
        .execute()
    }
    await recordEvent(tx, { appId, authyId, at, kind: 'user_removed', facts: '{}' })
    await countAt(tx, at, [{ appId, name: usersName('removed') }])
    await appendDeviceEvent(tx, authyId, at, 'apps-changed', {})
    await also(tx)
    return 'removed'
  })
  if (outcome === 'removed') deps.signals.publish([userTopic(authyId)])
  return outcome
}

export type UpdateUserResult = 'updated' | 'unknown-user' | 'email-invalid'

/** Replaces the person's e-mails in this app by one. The phone number is the identity and stays. */
export async function updateUser(
  deps: Deps,
  appId: number,
  authyId: number,
  newEmail: string,
): Promise<UpdateUserResult> {
  const email = parseEmailAddress(newEmail)
  return await deps.db.transaction().execute(async (tx) => {
    if ((await lockAppUser({ ...deps, db: tx }, appId, authyId)) === undefined)
      return 'unknown-user'
    if (email === undefined) return 'email-invalid'
    const emailHash = deps.vault.blindIndex('email', email.toLowerCase())
    await tx
      .deleteFrom('app_user_emails')
      .where('app_id', '=', appId)
      .where('authy_id', '=', authyId)
      .execute()
    await tx
      .insertInto('app_user_emails')
      .values({
        app_id: appId,
        authy_id: authyId,
        email_hash: emailHash,
        sealed_email: deps.vault.seal(
          email,
          emailRow(appId, authyId, emailHash),
          deps.random(IV_BYTES),
        ),
        created_at: deps.now(),
      })
      .execute()
    await recordEvent(tx, { appId, authyId, at: deps.now(), kind: 'user_updated', facts: '{}' })
    return 'updated'
  })
}

/** The activities that an app may report (docs/wire, users). */
export const ACTIVITY_KINDS = ['password_reset', 'banned', 'unbanned', 'cookie_login'] as const

export type RegisterActivityResult = 'created' | 'unknown-user' | 'kind-unknown'

/** Keeps what the app reports of a user. `data` is the app's own and is kept sealed. */
export async function registerActivity(
  deps: Deps,
  input: {
    readonly appId: number
    readonly authyId: number
    readonly kind: string
    readonly data: unknown
    readonly userIp: string | undefined
  },
): Promise<RegisterActivityResult> {
  const kind = ACTIVITY_KINDS.find((known) => known === input.kind)
  return await deps.db.transaction().execute(async (tx) => {
    const { appId, authyId } = input
    if ((await lockAppUser({ ...deps, db: tx }, appId, authyId)) === undefined)
      return 'unknown-user'
    if (kind === undefined) return 'kind-unknown'
    const at = deps.now()
    await tx
      .insertInto('activities')
      .values({
        app_id: appId,
        authy_id: authyId,
        kind,
        sealed_data: deps.vault.seal(
          JSON.stringify(input.data ?? {}),
          activityRow(appId, authyId),
          deps.random(IV_BYTES),
        ),
        user_ip: input.userIp ?? null,
        at,
      })
      .execute()
    await recordEvent(tx, { appId, authyId, at, kind: `activity_${kind}`, facts: '{}' })
    return 'created'
  })
}

/** Lifts a suspension, forgets the wrong tokens and lets pushes go on, in one app or in all of the person's. */
export async function liftSuspension(
  deps: Deps,
  authyId: number,
  appId: number | undefined,
  also: InSameTransaction = nothingElse,
): Promise<number> {
  return await deps.db.transaction().execute(async (tx) => {
    const lifted = await tx
      .updateTable('app_users')
      .set({
        wrong_tokens: 0,
        next_attempt_at: 0,
        suspended_at: null,
        pushes_since_success: 0,
        pushes_paused_at: null,
      })
      .where('authy_id', '=', authyId)
      .$if(appId !== undefined, (query) => query.where('app_id', '=', appId ?? -1))
      .returning('app_id')
      .execute()
    await tx.deleteFrom('throttles').where('id', '=', wrongTokensOfUser(authyId)).execute()
    for (const row of lifted) {
      await recordEvent(tx, {
        appId: row.app_id,
        authyId,
        at: deps.now(),
        kind: 'suspension_lifted',
        facts: '{}',
      })
    }
    if (lifted.length > 0) await also(tx)
    return lifted.length
  })
}
