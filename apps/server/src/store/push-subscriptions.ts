import type { Kysely } from 'kysely'
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
