import type { Deps } from '../deps.ts'
import { FAILURES_UNTIL_DISABLED } from '../domain/callback-schedule.ts'
import { recordEvent } from '../store/counters.ts'
import { endJob, type Lease, retryJob, returnJob } from '../store/jobs.ts'
import { writeDelivery } from '../store/webhook-deliveries.ts'
import { countWebhookFailure, resetWebhookFailures } from '../store/webhooks.ts'

export interface WebhookAttempt {
  readonly job: Lease
  readonly webhookId: string
  readonly appId: number
  readonly answerStatus: number | null
  /** Milliseconds. */
  readonly latencyMs: number | null
}

export type WebhookOutcome =
  | { readonly result: 'delivered' }
  /** It counts against the webhook: three in a row, and it is disabled. */
  | { readonly result: 'failed'; readonly reason: string }
  | { readonly result: 'retry'; readonly reason: string; readonly dueAt: number }
  | { readonly result: 'dropped'; readonly reason: string }
  | { readonly result: 'stopped' }

/** Writes what an attempt came to, under its own lease: another worker may have taken the job since. */
export async function settleWebhook(
  deps: Deps,
  attempt: WebhookAttempt,
  outcome: WebhookOutcome,
): Promise<void> {
  const { job, webhookId, appId, answerStatus, latencyMs } = attempt
  const now = deps.now()
  if (outcome.result === 'stopped') {
    await returnJob(deps.db, job, now)
    return
  }
  const isDisabled = await deps.db.transaction().execute(async (tx) => {
    const facts = { answerStatus, latencyMs, now }
    if (outcome.result === 'retry') {
      if (await retryJob(tx, job, outcome.dueAt))
        await writeDelivery(tx, job.id, { ...facts, status: 'queued', error: outcome.reason })
      return false
    }
    if (!(await endJob(tx, job))) return false
    const error = outcome.result === 'delivered' ? null : outcome.reason
    await writeDelivery(tx, job.id, { ...facts, status: outcome.result, error })
    if (outcome.result === 'delivered') await resetWebhookFailures(tx, webhookId)
    if (outcome.result !== 'failed') return false
    const { reason } = outcome
    const failure = { most: FAILURES_UNTIL_DISABLED, now, reason }
    if (!(await countWebhookFailure(tx, webhookId, failure))) return false
    await recordEvent(tx, {
      appId,
      authyId: undefined,
      at: now,
      kind: 'webhook_disabled',
      facts: JSON.stringify({ webhook: webhookId, reason }),
    })
    return true
  })
  // The log says it too: nobody may be looking at the console.
  if (isDisabled) deps.log.warn({ appId, webhookId }, 'webhook disabled')
}
