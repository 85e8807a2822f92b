import type { Kysely } from 'kysely'
import { CALLBACK_LIFE_MS } from '../domain/callback-schedule.ts'
import type { Schema } from './schema.ts'

/** Both databases take only so many parameters to a statement. */
const ROWS_AT_ONCE = 400

export interface NewDelivery {
  readonly id: string
  readonly webhookId: string
  readonly eventId: number | null
  readonly event: string
  readonly at: number
}

/** Deliveries and their jobs. */
export async function insertDeliveries(
  tx: Kysely<Schema>,
  deliveries: readonly NewDelivery[],
): Promise<void> {
  for (let from = 0; from < deliveries.length; from += ROWS_AT_ONCE) {
    const some = deliveries.slice(from, from + ROWS_AT_ONCE)
    await tx
      .insertInto('webhook_deliveries')
      .values(
        some.map(({ id, webhookId, eventId, event, at }) => ({
          id,
          webhook_id: webhookId,
          event_id: eventId,
          event,
          status: 'queued' as const,
          created_at: at,
        })),
      )
      .execute()
    await tx.insertInto('jobs').values(some.map(jobOf)).execute()
  }
}

function jobOf({ id, webhookId, at }: Pick<NewDelivery, 'id' | 'webhookId' | 'at'>) {
  return {
    id,
    kind: 'deliver-webhook' as const,
    subject: webhookId,
    due_at: at,
    deadline_at: at + CALLBACK_LIFE_MS,
    leased_until: 0,
    attempts: 0,
  }
}

/** Sends a settled delivery once more, under its old id; false where it is under way, or there is none. */
export async function requeueDelivery(
  tx: Kysely<Schema>,
  webhookId: string,
  id: string,
  now: number,
): Promise<boolean> {
  const requeued = await tx
    .updateTable('webhook_deliveries')
    .set({ status: 'queued', settled_at: null })
    .where('id', '=', id)
    .where('webhook_id', '=', webhookId)
    .where('status', '<>', 'queued')
    .returning('id')
    .executeTakeFirst()
  if (requeued === undefined) return false
  await tx
    .insertInto('jobs')
    .values(jobOf({ id, webhookId, at: now }))
    .execute()
  return true
}

/** Deliveries of leased jobs, with where they go and what they tell. */
export async function findDeliveries(db: Kysely<Schema>, ids: readonly string[]) {
  return await db
    .selectFrom('webhook_deliveries as delivery')
    .innerJoin('webhooks as webhook', 'webhook.id', 'delivery.webhook_id')
    .innerJoin('apps', 'apps.id', 'webhook.app_id')
    .leftJoin('events as told', 'told.id', 'delivery.event_id')
    .leftJoin('users', 'users.authy_id', 'told.authy_id')
    .leftJoin('app_users', (join) =>
      join
        .onRef('app_users.authy_id', '=', 'told.authy_id')
        .onRef('app_users.app_id', '=', 'webhook.app_id'),
    )
    .select([
      'delivery.id',
      'delivery.event',
      'delivery.status',
      'delivery.created_at as createdAt',
      'webhook.id as webhookId',
      'webhook.app_id as appId',
      'webhook.url',
      'webhook.sealed_signing_key as sealedSigningKey',
      'webhook.disabled_at as disabledAt',
      'apps.plan',
      'told.at',
      'told.authy_id as authyId',
      'told.facts',
      'users.phone_hash as phoneHash',
      'users.sealed_phone as sealedPhone',
      'users.country_code as countryCode',
      'app_users.suspended_at as suspendedAt',
      'app_users.removed_at as removedAt',
      'app_users.created_at as memberSince',
    ])
    .where('delivery.id', 'in', [...ids])
    .execute()
}

export interface DeliveryOutcome {
  readonly status: Schema['webhook_deliveries']['status']
  readonly answerStatus: number | null
  readonly latencyMs: number | null
  readonly error: string | null
  readonly now: number
}

export async function writeDelivery(
  tx: Kysely<Schema>,
  id: string,
  { status, answerStatus, latencyMs, error, now }: DeliveryOutcome,
): Promise<void> {
  await tx
    .updateTable('webhook_deliveries')
    .set((eb) => ({
      status,
      attempts: eb('attempts', '+', 1),
      answer_status: answerStatus,
      latency_ms: latencyMs,
      last_error: error,
      settled_at: status === 'queued' ? null : now,
    }))
    .where('id', '=', id)
    .execute()
}

/** Of a webhook that is gone or disabled: nothing more is tried. */
export async function deleteWaitingJobs(tx: Kysely<Schema>, webhookId: string): Promise<void> {
  await tx
    .deleteFrom('jobs')
    .where('kind', '=', 'deliver-webhook')
    .where('subject', '=', webhookId)
    .execute()
}

export async function listDeliveries(
  db: Kysely<Schema>,
  webhookId: string,
  { below, limit }: { readonly below: number | undefined; readonly limit: number },
) {
  const rows = await db
    .selectFrom('webhook_deliveries')
    .selectAll()
    .where('webhook_id', '=', webhookId)
    .$if(below !== undefined, (query) => query.where('number', '<', below ?? 0))
    .orderBy('number', 'desc')
    .limit(limit + 1)
    .execute()
  const shown = rows.slice(0, limit)
  return { rows: shown, next: rows.length > limit ? shown.at(-1)?.number : undefined }
}
