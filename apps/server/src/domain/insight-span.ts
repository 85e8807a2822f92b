import { DAY_MS, dayOf, HOUR_MS, hourOf } from './time-span.ts'

/** The time that charts show, in whole hours or days. */
export interface InsightSpan {
  readonly from: number
  /** The end of the last hour or day, which may not be over yet. */
  readonly until: number
  /** What a point of a chart stands for. */
  readonly each: 'hour' | 'day'
}

/** Up to here a chart has a point for each hour; beyond it there would be more points than one can tell apart. */
const MOST_HOURS_MS = 3 * DAY_MS

/** A year and a little: more is for an export. */
const MOST_SPAN_MS = 400 * DAY_MS

const DEFAULT_DAYS = 7

/**
 * Makes whole hours or days of what was asked for; the last seven days with today, where nothing was.
 *
 * @returns a text that says what is wrong, where it is no span
 */
export function decideInsightSpan(
  asked: { readonly from: number | undefined; readonly until: number | undefined },
  now: number,
): InsightSpan | string {
  const until = Math.min(asked.until ?? now, now)
  const from = asked.from ?? dayOf(until - 1) - (DEFAULT_DAYS - 1) * DAY_MS
  if (from >= until) return 'must be before until, and not in the future'
  if (until - from > MOST_SPAN_MS) return 'must be at most 400 days before until'
  const isByHour = until - from <= MOST_HOURS_MS
  const [start, length] = isByHour ? ([hourOf, HOUR_MS] as const) : ([dayOf, DAY_MS] as const)
  return {
    from: start(from),
    until: start(until - 1) + length,
    each: isByHour ? 'hour' : 'day',
  }
}

/** Every point of a span, so that a chart has no gaps where nothing happened. */
export function pointsOf({ from, until, each }: InsightSpan): readonly number[] {
  const length = each === 'hour' ? HOUR_MS : DAY_MS
  return Array.from(
    { length: Math.ceil((until - from) / length) },
    (_, index) => from + index * length,
  )
}
