import type { Deps } from '../../deps.ts'
import { partsOf } from '../../domain/counter-names.ts'
import { DAY_MS, HOUR_MS, hourOf } from '../../domain/time-span.ts'
import {
  type ComparedHour,
  findUnusual,
  type HourOfCountry,
  type Unusual,
} from '../../domain/unusual.ts'
import { type CounterSum, readCounters } from '../../store/read-counters.ts'

const WEEK_MS = 7 * DAY_MS
const WEEKS = [1, 2, 3, 4] as const
const NOTHING: HourOfCountry = { sends: 0, verified: 0 }

/** What is unusual in the last 24 whole hours, each country against its own four weeks before. */
export async function findUnusualCountries(
  deps: Deps,
  { appIds, until }: { readonly appIds: readonly number[]; readonly until: number },
): Promise<readonly Unusual[]> {
  // An hour that is not over would look low.
  const end = hourOf(Math.min(until, deps.now()))
  const start = end - DAY_MS
  const now = hoursOf(await readDay(deps, appIds, start))
  const weeks: { readonly backMs: number; readonly hours: ReturnType<typeof hoursOf> }[] = []
  for (const week of WEEKS) {
    const rows = await readDay(deps, appIds, start - week * WEEK_MS)
    // Before the first count there was no usual.
    if (rows.length > 0) weeks.push({ backMs: week * WEEK_MS, hours: hoursOf(rows) })
  }
  const countries = new Set(
    [now, ...weeks.map(({ hours }) => hours)].flatMap((all) => [...all.keys()]),
  )
  const found = [...countries].flatMap((country) =>
    findUnusual(
      country,
      Array.from({ length: 24 }, (_, index): ComparedHour => {
        const at = start + index * HOUR_MS
        return {
          at,
          now: now.get(country)?.get(at) ?? NOTHING,
          before: weeks.map(({ backMs, hours }) => hours.get(country)?.get(at - backMs) ?? NOTHING),
        }
      }),
    ),
  )
  return found.toSorted((a, b) => b.until - a.until || (a.country < b.country ? -1 : 1))
}

async function readDay(deps: Deps, appIds: readonly number[], from: number) {
  const names = ['sends/%', 'verified/%/valid/%']
  return await readCounters(deps.readDb, {
    appIds,
    from,
    until: from + DAY_MS,
    names,
    each: 'hour',
  })
}

/** By country, then by hour. */
function hoursOf(
  rows: readonly CounterSum[],
): ReadonlyMap<string, ReadonlyMap<number, HourOfCountry>> {
  const countries = new Map<string, Map<number, HourOfCountry>>()
  for (const { at, name, count } of rows) {
    const [kind, country = '', , by = ''] = partsOf(name)
    // A token of an app was never sent.
    const isConverted = kind === 'verified' && ['sms', 'call', 'email'].includes(by)
    if (kind !== 'sends' && !isConverted) continue
    const hours = countries.get(country) ?? new Map<number, HourOfCountry>()
    const { sends, verified } = hours.get(at) ?? NOTHING
    hours.set(
      at,
      kind === 'sends' ? { sends: sends + count, verified } : { sends, verified: verified + count },
    )
    countries.set(country, hours)
  }
  return countries
}
