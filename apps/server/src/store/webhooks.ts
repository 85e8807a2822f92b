import { type Kysely, sql } from 'kysely'
import type { Schema } from './schema.ts'
import { deleteWaitingJobs } from './webhook-deliveries.ts'

export type WebhookRow = Pick<
  Schema['webhooks'],
  'id' | 'app_id' | 'name' | 'url' | 'events' | 'sealed_signing_key' | 'created_at'
> & {
  readonly failures: number
  readonly disabled_at: number | null
  readonly disabled_reason: string | null
}

export async function listWebhooks(
  db: Kysely<Schema>,
  appId: number,
): Promise<readonly WebhookRow[]> {
  return await db
    .selectFrom('webhooks')
    .selectAll()
    .where('app_id', '=', appId)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
}

export async function findWebhook(
  db: Kysely<Schema>,
  appId: number,
  id: string,
): Promise<WebhookRow | undefined> {
  return await db
    .selectFrom('webhooks')
    .selectAll()
    .where('app_id', '=', appId)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** Every webhook that is to be told of something. */
export async function listLivingWebhooks(
  db: Kysely<Schema>,
): Promise<readonly Pick<WebhookRow, 'id' | 'app_id' | 'events' | 'created_at'>[]> {
  return await db
    .selectFrom('webhooks')
    .select(['id', 'app_id', 'events', 'created_at'])
    .where('disabled_at', 'is', null)
    .execute()
}

export async function deleteWebhook(
  tx: Kysely<Schema>,
  appId: number,
  id: string,
): Promise<boolean> {
  const deleted = await tx
    .deleteFrom('webhooks')
    .where('app_id', '=', appId)
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst()
  if (deleted === undefined) return false
  await deleteWaitingJobs(tx, id)
  await tx.deleteFrom('webhook_deliveries').where('webhook_id', '=', id).execute()
  return true
}

export async function resetWebhookFailures(tx: Kysely<Schema>, id: string): Promise<void> {
  await tx
    .updateTable('webhooks')
    .set({ failures: 0 })
    .where('id', '=', id)
    .where('failures', '>', 0)
    .execute()
}

/** Counts a failure and, where it is one too many, disables the webhook and drops what waits; says whether it did. */
export async function countWebhookFailure(
  tx: Kysely<Schema>,
  id: string,
  failure: { readonly most: number; readonly now: number; readonly reason: string },
): Promise<boolean> {
  const isLast = sql<boolean>`failures + 1 >= ${sql.lit(failure.most)}`
  const counted = await tx
    .updateTable('webhooks')
    .set((eb) => ({
      failures: eb('failures', '+', 1),
      disabled_at: eb.case().when(isLast).then(sql.lit(failure.now)).end(),
      disabled_reason: eb.case().when(isLast).then(failure.reason).end(),
    }))
    .where('id', '=', id)
    .where('disabled_at', 'is', null)
    .returning('disabled_at')
    .executeTakeFirst()
  if (counted === undefined || counted.disabled_at === null) return false
  await deleteWaitingJobs(tx, id)
  await tx
    .updateTable('webhook_deliveries')
    .set({
      status: 'dropped',
      last_error: 'The webhook was disabled.',
      settled_at: failure.now,
    })
    .where('webhook_id', '=', id)
    .where('status', '=', 'queued')
    .execute()
  return true
}
