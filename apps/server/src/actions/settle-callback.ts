import type { Deps } from '../deps.ts'
import { FAILURES_UNTIL_DISABLED } from '../domain/callback-schedule.ts'
import { findApp } from '../store/apps.ts'
import {
  type CallbackTarget,
  countCallbackFailure,
  dropQueuedCallbacks,
  lockCallbackSettings,
  resetCallbackFailures,
  writeCallbackOutcome,
} from '../store/callbacks.ts'
import { recordEvent } from '../store/counters.ts'
import { deleteJobs, endJob, type Lease, retryJob, returnJob } from '../store/jobs.ts'
import { enqueueCallbackNotice } from './callback-notice.ts'

/** One attempt at a callback. */
export interface CallbackAttempt {
  readonly job: Lease
  readonly authyId: number | undefined
  readonly target: CallbackTarget
}

export type CallbackOutcome =
  | { readonly result: 'delivered' }
  /** It counts against the URL: three in a row, and it is taken away. */
  | { readonly result: 'failed'; readonly reason: string }
  | { readonly result: 'retry'; readonly reason: string; readonly dueAt: number }
  /** There is nowhere to send it, or no point any more. */
  | { readonly result: 'dropped'; readonly reason: string }
  /** We broke it off ourselves. */
  | { readonly result: 'stopped' }

/** What was delivered, together in one transaction. It ends the row of failures of the URL that took it. */
export async function settleDelivered(
  deps: Deps,
  attempts: readonly CallbackAttempt[],
): Promise<void> {
  const targets = new Map(attempts.map(({ target }) => [JSON.stringify(target), target]))
  const ids = attempts.map(({ job }) => job.id)
  await deps.db.transaction().execute(async (tx) => {
    const appIds = [...targets.values()].map(({ appId }) => appId)
    await lockCallbackSettings(tx, deps.dialect, appIds)
    for (const target of targets.values()) await resetCallbackFailures(tx, target)
    await deleteJobs(tx, ids)
    const outcome = { status: 'delivered', error: null, now: deps.now() } as const
    await writeCallbackOutcome(tx, ids, outcome)
  })
}

/** What was not: each counts only under its own lease, since another worker may have delivered it by then. */
export async function settleUndelivered(
  deps: Deps,
  attempt: CallbackAttempt,
  outcome: Exclude<CallbackOutcome, { readonly result: 'delivered' }>,
): Promise<void> {
  const { job } = attempt
  const now = deps.now()
  switch (outcome.result) {
    case 'stopped':
      await returnJob(deps.db, job, now)
      return
    case 'retry':
      await deps.db.transaction().execute(async (tx) => {
        if (!(await retryJob(tx, job, outcome.dueAt))) return
        await writeCallbackOutcome(tx, [job.id], { status: 'queued', error: outcome.reason, now })
      })
      return
    case 'dropped':
      await deps.db.transaction().execute(async (tx) => {
        if (!(await endJob(tx, job))) return
        await writeCallbackOutcome(tx, [job.id], { status: 'dropped', error: outcome.reason, now })
      })
      return
    case 'failed':
      if (await settleFailed(deps, attempt, outcome.reason)) {
        // The log says it too: there may be nobody to write to.
        const { appId } = attempt.target
        deps.log.warn({ appId, reason: outcome.reason }, 'callback disabled')
        deps.wakeWorker()
      }
  }
}

/** Whether the URL was taken away with it. */
async function settleFailed(
  deps: Deps,
  { job, authyId, target }: CallbackAttempt,
  reason: string,
): Promise<boolean> {
  const { appId } = target
  const at = deps.now()
  return await deps.db.transaction().execute(async (tx) => {
    await lockCallbackSettings(tx, deps.dialect, [appId])
    if (!(await endJob(tx, job))) return false
    await writeCallbackOutcome(tx, [job.id], { status: 'failed', error: reason, now: at })
    const facts = JSON.stringify({ callback: job.id, reason })
    await recordEvent(tx, { appId, authyId, at, kind: 'callback_failed', facts })
    const failure = { most: FAILURES_UNTIL_DISABLED, now: at, attempt: job.attempts, reason }
    if (!(await countCallbackFailure(tx, target, failure))) return false
    const dropped = await dropQueuedCallbacks(tx, appId, at, 'The callback was disabled.')
    await recordEvent(tx, {
      appId,
      authyId: undefined,
      at,
      kind: 'callback_disabled',
      facts: JSON.stringify({ reason, dropped }),
    })
    const app = await findApp(tx, appId)
    if (app !== undefined)
      await enqueueCallbackNotice({ ...deps, db: tx }, app, { url: target.url, reason, at })
    return true
  })
}
