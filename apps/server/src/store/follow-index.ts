import { type Kysely, sql } from 'kysely'
import type { Schema } from './schema.ts'
import { SPAN } from './spans.ts'

/** Numbers of a log: after the first, up to and with the last. */
export interface LogRange {
  readonly after: number
  readonly upTo: number
}

/** Writes down whose the events are: in the order of the index, so that each of its pages is touched once. */
export async function indexUserEvents(tx: Kysely<Schema>, range: LogRange): Promise<void> {
  await sql`INSERT INTO user_events (span, authy_id, event_id, app_id)
    SELECT id / ${sql.lit(SPAN)}, authy_id, id, app_id FROM events
    WHERE id > ${range.after} AND id <= ${range.upTo} AND authy_id IS NOT NULL
    ORDER BY 1, 2, 3`.execute(tx)
}

/** The same for messages, by their recipients. */
export async function indexRecipientMessages(tx: Kysely<Schema>, range: LogRange): Promise<void> {
  await sql`INSERT INTO recipient_messages (span, to_hash, number, app_id)
    SELECT number / ${sql.lit(SPAN)}, to_hash, number, app_id FROM messages
    WHERE number > ${range.after} AND number <= ${range.upTo}
    ORDER BY 1, 2, 3`.execute(tx)
}

/** The events of a range, oldest first. */
export async function readEventsIn(db: Kysely<Schema>, range: LogRange) {
  return await db
    .selectFrom('events')
    .selectAll()
    .where('id', '>', range.after)
    .where('id', '<=', range.upTo)
    .orderBy('id')
    .execute()
}
