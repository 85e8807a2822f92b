import { pushSubscriptionRow } from '../actions/sealed-rows.ts'
import { vapidKeys } from '../actions/vapid-keys.ts'
import type { GuardedSender, Reply } from '../delivery/guarded-sender.ts'
import { pushRequest } from '../delivery/web-push.ts'
import type { Deps } from '../deps.ts'
import { decideRetry } from '../domain/delivery-schedule.ts'
import type { PushSubscription } from '../domain/push-subscription.ts'
import { endJob, type Job, retryJob, returnJob } from '../store/jobs.ts'
import { deleteSamePushSubscription, findPushSubscriptions } from '../store/push-subscriptions.ts'
import type { Work } from './lane.ts'

const MOST_UNDER_WAY = 200

/** A device chooses its push service, and could choose one that hangs. */
const MOST_OF_A_DEVICE = 2

/** Wakes closed authenticators by Web Push (RFC 8030). */
export function wakeDevices(
  deps: Deps,
  send: GuardedSender['send'],
  woken: (result: string) => void,
  stopping: AbortSignal,
): Work {
  async function wake(job: Job, deviceId: number, sealed: string): Promise<void> {
    if (deps.now() >= job.deadlineAt) {
      await endJob(deps.db, job)
      return
    }
    // Sealed by push-subscription.ts, so it is what that wrote.
    const subscription = JSON.parse(
      deps.vault.open(sealed, pushSubscriptionRow(deviceId)),
    ) as PushSubscription
    const request = await pushRequest({
      subscription,
      keys: await vapidKeys(deps),
      contact: deps.settings.pushContact,
      now: deps.now(),
      deadlineAt: job.deadlineAt,
    })
    const reply = await send(request, stopping)
    const result = resultOf(reply)
    woken(result)
    switch (result) {
      case 'gone':
        await deleteSamePushSubscription(deps.db, deviceId, sealed)
        await endJob(deps.db, job)
        return
      case 'failed':
        await retry(job, deviceId, reply)
        return
      case 'stopped':
        await returnJob(deps.db, job, deps.now())
        return
      case 'refused':
        deps.log.warn({ deviceId, reason: reasonOf(reply) }, 'push refused')
        await endJob(deps.db, job)
        return
      case 'sent':
        await endJob(deps.db, job)
    }
  }

  async function retry(job: Job, deviceId: number, reply: Reply): Promise<void> {
    const reason = reasonOf(reply)
    deps.log.warn({ deviceId, attempt: job.attempts, reason }, 'push failed')
    const fraction = (deps.random(1)[0] ?? 0) / 255
    const asked = reply.result === 'answered' ? reply.retryAfterMs : undefined
    const decided = decideRetry(job.attempts, deps.now(), job.deadlineAt, fraction, asked)
    if (decided.result === 'retry') await retryJob(deps.db, job, decided.dueAt)
    else await endJob(deps.db, job)
  }

  return {
    kind: 'wake-device',
    mostUnderWay: MOST_UNDER_WAY,
    mostPerSubject: MOST_OF_A_DEVICE,
    async load(jobs) {
      const subscriptions = await findPushSubscriptions(
        deps.db,
        jobs.map((job) => Number(job.subject)),
      )
      return async (job) => {
        const sealed = subscriptions.get(Number(job.subject))
        // Unsubscribed or revoked since.
        if (sealed === undefined) await endJob(deps.db, job)
        else await wake(job, Number(job.subject), sealed)
      }
    },
  }
}

function resultOf(reply: Reply): 'sent' | 'gone' | 'failed' | 'refused' | 'stopped' {
  switch (reply.result) {
    case 'answered': {
      const { status } = reply
      if (status >= 200 && status < 300) return 'sent'
      // RFC 8030 §7.3: 404 for one that expired, 410 for one that was taken back.
      if (status === 404 || status === 410) return 'gone'
      return status === 429 || status >= 500 ? 'failed' : 'refused'
    }
    case 'endless':
      // It took the push, whatever it says of it.
      return 'sent'
    case 'refused-address':
      return 'refused'
    case 'no-answer':
      return 'failed'
    case 'stopped':
      return 'stopped'
  }
}

/** Never the endpoint, which is a secret of the device's: whoever knows it can wake it. */
function reasonOf(reply: Reply): string {
  switch (reply.result) {
    case 'answered':
    case 'endless':
      return `the push service answered ${reply.status}`
    case 'refused-address':
      return `its address ${reply.address} is an inner one, which OUTBOUND_ALLOW does not name`
    case 'no-answer':
      return reply.reason
    case 'stopped':
      return 'stopped'
  }
}
