import type { Kysely } from 'kysely'
import { EVENTS_KEPT_MS } from './device-events.ts'
import { deleteOldRequests } from './request-log.ts'
import type { Schema } from './schema.ts'
import { deleteOldDeliveries } from './webhook-deliveries.ts'

/** How long a used or dead token still tells "used recently" from "wrong", in milliseconds. */
const DEAD_TOKEN_KEPT_MS = 3_600_000
/** A device that asks what became of its registration is still told for so long. */
const REGISTRATION_KEPT_MS = 3_600_000
/** Whoever asks where an operator was signed in looks a month back; the events tell what they did there. */
const OPERATOR_TRACES_KEPT_MS = 30 * 86_400_000
const BATCH = 500

/** Deletes rows that no decision reads any more, a few at a time so that nothing waits long for it. */
export async function deleteExpired(db: Kysely<Schema>, now: number): Promise<void> {
  for (const deleteBatch of [deleteThrottles, deleteTokensOfActs]) {
    // To the last: what gains more than a batch between two calls would grow without end.
    let deleted = BATCH
    while (deleted === BATCH) deleted = await db.transaction().execute((tx) => deleteBatch(tx, now))
  }
  await db.deleteFrom('qr_codes').where('expires_at', '<', now).execute()
  await db.deleteFrom('device_nonces').where('expires_at', '<', now).execute()
  await db.deleteFrom('approval_keys').where('expires_at', '<', now).execute()
  await db.deleteFrom('operator_challenges').where('expires_at', '<', now).execute()
  for (const table of ['operator_invitations', 'operator_sessions'] as const) {
    await db
      .deleteFrom(table)
      .where('expires_at', '<', now - OPERATOR_TRACES_KEPT_MS)
      .execute()
  }
  await db
    .deleteFrom('device_registrations')
    .where('expires_at', '<', now - REGISTRATION_KEPT_MS)
    .execute()
  await deleteOldRequests(db, now)
  await deleteOldDeliveries(db, now)
  await db
    .deleteFrom('device_events')
    .where('at', '<', now - EVENTS_KEPT_MS)
    .execute()
}

async function deleteThrottles(tx: Kysely<Schema>, now: number): Promise<number> {
  const ended = await tx
    .selectFrom('throttles')
    .select('id')
    .where('window_ends_at', '<', now)
    .orderBy('window_ends_at')
    .limit(BATCH)
    .execute()
  // In the order in which the hot acts take them, so that neither waits in a circle.
  for (const { id } of ended.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    // The window again: it may have been raised anew meanwhile.
    await tx
      .deleteFrom('throttles')
      .where('id', '=', id)
      .where('window_ends_at', '<', now)
      .execute()
  }
  return ended.length
}

/** Each act of an app may leave a token of its own; a token without an act is overwritten by the next one. */
async function deleteTokensOfActs(tx: Kysely<Schema>, now: number): Promise<number> {
  const ended = now - DEAD_TOKEN_KEPT_MS
  const tokens = await tx
    .selectFrom('sent_tokens')
    .select(['app_id', 'authy_id', 'action'])
    .where('action', '<>', '')
    .where('expires_at', '<', ended)
    .limit(BATCH)
    .execute()
  for (const token of tokens) {
    await tx
      .deleteFrom('sent_tokens')
      .where('app_id', '=', token.app_id)
      .where('authy_id', '=', token.authy_id)
      .where('action', '=', token.action)
      .where('expires_at', '<', ended)
      .execute()
  }
  return tokens.length
}
