import { addressOf, type Query } from '../../app/ask.ts'

const DAY_MS = 86_400_000

/** The times one chooses from; days count today. */
export const RANGES = [
  { value: '24h', label: '24 hours', ms: DAY_MS },
  { value: '7d', label: '7 days', ms: 7 * DAY_MS },
  { value: '30d', label: '30 days', ms: 30 * DAY_MS },
  { value: '90d', label: '90 days', ms: 90 * DAY_MS },
  { value: '365d', label: 'A year', ms: 365 * DAY_MS },
  { value: 'custom', label: 'Dates', ms: 0 },
] as const
export type Range = (typeof RANGES)[number]['value']

/** What the page is about, as its address says. */
export interface InsightSearch {
  readonly range?: Range | undefined
  /** Days (UTC), `2026-11-26`, for the range `custom`. */
  readonly from?: string | undefined
  readonly until?: string | undefined
  readonly app?: number | undefined
  readonly country?: string | undefined
  readonly channel?: string | undefined
}

export function readInsightSearch(search: Record<string, unknown>): InsightSearch {
  const { range, from, until, app, country, channel } = search
  return {
    range: RANGES.find(({ value }) => value === range)?.value,
    from: dateOf(from),
    until: dateOf(until),
    app: typeof app === 'number' ? app : undefined,
    country: typeof country === 'string' && /^[A-Z]{2}$/.test(country) ? country : undefined,
    channel: typeof channel === 'string' && /^[a-z]+$/.test(channel) ? channel : undefined,
  }
}

/** The question as the service takes it. */
export function questionOf(search: InsightSearch, now: number): Query {
  const { range = '7d', app, country, channel } = search
  const chosen = RANGES.find(({ value }) => value === range)
  const isCustom = range === 'custom'
  const from = isCustom ? startOf(search.from) : startOfRange(range, chosen?.ms ?? 0, now)
  const until = isCustom && search.until !== undefined ? startOf(search.until) : undefined
  return {
    from,
    until: until === undefined ? undefined : until + DAY_MS,
    app,
    country,
    channel,
  }
}

/** Where a table of the page can be downloaded. */
export function csvAddress(table: string, question: Query): string {
  return addressOf(`/insight/tables/${table}`, question)
}

function startOfRange(range: Range, ms: number, now: number): number {
  // Whole days back: seven days are today and the six before it.
  return range === '24h' ? now - ms : now - (now % DAY_MS) - ms + DAY_MS
}

function startOf(date: string | undefined): number | undefined {
  return date === undefined ? undefined : Date.parse(`${date}T00:00:00Z`)
}

function dateOf(value: unknown): string | undefined {
  return typeof value === 'string' &&
    /^\d{4}-\d{2}-\d{2}$/.test(value) &&
    !Number.isNaN(startOf(value))
    ? value
    : undefined
}
