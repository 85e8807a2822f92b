import type { Deps } from './deps.ts'
import { errorPlace } from './error-place.ts'
import { decideRetry } from './domain/delivery-schedule.ts'
import type { MessageContent } from './domain/message.ts'
import type { Channel, DeliveryResult, OutgoingMessage, Provider } from './delivery/provider.ts'
import { type Locale, LOCALES } from './languages/locales.ts'
import { messageRow } from './actions/sealed-rows.ts'
import { findMessages, type Job, type JobOutcome, leaseJobs, settleJobs } from './store/jobs.ts'

/** Twice the providers' own time limit, so that a live delivery is not started twice; and no longer, since a message whose worker died waits that long. */
const LEASE_MS = 20_000
const JOBS_A_LOOK = 100

/** Deliveries under way at once: a carrier that hangs fills this and no more. */
const MOST_UNDER_WAY = 400

export interface Worker {
  /** Leases what is due and starts its delivery; says whether there was any. */
  readonly look: () => Promise<boolean>
  /** Looks until nothing is due and all that was started is settled. */
  readonly runUntilIdle: () => Promise<void>
  /** Ends deliveries under way and settles them: their jobs are tried again after the lease. */
  readonly stop: () => Promise<void>
}

export interface WorkerMetrics {
  readonly delivered: (channel: Channel, provider: string, status: string) => void
}

/** Delivers what the decisions left in the jobs. Each job stands alone, with its own backoff. */
export function createWorker(
  deps: Deps,
  providers: Readonly<Record<Channel, readonly Provider[]>>,
  metrics: WorkerMetrics,
): Worker {
  const underWay = new Set<Promise<void>>()
  const stopping = new AbortController()
  let outcomes: JobOutcome[] = []
  let settling: Promise<void> | undefined

  async function look(): Promise<boolean> {
    const room = MOST_UNDER_WAY - underWay.size
    if (room <= 0 || stopping.signal.aborted) return false
    const jobs = await leaseJobs(
      deps.db,
      deps.dialect,
      deps.now(),
      Math.min(room, JOBS_A_LOOK),
      LEASE_MS,
    )
    if (jobs.length === 0) return false
    const messages = await findMessages(
      deps.db,
      jobs.map((job) => job.id),
    )
    const byId = new Map(messages.map((message) => [message.id, message]))
    for (const job of jobs) {
      const message = byId.get(job.id)
      const delivery = (message === undefined ? Promise.resolve(gone(job)) : deliver(job, message))
        .then((outcome) => {
          outcomes.push(outcome)
          return settleSoon()
        })
        .catch((error: unknown) =>
          deps.log.error({ err: error, jobId: job.id }, 'a job could not be settled'),
        )
        .finally(() => underWay.delete(delivery))
      underWay.add(delivery)
    }
    return true
  }

  async function deliver(
    job: Job,
    row: Awaited<ReturnType<typeof findMessages>>[number],
  ): Promise<JobOutcome> {
    const choice = providers[row.channel]
    // The next provider at each attempt: where one is down, the one after it has its turn.
    const provider = choice[(job.attempts - 1) % Math.max(1, choice.length)]
    const result = await attempt(job, row, provider)
    metrics.delivered(row.channel, provider?.name ?? 'none', result.status)
    const now = deps.now()
    const settled = {
      id: job.id,
      attempts: job.attempts,
      provider: provider?.name,
      providerMessageId: result.status === 'sent' ? result.providerMessageId : undefined,
      error: result.status === 'sent' ? undefined : result.reason,
    }
    if (result.status !== 'failed') return { ...settled, status: result.status, dueAt: now }
    const fraction = (deps.random(1)[0] ?? 0) / 255
    const retry = decideRetry(job.attempts, now, job.deadlineAt, fraction, result.retryAfterMs)
    deps.log.warn(
      { messageId: job.id, provider: provider?.name, attempt: job.attempts, reason: result.reason },
      'delivery failed',
    )
    return retry.result === 'retry'
      ? { ...settled, status: 'retry', dueAt: retry.dueAt }
      : { ...settled, status: 'failed', dueAt: now }
  }

  async function attempt(
    job: Job,
    row: Awaited<ReturnType<typeof findMessages>>[number],
    provider: Provider | undefined,
  ): Promise<DeliveryResult> {
    if (deps.now() >= job.deadlineAt)
      return { status: 'refused', reason: 'The token had expired before it could be sent.' }
    if (provider === undefined)
      return { status: 'failed', reason: `No provider is configured for ${row.channel}.` }
    const stopped = whenStopped(stopping.signal)
    try {
      return await Promise.race([provider.deliver(open(row), stopping.signal), stopped.result])
    } catch (cause) {
      // A provider never throws; one that does has a bug, and its message must not be lost with it.
      deps.log.error(
        { thrown: errorPlace(cause), provider: provider.name, messageId: row.id },
        'provider threw',
      )
      return { status: 'failed', reason: 'The provider failed unexpectedly.' }
    } finally {
      stopped.release()
    }
  }

  function open(row: Awaited<ReturnType<typeof findMessages>>[number]): OutgoingMessage {
    // Sealed by enqueue-message.ts and send-tokens.ts, so it is what they wrote.
    const content = JSON.parse(
      deps.vault.open(row.sealed_content, messageRow(row.id)),
    ) as MessageContent
    const locale: Locale = LOCALES.find((known) => known === row.locale) ?? 'en'
    return {
      id: row.id,
      channel: row.channel,
      to: content.to,
      locale,
      text: content.text,
      subject: content.subject,
      token: content.token,
      speech: content.speech,
      appName: content.appName,
    }
  }

  /** Outcomes that come in while one batch is written go together in the next. */
  async function settleSoon(): Promise<void> {
    // Whether that one fails is its own callers' affair: these outcomes are to be written all the same.
    while (settling !== undefined) await settling.catch(() => {})
    if (outcomes.length === 0) return
    const batch = outcomes
    outcomes = []
    settling = settleJobs(deps.db, batch, deps.now()).finally(() => {
      settling = undefined
    })
    await settling
  }

  return {
    look,
    async runUntilIdle() {
      while ((await look()) || underWay.size > 0) await Promise.all(underWay)
    },
    async stop() {
      stopping.abort()
      await Promise.all(underWay)
    },
  }
}

/** A provider that does not heed the signal must not keep the process from ending. One that does answers first. */
function whenStopped(signal: AbortSignal) {
  const { promise: result, resolve } = Promise.withResolvers<DeliveryResult>()
  const onAbort = () => {
    setImmediate(resolve, { status: 'failed', reason: 'The attempt was stopped.' })
  }
  signal.addEventListener('abort', onAbort, { once: true })
  return { result, release: () => signal.removeEventListener('abort', onAbort) }
}

function gone(job: Job): JobOutcome {
  return {
    id: job.id,
    attempts: job.attempts,
    status: 'refused',
    provider: undefined,
    providerMessageId: undefined,
    error: undefined,
    dueAt: 0,
  }
}
