import { type Kysely, sql } from 'kysely'
import type { Schema } from './schema.ts'

/** How long what happened can still be told to a device that was away. */
export const EVENTS_KEPT_MS = 7 * 86_400_000

/**
 * Tells a person's devices something, from inside a transaction. The cursor's row is held until it
 * commits, so numbers become visible in their order and a reader who is past one never misses it.
 */
export async function appendDeviceEvent(
  tx: Kysely<Schema>,
  authyId: number,
  at: number,
  name: string,
  data: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { last_number } = await tx
    .insertInto('device_event_cursors')
    .values({ authy_id: authyId, last_number: 1 })
    .onConflict((conflict) =>
      conflict
        .column('authy_id')
        .doUpdateSet({ last_number: sql<number>`device_event_cursors.last_number + 1` }),
    )
    .returning('last_number')
    .executeTakeFirstOrThrow()
  await tx
    .insertInto('device_events')
    .values({ authy_id: authyId, number: last_number, at, name, data: JSON.stringify(data) })
    .execute()
}

export interface StoredDeviceEvent {
  readonly number: number
  readonly name: string
  readonly data: string
}

/** What came after a number, oldest first. */
export async function readDeviceEvents(
  db: Kysely<Schema>,
  authyId: number,
  after: number,
  most: number,
): Promise<readonly StoredDeviceEvent[]> {
  return await db
    .selectFrom('device_events')
    .select(['number', 'name', 'data'])
    .where('authy_id', '=', authyId)
    .where('number', '>', after)
    .orderBy('number')
    .limit(most)
    .execute()
}

/** The newest number of each person; those without events are absent. */
export async function readEventCursors(
  db: Kysely<Schema>,
  authyIds: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const rows = await db
    .selectFrom('device_event_cursors')
    .select(['authy_id', 'last_number'])
    .where('authy_id', 'in', [...authyIds])
    .execute()
  return new Map(rows.map((row) => [row.authy_id, row.last_number]))
}
