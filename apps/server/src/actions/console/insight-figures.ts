import { partsOf, percentile, VERIFIED_BY } from '../../domain/counter-names.ts'
import type { CounterSum } from '../../store/read-counters.ts'
import type { Conversion, Insight } from './insight.ts'

/** Channels by which a token or a code comes to a person: conversion is of these. */
const SENT_BY: readonly string[] = ['sms', 'call', 'email']

/** Sums of a point by what a chart calls them. */
export function sumsAt(rows: readonly CounterSum[]): (point: number, series: string) => number {
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

export function methodsOf(totals: readonly CounterSum[]): Insight['methods'] {
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
export function conversionBy(
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

export function latencyOf(totals: readonly CounterSum[]): Insight['latency'] {
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

export function answerTimeOf(totals: readonly CounterSum[]): Insight['answerTime'] {
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

export function spendOf(totals: readonly CounterSum[]): Insight['spend'] {
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

export function messagesOf(totals: readonly CounterSum[]): Insight['messages'] {
  const sum = (channel: string, status: string) =>
    totals.find(({ name }) => name === `messages/${channel}/${status}`)?.count ?? 0
  return SENT_BY.map((channel) => ({
    channel,
    sent: sum(channel, 'sent'),
    failed: sum(channel, 'failed'),
    refused: sum(channel, 'refused'),
  })).filter(({ sent, failed, refused }) => sent + failed + refused > 0)
}
