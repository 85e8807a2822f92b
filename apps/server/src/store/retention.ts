import type { Kysely } from 'kysely'
import type { Schema } from './schema.ts'

/** How long the row of an image that can no longer be fetched stays, in milliseconds. */
const DEAD_QR_CODE_KEPT_MS = 3_600_000
const BATCH = 500

/** Deletes rows that no decision reads any more, a few at a time so that nothing waits for it. */
export async function deleteExpired(db: Kysely<Schema>, now: number): Promise<void> {
  // To the last: a service that counts more than a batch between two calls would grow without end.
  let deleted = BATCH
  while (deleted === BATCH) deleted = await deleteThrottles(db, now)
  await db
    .deleteFrom('qr_codes')
    .where('expires_at', '<', now - DEAD_QR_CODE_KEPT_MS)
    .execute()
}

async function deleteThrottles(db: Kysely<Schema>, now: number): Promise<number> {
  const ended = await db
    .selectFrom('throttles')
    .select('id')
    .where('window_ends_at', '<', now)
    .orderBy('window_ends_at')
    .limit(BATCH)
    .execute()
  if (ended.length === 0) return 0
  await db
    .deleteFrom('throttles')
    .where(
      'id',
      'in',
      ended.map((row) => row.id),
    )
    .where('window_ends_at', '<', now)
    .execute()
  return ended.length
}
