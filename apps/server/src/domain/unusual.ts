import { HOUR_MS } from './time-span.ts'

/** What one country did in an hour. */
export interface HourOfCountry {
  readonly sends: number
  readonly verified: number
}

export interface Unusual {
  readonly country: string
  readonly kind: 'volume' | 'conversion'
  readonly direction: 'high' | 'low'
  /** Start of the first hour, and the end of the last. */
  readonly from: number
  readonly until: number
  /** Sends, or the part of them that verified. */
  readonly value: number
  readonly expected: number
}

/** An hour beside the same hour of the week in the weeks before. */
export interface ComparedHour {
  readonly at: number
  readonly now: HourOfCountry
  readonly before: readonly HourOfCountry[]
}

/** Fewer weeks than this say nothing of what is usual. */
export const LEAST_WEEKS = 3

/** Below so many sends an hour is noise. */
const LEAST_SENDS = 20

/** How far from the median of the weeks before, in their own spread. Five: one false mark in some years for a country. */
const VOLUME_SPREADS = 5
const VOLUME_FACTOR = 2

/** How far conversion is from what it was, in standard deviations of a share, and at least. */
const CONVERSION_DEVIATIONS = 4
const LEAST_CHANGE = 0.15
const LEAST_DEVIATION = 0.02

/** Makes the median absolute deviation comparable to a standard deviation, for what is normally distributed. */
const MAD_SCALE = 1.4826

/**
 * What of a country's hours is unusual against its own weeks before, neighbouring hours joined. Medians,
 * so that an attack of last week does not make this week's look usual.
 *
 * @param hours in the order of time
 */
export function findUnusual(country: string, hours: readonly ComparedHour[]): readonly Unusual[] {
  const marks = hours.flatMap((hour) =>
    hour.before.length < LEAST_WEEKS
      ? []
      : [...volumeOf(country, hour), ...conversionOf(country, hour)],
  )
  return join(marks)
}

function volumeOf(country: string, { at, now, before }: ComparedHour): readonly Unusual[] {
  const usual = median(before.map(({ sends }) => sends))
  const deviation = median(before.map(({ sends }) => Math.abs(sends - usual)))
  // A count varies by its root even where the few weeks before happen to be alike (Poisson).
  const spread = Math.max(MAD_SCALE * deviation, Math.sqrt(usual), 1)
  const far = VOLUME_SPREADS * spread
  const { sends } = now
  const isHigh = sends >= LEAST_SENDS && sends > usual + far && sends >= VOLUME_FACTOR * usual
  const isLow = usual >= LEAST_SENDS && sends < usual - far && sends * VOLUME_FACTOR <= usual
  if (!isHigh && !isLow) return []
  const direction = isHigh ? 'high' : 'low'
  return [{ country, kind: 'volume', direction, ...span(at), value: sends, expected: usual }]
}

function conversionOf(country: string, { at, now, before }: ComparedHour): readonly Unusual[] {
  const sends = before.reduce((sum, week) => sum + week.sends, 0)
  if (now.sends < LEAST_SENDS || sends < LEAST_SENDS) return []
  const expected = share(
    before.reduce((sum, week) => sum + week.verified, 0),
    sends,
  )
  const value = share(now.verified, now.sends)
  const deviation = Math.max(Math.sqrt((expected * (1 - expected)) / now.sends), LEAST_DEVIATION)
  const change = Math.abs(value - expected)
  if (change < LEAST_CHANGE || change < CONVERSION_DEVIATIONS * deviation) return []
  const direction = value > expected ? 'high' : 'low'
  return [{ country, kind: 'conversion', direction, ...span(at), value, expected }]
}

/** Neighbouring hours of one kind and direction: sums of volumes, means of shares. */
function join(marks: readonly Unusual[]): readonly Unusual[] {
  const joined: { mark: Unusual; hours: number }[] = []
  for (const mark of marks) {
    const last = joined.findLast(
      ({ mark: { kind, direction, until } }) =>
        kind === mark.kind && direction === mark.direction && until === mark.from,
    )
    if (last === undefined) {
      joined.push({ mark, hours: 1 })
      continue
    }
    const { hours } = last
    const sum = (a: number, b: number) =>
      mark.kind === 'volume' ? a + b : (a * hours + b) / (hours + 1)
    last.hours += 1
    last.mark = {
      ...last.mark,
      until: mark.until,
      value: sum(last.mark.value, mark.value),
      expected: sum(last.mark.expected, mark.expected),
    }
  }
  return joined.map(({ mark }) => mark)
}

function span(at: number) {
  return { from: at, until: at + HOUR_MS }
}

/** More may verify than were sent in an hour: what was sent just before it. */
function share(part: number, of: number): number {
  return of === 0 ? 0 : Math.min(1, part / of)
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2
}
