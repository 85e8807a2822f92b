import type { Kysely } from 'kysely'
import { webhookEventOf } from '../../domain/webhook-events.ts'
import { type LogRange, readEventsIn } from '../../store/follow-index.ts'
import type { Schema } from '../../store/schema.ts'
import { insertDeliveries } from '../../store/webhook-deliveries.ts'
import { listLivingWebhooks } from '../../store/webhooks.ts'

/** A delivery for each event that a webhook wants to be told of. */
export async function tellWebhooks(tx: Kysely<Schema>, range: LogRange): Promise<void> {
  const webhooks = await listLivingWebhooks(tx)
  // Most services have none, and then no event is read.
  if (webhooks.length === 0) return
  const ofApp = Map.groupBy(
    // Written by create-webhook.ts.
    webhooks.map((webhook) => ({ ...webhook, wants: JSON.parse(webhook.events) as string[] })),
    (webhook) => webhook.app_id,
  )
  const deliveries = (await readEventsIn(tx, range)).flatMap((event) => {
    const name = webhookEventOf(event.kind)
    if (name === undefined) return []
    return (ofApp.get(event.app_id) ?? [])
      .filter(({ wants, created_at: since }) => wants.includes(name) && event.at >= since)
      .map(({ id }) => ({
        // Stable: whatever happens, an event is told once under one id.
        id: `${id}.${event.id}`,
        webhookId: id,
        eventId: event.id,
        event: name,
        at: event.at,
      }))
  })
  await insertDeliveries(tx, deliveries)
}
