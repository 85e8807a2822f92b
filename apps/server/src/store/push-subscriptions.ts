import type { Kysely } from 'kysely'
import { timeOrderedId } from './ids.ts'
import type { Schema } from './schema.ts'

export async function savePushSubscription(
  db: Kysely<Schema>,
  deviceId: number,
  sealedSubscription: string,
  now: number,
): Promise<void> {
  const columns = { sealed_subscription: sealedSubscription, created_at: now }
  await db
    .insertInto('push_subscriptions')
    .values({ device_id: deviceId, ...columns })
    .onConflict((conflict) => conflict.column('device_id').doUpdateSet(columns))
    .execute()
}

export async function deletePushSubscription(db: Kysely<Schema>, deviceId: number): Promise<void> {
  await db.deleteFrom('push_subscriptions').where('device_id', '=', deviceId).execute()
}

/** Only the one that was found: the device may have subscribed anew while its push service answered. */
export async function deleteSamePushSubscription(
  db: Kysely<Schema>,
  deviceId: number,
  sealedSubscription: string,
): Promise<void> {
  await db
    .deleteFrom('push_subscriptions')
    .where('device_id', '=', deviceId)
    .where('sealed_subscription', '=', sealedSubscription)
    .execute()
}

/** Of devices that are not revoked. */
export async function findPushSubscriptions(
  db: Kysely<Schema>,
  deviceIds: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  if (deviceIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('push_subscriptions')
    .innerJoin('devices', 'devices.id', 'push_subscriptions.device_id')
    .select(['push_subscriptions.device_id', 'push_subscriptions.sealed_subscription'])
    .where('push_subscriptions.device_id', 'in', [...deviceIds])
    .where('devices.revoked_at', 'is', null)
    .execute()
  return new Map(rows.map((row) => [row.device_id, row.sealed_subscription]))
}

/** After ten minutes a person has long looked, or will not. */
export const LONGEST_WAKE_MS = 600_000

/** Jobs that wake those of the devices that can be woken: call it inside the transaction of the decision. */
export async function enqueueWakes(
  db: Kysely<Schema>,
  deviceIds: readonly number[],
  {
    now,
    deadlineAt,
    random,
  }: {
    readonly now: number
    /** When what waits is over; undefined where it is not. */
    readonly deadlineAt: number | undefined
    readonly random: (bytes: number) => Uint8Array
  },
): Promise<void> {
  const subscribed = await findPushSubscriptions(db, deviceIds)
  if (subscribed.size === 0) return
  const latest = now + LONGEST_WAKE_MS
  await db
    .insertInto('jobs')
    .values(
      [...subscribed.keys()].map((deviceId) => ({
        id: timeOrderedId(now, random(10)),
        kind: 'wake-device' as const,
        subject: String(deviceId),
        due_at: now,
        deadline_at: Math.min(deadlineAt ?? latest, latest),
        leased_until: 0,
        attempts: 0,
      })),
    )
    .execute()
}
