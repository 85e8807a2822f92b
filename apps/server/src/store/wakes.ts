import type { Kysely } from 'kysely'
import type { Schema } from './schema.ts'

/** Leaves a job for each of the devices that Web Push can wake; `reason` keeps two of them apart. */
export async function enqueueWakes(
  tx: Kysely<Schema>,
  wake: {
    readonly reason: string
    readonly deviceIds: readonly number[]
    readonly at: number
    readonly deadlineAt: number
  },
): Promise<void> {
  const subscribed = await tx
    .selectFrom('push_subscriptions')
    .select('device_id')
    .where('device_id', 'in', [...wake.deviceIds])
    .execute()
  if (subscribed.length === 0) return
  await tx
    .insertInto('jobs')
    .values(
      subscribed.map(({ device_id }) => ({
        id: `${wake.reason}/${wake.at}/${device_id}`,
        kind: 'wake-device' as const,
        due_at: wake.at,
        leased_until: 0,
        attempts: 0,
        deadline_at: wake.deadlineAt,
        subject: String(device_id),
      })),
    )
    .execute()
}
