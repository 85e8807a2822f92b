import type { Deps } from '../deps.ts'
import { MOST_WEBHOOKS, type NewWebhook } from '../domain/webhook.ts'
import { TEST_EVENT } from '../domain/webhook-events.ts'
import { recordEvent } from '../store/counters.ts'
import { holdName } from '../store/hold-name.ts'
import { randomId, timeOrderedId } from '../store/ids.ts'
import {
  insertDeliveries,
  listDeliveries as listRows,
  requeueDelivery,
} from '../store/webhook-deliveries.ts'
import {
  deleteWebhook as deleteRow,
  findWebhook,
  listWebhooks as listAll,
  type WebhookRow,
} from '../store/webhooks.ts'
import { drawKey } from './api-key.ts'
import { webhookRow } from './sealed-rows.ts'

const IV_BYTES = 12

/** Who did it: an operator, or a program with an access key. */
export type WebhookAuthor =
  | { readonly operatorId: number; readonly ip: string }
  | { readonly accessKeyId: number }

export interface Webhook {
  readonly id: string
  readonly appId: number
  readonly name: string
  readonly url: string
  readonly events: readonly string[]
  readonly failures: number
  readonly createdAt: number
  readonly disabledAt: number | null
  readonly disabledReason: string | null
}

export type CreateWebhookResult =
  | { readonly result: 'created'; readonly webhook: Webhook; readonly signingKey: string }
  | { readonly result: 'too-many' }

/** Makes a webhook of an app, with a key of its own to sign with. */
export async function createWebhook(
  deps: Deps,
  appId: number,
  asked: NewWebhook,
  by: WebhookAuthor,
): Promise<CreateWebhookResult> {
  const at = deps.now()
  const id = `WH_${randomId(deps.random(16))}`
  const signingKey = `WSK_${drawKey(deps.random)}`
  return await deps.db.transaction().execute(async (tx) => {
    // Of two at once the second must see the first, or the limit would be none.
    await holdName(tx, deps.dialect, `webhooks/${appId}`)
    if ((await listAll(tx, appId)).length >= MOST_WEBHOOKS) return { result: 'too-many' }
    const row = {
      id,
      app_id: appId,
      name: asked.name,
      url: asked.url,
      events: JSON.stringify(asked.events),
      sealed_signing_key: deps.vault.seal(signingKey, webhookRow(id), deps.random(IV_BYTES)),
      created_at: at,
    }
    await tx.insertInto('webhooks').values(row).execute()
    await record({ ...deps, db: tx }, appId, 'created', by, { webhook: id, after: { ...asked } })
    const blank = { failures: 0, disabled_at: null, disabled_reason: null }
    return { result: 'created', webhook: viewOf({ ...row, ...blank }), signingKey }
  })
}

export async function listWebhooks(deps: Deps, appId: number): Promise<readonly Webhook[]> {
  return (await listAll(deps.readDb, appId)).map(viewOf)
}

/** With their keys, as the dashboard API answers them. */
export async function listSigningWebhooks(
  deps: Deps,
  appId: number,
): Promise<readonly (Webhook & { readonly signingKey: string })[]> {
  return (await listAll(deps.db, appId)).map((row) => ({
    ...viewOf(row),
    signingKey: deps.vault.open(row.sealed_signing_key, webhookRow(row.id)),
  }))
}

export async function deleteWebhook(
  deps: Deps,
  appId: number,
  id: string,
  by: WebhookAuthor,
): Promise<'deleted' | 'not-found'> {
  return await deps.db.transaction().execute(async (tx) => {
    const webhook = await findWebhook(tx, appId, id)
    if (webhook === undefined || !(await deleteRow(tx, appId, id))) return 'not-found'
    const { name, url, events } = viewOf(webhook)
    const before = { name, url, events }
    await record({ ...deps, db: tx }, appId, 'deleted', by, { webhook: id, before })
    return 'deleted'
  })
}

/** Lets a webhook be told again of what happens from now on. */
export async function enableWebhook(
  deps: Deps,
  appId: number,
  id: string,
  by: WebhookAuthor,
): Promise<'enabled' | 'not-found'> {
  return await deps.db.transaction().execute(async (tx) => {
    const enabled = await tx
      .updateTable('webhooks')
      .set({ disabled_at: null, disabled_reason: null, failures: 0 })
      .where('app_id', '=', appId)
      .where('id', '=', id)
      .returning('id')
      .executeTakeFirst()
    if (enabled === undefined) return 'not-found'
    await record({ ...deps, db: tx }, appId, 'enabled', by, { webhook: id })
    return 'enabled'
  })
}

/** Sends an event that tells nothing, to try the endpoint out. Gives the delivery's id. */
export async function testWebhook(
  deps: Deps,
  appId: number,
  webhookId: string,
): Promise<string | undefined> {
  const at = deps.now()
  const id = timeOrderedId(at, deps.random(10))
  const isThere = await deps.db.transaction().execute(async (tx) => {
    const webhook = await findWebhook(tx, appId, webhookId)
    if (webhook === undefined || webhook.disabled_at !== null) return false
    await insertDeliveries(tx, [{ id, webhookId, eventId: null, event: TEST_EVENT, at }])
    return true
  })
  if (!isThere) return undefined
  deps.wakeWorker()
  return id
}

/** Sends a delivery once more, under the same id. */
export async function redeliver(
  deps: Deps,
  appId: number,
  webhookId: string,
  deliveryId: string,
): Promise<'queued' | 'under-way' | 'disabled' | 'not-found'> {
  const outcome = await deps.db.transaction().execute(async (tx) => {
    const webhook = await findWebhook(tx, appId, webhookId)
    if (webhook === undefined) return 'not-found'
    if (webhook.disabled_at !== null) return 'disabled'
    if (await requeueDelivery(tx, webhookId, deliveryId, deps.now())) return 'queued'
    const known = await tx
      .selectFrom('webhook_deliveries')
      .select('id')
      .where('id', '=', deliveryId)
      .where('webhook_id', '=', webhookId)
      .executeTakeFirst()
    return known === undefined ? 'not-found' : 'under-way'
  })
  if (outcome === 'queued') deps.wakeWorker()
  return outcome
}

/** What became of each event, newest first; undefined where the app has no such webhook. */
export async function listDeliveries(
  deps: Deps,
  appId: number,
  webhookId: string,
  page: { readonly after: number | undefined; readonly limit: number },
) {
  if ((await findWebhook(deps.readDb, appId, webhookId)) === undefined) return undefined
  const { after: below, limit } = page
  const { rows, next } = await listRows(deps.readDb, webhookId, { below, limit })
  return {
    items: rows.map((row) => ({
      id: row.id,
      event: row.event,
      status: row.status,
      attempts: row.attempts,
      answerStatus: row.answer_status,
      latencyMs: row.latency_ms,
      error: row.last_error,
      createdAt: row.created_at,
      settledAt: row.settled_at,
    })),
    next: next === undefined ? null : String(next),
  }
}

async function record(
  deps: Pick<Deps, 'db' | 'now'>,
  appId: number,
  what: 'created' | 'deleted' | 'enabled',
  by: WebhookAuthor,
  facts: object,
): Promise<void> {
  const kind = 'operatorId' in by ? `operator_webhook_${what}` : `webhook_${what}`
  await recordEvent(deps.db, {
    appId,
    authyId: undefined,
    at: deps.now(),
    kind,
    facts: JSON.stringify({ ...by, what: 'webhook', ...facts }),
  })
}

function viewOf(row: WebhookRow): Webhook {
  return {
    id: row.id,
    appId: row.app_id,
    name: row.name,
    url: row.url,
    // Written by createWebhook.
    events: JSON.parse(row.events) as readonly string[],
    failures: row.failures,
    createdAt: row.created_at,
    disabledAt: row.disabled_at,
    disabledReason: row.disabled_reason,
  }
}
