import { webhookEvent, type WireObject } from '@countersign/wire'
import { phoneRow, webhookRow } from '../actions/sealed-rows.ts'
import { settleWebhook, type WebhookOutcome } from '../actions/settle-webhook.ts'
import type { GuardedSender, Reply } from '../delivery/guarded-sender.ts'
import { webhookRequest } from '../delivery/webhook.ts'
import type { Deps } from '../deps.ts'
import { CALLBACK_ATTEMPTS, decideCallbackRetry } from '../domain/callback-schedule.ts'
import { endJob, type Job } from '../store/jobs.ts'
import { findDeliveries } from '../store/webhook-deliveries.ts'
import type { Work } from './lane.ts'

const MOST_UNDER_WAY = 200

/** Of one webhook: an endpoint that hangs holds these, and those of all others go on. */
const MOST_OF_A_WEBHOOK = 8

type Row = Awaited<ReturnType<typeof findDeliveries>>[number]

/** Tells apps of their events (docs/wire, webhooks). */
export function deliverWebhooks(
  deps: Deps,
  send: GuardedSender['send'],
  stopping: AbortSignal,
): Work {
  async function deliver(job: Job, row: Row): Promise<void> {
    const attempt = { job, webhookId: row.webhookId, appId: row.appId }
    const nothing = { answerStatus: null, latencyMs: null }
    if (row.disabledAt !== null) {
      const outcome = { result: 'dropped', reason: 'The webhook was disabled.' } as const
      await settleWebhook(deps, { ...attempt, ...nothing }, outcome)
      return
    }
    const { webhookId, url } = row
    const signingKey = deps.vault.open(row.sealedSigningKey, webhookRow(webhookId))
    const payload = payloadOf(deps, row)
    const now = deps.now()
    const request = await webhookRequest({ id: row.id, url, signingKey, payload, now })
    const reply = await send(request, stopping)
    const latencyMs = deps.now() - now
    const answerStatus =
      reply.result === 'answered' || reply.result === 'endless' ? reply.status : null
    const outcome = outcomeOf(deps, reply, job)
    await settleWebhook(deps, { ...attempt, answerStatus, latencyMs }, outcome)
  }

  return {
    kind: 'deliver-webhook',
    mostUnderWay: MOST_UNDER_WAY,
    mostPerSubject: MOST_OF_A_WEBHOOK,
    async load(jobs) {
      const rows = await findDeliveries(
        deps.db,
        jobs.map((job) => job.id),
      )
      const byId = new Map(rows.map((row) => [row.id, row]))
      return async (job) => {
        const row = byId.get(job.id)
        if (row === undefined || row.status !== 'queued') await endJob(deps.db, job)
        else await deliver(job, row)
      }
    },
  }
}

function payloadOf({ vault }: Deps, row: Row): WireObject {
  const { authyId, phoneHash, sealedPhone, countryCode } = row
  // Whoever records an event writes an object of texts, numbers and flags.
  const facts = JSON.parse(row.facts ?? '{}') as WireObject
  const device = facts['device']
  const isTheirs = row.memberSince !== null && row.removedAt === null
  const phone =
    isTheirs && phoneHash !== null && sealedPhone !== null
      ? vault.open(sealedPhone, phoneRow(phoneHash)).slice(1 + String(countryCode).length)
      : null
  return webhookEvent({
    webhookId: row.webhookId,
    event: row.event,
    at: row.at ?? row.createdAt,
    app: { id: row.appId, isSandbox: row.plan === 'sandbox' },
    user:
      authyId === null || countryCode === null
        ? undefined
        : { authyId, isSuspended: row.suspendedAt !== null, countryCode, phoneNumber: phone },
    device: typeof device === 'number' ? { id: device, system: 'authy' } : undefined,
    facts,
  })
}

function outcomeOf(deps: Deps, reply: Reply, { attempts }: Job): WebhookOutcome {
  if (reply.result === 'stopped') return { result: 'stopped' }
  if (reply.result === 'answered' && reply.status >= 200 && reply.status < 300)
    return { result: 'delivered' }
  // It took the event, whatever it says of it.
  if (reply.result === 'endless') return { result: 'delivered' }
  if (reply.result === 'refused-address') {
    const reason = `its address ${reply.address} is an inner one, which OUTBOUND_ALLOW does not name`
    return { result: 'failed', reason }
  }
  const reason = reply.result === 'answered' ? `it answered ${reply.status}` : reply.reason
  // 410: whoever was there is gone for good (Standard Webhooks, "Endpoint status codes").
  if (reply.result === 'answered' && reply.status === 410) return { result: 'failed', reason }
  const fraction = (deps.random(1)[0] ?? 0) / 255
  const dueAt = decideCallbackRetry(attempts, deps.now(), fraction)
  return dueAt === undefined
    ? { result: 'failed', reason: `${reason}, in ${CALLBACK_ATTEMPTS} attempts` }
    : { result: 'retry', reason, dueAt }
}
