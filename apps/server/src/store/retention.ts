import type { Kysely } from 'kysely'
import type { Schema } from './schema.ts'

/** How long a used or dead token still tells "used recently" from "wrong", in milliseconds. */
const DEAD_TOKEN_KEPT_MS = 3_600_000
const BATCH = 500

/** Deletes rows that no decision reads any more, a few at a time so that nothing waits for it. */
export async function deleteExpired(db: Kysely<Schema>, now: number): Promise<void> {
  const throttles = await db
    .selectFrom('throttles')
    .select('id')
    .where('window_ends_at', '<', now)
    .orderBy('window_ends_at')
    .limit(BATCH)
    .execute()
  if (throttles.length > 0) {
    await db
      .deleteFrom('throttles')
      .where(
        'id',
        'in',
        throttles.map((row) => row.id),
      )
      .where('window_ends_at', '<', now)
      .execute()
  }
  await db
    .deleteFrom('qr_codes')
    .where('expires_at', '<', now - DEAD_TOKEN_KEPT_MS)
    .execute()
}
