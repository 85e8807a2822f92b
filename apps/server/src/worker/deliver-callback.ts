import {
  type CallbackAttempt,
  type CallbackOutcome,
  settleDelivered,
  settleUndelivered,
} from '../actions/settle-callback.ts'
import { apiKeyRow, callbackRow } from '../actions/sealed-rows.ts'
import { sampleCallback } from '@countersign/wire'
import { callbackRequest, renderCallback } from '../delivery/callback.ts'
import type { GuardedSender, Reply } from '../delivery/guarded-sender.ts'
import type { Deps } from '../deps.ts'
import type { CallbackFacts } from '../domain/callback.ts'
import { CALLBACK_ATTEMPTS, decideCallbackRetry } from '../domain/callback-schedule.ts'
import { findCallbacks, findSigningKeys, type SigningKey } from '../store/callbacks.ts'
import { endJob, type Job } from '../store/jobs.ts'
import type { Work } from './lane.ts'
import { createSettler } from './settle-together.ts'

const MOST_UNDER_WAY = 400

/** Of one app: an endpoint that hangs holds these, and the callbacks of all others go on. */
const MOST_OF_AN_APP = 8

type Row = Awaited<ReturnType<typeof findCallbacks>>[number]

/** Tells apps what their users answered (docs/wire §8). */
export function deliverCallbacks(
  deps: Deps,
  send: GuardedSender['send'],
  calledBack: (result: string) => void,
  stopping: AbortSignal,
): Work {
  const settle = createSettler<CallbackAttempt>(async (batch) => await settleDelivered(deps, batch))

  async function deliver(job: Job, row: Row, apiKey: string | undefined): Promise<void> {
    const { url, method, setAt } = row
    const target = { appId: row.appId, url: url ?? '', setAt: setAt ?? 0 }
    const attempt = { job, authyId: row.authyId ?? undefined, target }
    const outcome =
      url === null || url === '' || method === null
        ? dropped('The app has no callback URL.')
        : apiKey === undefined
          ? dropped('The app has no API key to sign with.')
          : deps.now() >= job.deadlineAt
            ? dropped('It could not be sent for a day.')
            : await call(job, row, { url, method, apiKey })
    calledBack(outcome.result)
    if (outcome.result === 'delivered') await settle(attempt)
    else await settleUndelivered(deps, attempt, outcome)
  }

  async function call(
    job: Job,
    row: Row,
    where: { readonly url: string; readonly method: 'POST' | 'GET'; readonly apiKey: string },
  ): Promise<CallbackOutcome> {
    const payload = row.kind === 'test' ? sampleCallback() : renderCallback(open(row))
    const request = callbackRequest({ id: row.id, ...where, payload, now: deps.now() })
    const outcome = outcomeOf(await send(request, stopping), job)
    if (outcome.result === 'failed' || outcome.result === 'retry') {
      const { reason } = outcome
      const facts = { callbackId: row.id, appId: row.appId, attempt: job.attempts, reason }
      deps.log.warn(facts, 'callback failed')
    }
    return outcome
  }

  /** The key that asked, while it lives: in a rotation the app may not know the new one yet. Else the newest. */
  function signingKey(row: Row, keys: readonly SigningKey[]): string | undefined {
    const theirs = keys.filter((each) => each.appId === row.appId)
    const askedWith = row.kind === 'test' ? undefined : open(row).content.askedWith
    const key = theirs.find((each) => each.keyHash === askedWith) ?? theirs[0]
    return key && deps.vault.open(key.sealedKey, apiKeyRow(key.keyHash))
  }

  function open(row: Row): CallbackFacts {
    // Sealed by whoever enqueued it, so it is what they wrote.
    return JSON.parse(deps.vault.open(row.sealedFacts, callbackRow(row.id))) as CallbackFacts
  }

  function outcomeOf(reply: Reply, { attempts }: Job): CallbackOutcome {
    switch (reply.result) {
      case 'answered':
        return reply.status >= 200 && reply.status < 300
          ? { result: 'delivered' }
          : { result: 'failed', reason: statusReason(reply.status) }
      case 'endless':
        return {
          result: 'failed',
          reason: `it answered ${reply.status} with more than 64 KiB`,
        }
      case 'refused-address':
        return {
          result: 'failed',
          reason: `its address ${reply.address} is an inner one, which OUTBOUND_ALLOW does not name`,
        }
      case 'no-answer': {
        const fraction = (deps.random(1)[0] ?? 0) / 255
        const dueAt = decideCallbackRetry(attempts, deps.now(), fraction)
        return dueAt === undefined
          ? { result: 'failed', reason: `${reply.reason}, in ${CALLBACK_ATTEMPTS} attempts` }
          : { result: 'retry', reason: reply.reason, dueAt }
      }
      case 'stopped':
        return { result: 'stopped' }
    }
  }

  return {
    kind: 'deliver-callback',
    mostUnderWay: MOST_UNDER_WAY,
    mostPerSubject: MOST_OF_AN_APP,
    async load(jobs) {
      const rows = await findCallbacks(
        deps.db,
        jobs.map((job) => job.id),
      )
      const keys = await findSigningKeys(
        deps.db,
        rows.map((row) => row.appId),
        deps.now(),
      )
      const byId = new Map(rows.map((row) => [row.id, row]))
      return async (job) => {
        const row = byId.get(job.id)
        if (row === undefined || row.status !== 'queued') {
          await endJob(deps.db, job)
          return
        }
        await deliver(job, row, signingKey(row, keys))
      }
    },
  }
}

function dropped(reason: string): CallbackOutcome {
  return { result: 'dropped', reason }
}

function statusReason(status: number): string {
  return status >= 300 && status < 400
    ? `it answered ${status}, and redirects are not followed`
    : `it answered ${status}`
}
