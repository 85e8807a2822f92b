import type { Deps } from '../../deps.ts'
import { ACTIVE_DEVICES, ACTIVE_USERS } from '../../domain/counter-names.ts'
import { type InsightSpan, pointsOf } from '../../domain/insight-span.ts'
import { DAY_MS, dayOf } from '../../domain/time-span.ts'
import { readCounters } from '../../store/read-counters.ts'
import {
  answerTimeOf,
  conversionBy,
  latencyOf,
  messagesOf,
  methodsOf,
  spendOf,
  sumsAt,
} from './insight-figures.ts'

export interface InsightQuestion {
  readonly appIds: readonly number[]
  readonly span: InsightSpan
  /** ISO 3166, or `ZZ` for numbers of no country. */
  readonly country: string | undefined
  readonly channel: string | undefined
}

/** A row of conversion: what was sent, and what of it verified. */
export interface Conversion {
  readonly key: string
  readonly sent: number
  readonly verified: number
}

export interface Insight {
  readonly verifications: readonly {
    readonly at: number
    readonly valid: number
    readonly reused: number
    readonly invalid: number
  }[]
  readonly methods: readonly {
    readonly by: string
    readonly valid: number
    readonly reused: number
    readonly invalid: number
  }[]
  readonly sends: readonly {
    readonly at: number
    readonly sms: number
    readonly call: number
    readonly email: number
  }[]
  readonly conversion: {
    readonly country: readonly Conversion[]
    readonly channel: readonly Conversion[]
    readonly provider: readonly Conversion[]
  }
  readonly latency: readonly {
    readonly channel: string
    readonly provider: string
    readonly count: number
    readonly p50Ms: number
    readonly p95Ms: number
  }[]
  readonly approvals: readonly {
    readonly at: number
    readonly asked: number
    readonly approved: number
    readonly denied: number
  }[]
  /** Milliseconds from the question to the answer; null where nobody answered. */
  readonly answerTime: { readonly p50Ms: number | null; readonly p95Ms: number | null }
  readonly active: readonly {
    readonly at: number
    readonly users: number
    readonly devices: number
  }[]
  readonly refused: readonly { readonly limit: string; readonly count: number }[]
  readonly messages: readonly {
    readonly channel: string
    readonly sent: number
    readonly failed: number
    readonly refused: number
  }[]
  /** Where providers tell what they ask for. */
  readonly spend: readonly {
    readonly channel: string
    readonly provider: string
    readonly currency: string
    /** Millionths of a unit of the currency. */
    readonly millionths: number
  }[]
}

/** All the figures of the page, from counters alone. */
export async function readInsight(deps: Deps, question: InsightQuestion): Promise<Insight> {
  const { appIds, span } = question
  const { from, until, each } = span
  const country = question.country ?? '%'
  const channel = question.channel ?? '%'
  const isFiltered = question.country !== undefined || question.channel !== undefined
  // Of all countries there are counters without one, which are a fraction of the rows.
  const series = [
    ...(isFiltered ? [`verified/${country}/%/${channel}`] : ['verify/%', 'code/%']),
    question.country === undefined ? `sent/${channel}` : `sends/${country}/${channel}`,
  ]
  const read = async (names: readonly string[], of: 'hour' | 'day' | 'all', since = from) =>
    await readCounters(deps.readDb, { appIds, from: since, until, names, each: of })
  const byTime = await read([...series, 'approvals/%'], each)
  const byDay = await read([ACTIVE_USERS, ACTIVE_DEVICES], 'day', dayOf(from))
  const totals = await read(
    [
      `verified/${country}/%/${channel}`,
      `sends/${country}/${channel}`,
      `delivered/${country}/${channel}/%`,
      `converted/${country}/${channel}/%`,
      `latency/${channel}/%`,
      `messages/${channel}/%`,
      `spend/${country}/${channel}/%`,
      'answer-time/%',
      'refused/%',
    ],
    'all',
  )
  const points = pointsOf(span)
  const days = pointsOf({ from: dayOf(from), until: dayOf(until - 1) + DAY_MS, each: 'day' })
  const at = sumsAt(byTime)
  const atDay = sumsAt(byDay)
  return {
    verifications: points.map((point) => ({
      at: point,
      valid: at(point, 'valid'),
      reused: at(point, 'reused'),
      invalid: at(point, 'invalid'),
    })),
    methods: methodsOf(totals),
    sends: points.map((point) => ({
      at: point,
      sms: at(point, 'sent sms'),
      call: at(point, 'sent call'),
      email: at(point, 'sent email'),
    })),
    conversion: {
      country: conversionBy(totals, ['sends', 1], ['verified', 1]),
      channel: conversionBy(totals, ['sends', 2], ['verified', 3]),
      provider: conversionBy(totals, ['delivered', 3], ['converted', 3]),
    },
    latency: latencyOf(totals),
    approvals: points.map((point) => ({
      at: point,
      asked: at(point, 'asked'),
      approved: at(point, 'approved'),
      denied: at(point, 'denied'),
    })),
    answerTime: answerTimeOf(totals),
    active: days.map((day) => ({
      at: day,
      users: atDay(day, ACTIVE_USERS),
      devices: atDay(day, ACTIVE_DEVICES),
    })),
    refused: totals
      .filter(({ name }) => name.startsWith('refused/'))
      .map(({ name, count }) => ({ limit: name.slice('refused/'.length), count }))
      .toSorted((a, b) => b.count - a.count),
    messages: messagesOf(totals),
    spend: spendOf(totals),
  }
}
