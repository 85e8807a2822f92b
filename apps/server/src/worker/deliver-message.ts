import { messageRow } from '../actions/sealed-rows.ts'
import type { Channel, DeliveryResult, OutgoingMessage, Provider } from '../delivery/provider.ts'
import type { Deps } from '../deps.ts'
import type { Counted } from '../domain/counted.ts'
import {
  deliveredName,
  latencyName,
  messagesName,
  parseCost,
  spendName,
} from '../domain/counter-names.ts'
import { type AppSettings, readSettings } from '../domain/app-settings.ts'
import { decideRetry } from '../domain/delivery-schedule.ts'
import type { MessageContent } from '../domain/message.ts'
import { orderProviders } from '../domain/providers.ts'
import { errorPlace } from '../error-place.ts'
import { type Locale, LOCALES } from '../languages/locales.ts'
import type { Job } from '../store/jobs.ts'
import { findMessages, type MessageOutcome, settleMessages } from '../store/messages.ts'
import type { Work } from './lane.ts'
import { createSettler } from './settle-together.ts'

/** Deliveries under way at once: a carrier that hangs fills this and no more. */
const MOST_UNDER_WAY = 400

type MessageRow = Awaited<ReturnType<typeof findMessages>>[number]

/** Hands each message to a provider. */
export function deliverMessages(
  deps: Deps,
  providers: Readonly<Record<Channel, readonly Provider[]>>,
  delivered: (channel: Channel, provider: string, status: string) => void,
  stopping: AbortSignal,
): Work {
  const settle = createSettler<MessageOutcome>(
    async (batch) => await settleMessages(deps.db, deps.dialect, batch, deps.now()),
  )

  async function deliver(job: Job, row: MessageRow): Promise<MessageOutcome> {
    const settings = readSettings(JSON.parse(row.settings ?? '{}'))
    const choice = orderProviders(providers[row.channel], wishedProviders(settings, row.channel))
    // The next provider at each attempt: where one is down, the one after it has its turn.
    const provider = choice[(job.attempts - 1) % Math.max(1, choice.length)]
    const result = await attempt(job, row, provider, settings.senderName)
    delivered(row.channel, provider?.name ?? 'none', result.status)
    const now = deps.now()
    const settled = {
      id: job.id,
      attempts: job.attempts,
      provider: provider?.name,
      providerMessageId: result.status === 'sent' ? result.providerMessageId : undefined,
      error: result.status === 'sent' ? undefined : result.reason,
      cost: result.status === 'sent' ? result.cost : undefined,
    }
    if (result.status !== 'failed') {
      const counted = countedOf(row, provider, result, now)
      return { ...settled, status: result.status, dueAt: now, counted }
    }
    const fraction = (deps.random(1)[0] ?? 0) / 255
    const retry = decideRetry(job.attempts, now, job.deadlineAt, fraction, result.retryAfterMs)
    deps.log.warn(
      { messageId: job.id, provider: provider?.name, attempt: job.attempts, reason: result.reason },
      'delivery failed',
    )
    return retry.result === 'retry'
      ? { ...settled, status: 'retry', dueAt: retry.dueAt, counted: [] }
      : {
          ...settled,
          status: 'failed',
          dueAt: now,
          counted: countedOf(row, provider, result, now),
        }
  }

  async function attempt(
    job: Job,
    row: MessageRow,
    provider: Provider | undefined,
    senderName: string,
  ): Promise<DeliveryResult> {
    if (deps.now() >= job.deadlineAt)
      return { status: 'refused', reason: 'The token had expired before it could be sent.' }
    if (provider === undefined)
      return { status: 'failed', reason: `No provider is configured for ${row.channel}.` }
    const stopped = whenStopped(stopping)
    try {
      return await Promise.race([provider.deliver(open(row, senderName), stopping), stopped.result])
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

  function open(row: MessageRow, senderName: string): OutgoingMessage {
    // Sealed by enqueue-message.ts, send-tokens.ts and start-phone-verifications.ts, so it is what they wrote.
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
      senderName: senderName === '' ? undefined : senderName,
    }
  }

  return {
    kind: 'deliver-message',
    mostUnderWay: MOST_UNDER_WAY,
    async load(jobs) {
      const messages = await findMessages(
        deps.db,
        jobs.map((job) => job.id),
      )
      const byId = new Map(messages.map((message) => [message.id, message]))
      return async (job) => {
        const message = byId.get(job.id)
        await settle(message === undefined ? gone(job) : await deliver(job, message))
      }
    },
  }
}

/** A message as insight sees it. Conversion is of tokens and codes: nobody types an install link. */
function countedOf(
  row: MessageRow,
  provider: Provider | undefined,
  result: DeliveryResult,
  now: number,
): readonly Counted[] {
  const { status } = result
  const { app_id: appId, channel, kind, region, created_at: createdAt } = row
  const country = region ?? undefined
  const by = provider?.name ?? 'none'
  const names = [messagesName(channel, status)]
  if (kind === 'token' || kind === 'code') {
    names.push(deliveredName(country, channel, by, status))
    if (status === 'sent') names.push(latencyName(channel, by, now - createdAt))
  }
  const counted = names.map((name) => ({ appId, name }))
  const cost =
    result.status === 'sent' && result.cost !== undefined ? parseCost(result.cost) : undefined
  return cost === undefined
    ? counted
    : [
        ...counted,
        { appId, name: spendName(country, channel, by, cost.currency), by: cost.millionths },
      ]
}

function wishedProviders(settings: AppSettings, channel: Channel): string {
  switch (channel) {
    case 'sms':
      return settings.smsProviders
    case 'call':
      return settings.callProviders
    case 'email':
      return settings.emailProviders
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

function gone(job: Job): MessageOutcome {
  return {
    id: job.id,
    attempts: job.attempts,
    status: 'refused',
    provider: undefined,
    providerMessageId: undefined,
    error: undefined,
    dueAt: 0,
    counted: [],
  }
}
