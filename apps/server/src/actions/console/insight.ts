import type { Deps } from '../../deps.ts'
import {
  ACTIVE_DEVICES,
  ACTIVE_USERS,
  partsOf,
  percentile,
  VERIFIED_BY,
} from '../../domain/counter-names.ts'
import { type InsightSpan, pointsOf } from '../../domain/insight-span.ts'
import { DAY_MS, dayOf } from '../../domain/time-span.ts'
import { type CounterSum, readCounters } from '../../store/read-counters.ts'

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

/** Channels by which a token or a code comes to a person: conversion is of these. */
const SENT_BY: readonly string[] = ['sms', 'call', 'email']

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

/** Sums of a point by what a chart calls them. */
function sumsAt(rows: readonly CounterSum[]): (point: number, series: string) => number {
  const sums = new Map<string, number>()
  for (const { at, name, count } of rows) {
    const key = `${at} ${seriesOf(name)}`
    sums.set(key, (sums.get(key) ?? 0) + count)
  }
  return (point, series) => sums.get(`${point} ${series}`) ?? 0
}

function seriesOf(name: string): string {
  const [kind = '', second = '', third = ''] = partsOf(name)
  switch (kind) {
    case 'verified':
      return third
    case 'verify':
    case 'code':
    case 'approvals':
      return second
    case 'sends':
      return `sent ${third}`
    case 'sent':
      return `sent ${second}`
    default:
      return name
  }
}

function methodsOf(totals: readonly CounterSum[]): Insight['methods'] {
  const sum = (by: string, result: string) =>
    totals.reduce((total, { name, count }) => {
      const [kind, , theirs, method] = partsOf(name)
      return kind === 'verified' && theirs === result && method === by ? total + count : total
    }, 0)
  return VERIFIED_BY.map((by) => ({
    by,
    valid: sum(by, 'valid'),
    reused: sum(by, 'reused'),
    invalid: sum(by, 'invalid'),
  })).filter(({ valid, reused, invalid }) => valid + reused + invalid > 0)
}

/** @param of kind of counter, and the part of its name to go by */
function conversionBy(
  totals: readonly CounterSum[],
  [sentKind, sentPart]: readonly [of: string, part: number],
  [verifiedKind, verifiedPart]: readonly [of: string, part: number],
): readonly Conversion[] {
  const rows = new Map<string, { key: string; sent: number; verified: number }>()
  const rowOf = (key: string) => {
    const row = rows.get(key) ?? { key, sent: 0, verified: 0 }
    rows.set(key, row)
    return row
  }
  for (const { name, count } of totals) {
    const parts = partsOf(name)
    const [kind, , third = '', fourth = '', fifth] = parts
    // Of deliveries only those that went out; of verifications only right tokens that had been sent.
    if (kind === sentKind && (kind !== 'delivered' || fifth === 'sent'))
      rowOf(parts[sentPart] ?? '').sent += count
    const isConverted =
      kind === verifiedKind &&
      (kind !== 'verified' || (third === 'valid' && SENT_BY.includes(fourth)))
    if (isConverted) rowOf(parts[verifiedPart] ?? '').verified += count
  }
  return [...rows.values()].toSorted((a, b) => b.sent - a.sent || (a.key < b.key ? -1 : 1))
}

function latencyOf(totals: readonly CounterSum[]): Insight['latency'] {
  const histograms = new Map<string, Map<number, number>>()
  for (const { name, count } of totals) {
    const [kind, channel = '', provider = '', bucket = ''] = partsOf(name)
    if (kind !== 'latency') continue
    const key = `${channel}/${provider}`
    const histogram = histograms.get(key) ?? new Map<number, number>()
    histograms.set(key, histogram.set(Number(bucket), count))
  }
  return [...histograms]
    .map(([key, histogram]) => {
      const [channel = '', provider = ''] = partsOf(key)
      return {
        channel,
        provider,
        count: [...histogram.values()].reduce((sum, count) => sum + count, 0),
        p50Ms: percentile(histogram, 0.5) ?? 0,
        p95Ms: percentile(histogram, 0.95) ?? 0,
      }
    })
    .toSorted((a, b) => b.count - a.count)
}

function answerTimeOf(totals: readonly CounterSum[]): Insight['answerTime'] {
  const histogram = new Map<number, number>()
  for (const { name, count } of totals) {
    const [kind, bucket = ''] = partsOf(name)
    if (kind === 'answer-time') histogram.set(Number(bucket), count)
  }
  return {
    p50Ms: percentile(histogram, 0.5) ?? null,
    p95Ms: percentile(histogram, 0.95) ?? null,
  }
}

function spendOf(totals: readonly CounterSum[]): Insight['spend'] {
  const sums = new Map<string, Insight['spend'][number]>()
  for (const { name, count } of totals) {
    const [kind, , channel = '', provider = '', currency = ''] = partsOf(name)
    if (kind !== 'spend') continue
    const key = `${channel}/${provider}/${currency}`
    const millionths = (sums.get(key)?.millionths ?? 0) + count
    sums.set(key, { channel, provider, currency, millionths })
  }
  return [...sums.values()].toSorted((a, b) => b.millionths - a.millionths)
}

function messagesOf(totals: readonly CounterSum[]): Insight['messages'] {
  const sum = (channel: string, status: string) =>
    totals.find(({ name }) => name === `messages/${channel}/${status}`)?.count ?? 0
  return SENT_BY.map((channel) => ({
    channel,
    sent: sum(channel, 'sent'),
    failed: sum(channel, 'failed'),
    refused: sum(channel, 'refused'),
  })).filter(({ sent, failed, refused }) => sent + failed + refused > 0)
}
