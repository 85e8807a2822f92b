import { type Kysely, type RawBuilder, sql } from 'kysely'
import { DAY_MS, dayOf } from '../domain/time-span.ts'
import type { Schema } from './schema.ts'

export interface CounterQuery {
  readonly appIds: readonly number[]
  /** Start of an hour. */
  readonly from: number
  /** Start of the hour after the last one. */
  readonly until: number
  /** Names, or beginnings of names that end in `%`; a `%` in the middle stands for whatever is there. */
  readonly names: readonly string[]
  /** What a row is of: an hour, a day (UTC), or all of the time. */
  readonly each: 'hour' | 'day' | 'all'
}

export interface CounterSum {
  /** Start of the hour or day; 0 of all. */
  readonly at: number
  readonly name: string
  readonly count: number
}

/** Sums over the apps. Days that are rolled up are read as days: a year by hours would be too much for a page. */
export async function readCounters(
  db: Kysely<Schema>,
  query: CounterQuery,
): Promise<readonly CounterSum[]> {
  const { appIds, from, until, names, each } = query
  if (appIds.length === 0 || names.length === 0 || from >= until) return []
  const plan = await planReading(db, query)
  const sums = new Map<string, CounterSum>()
  const add = (rows: readonly CounterRow[]) => {
    for (const { at, name, count } of rows) {
      const key = `${at} ${name}`
      // PostgreSQL sums BIGINT to NUMERIC, which its driver gives as text.
      sums.set(key, { at: Number(at), name, count: Number(count) + (sums.get(key)?.count ?? 0) })
    }
  }
  if (plan.days !== undefined) {
    const at = each === 'all' ? sql`0` : sql.ref('day')
    const found = await sql<CounterRow>`
      SELECT ${at} AS at, name, sum(count) AS count FROM daily_counters
      WHERE app_id IN (${sql.join(plan.rolledUp)}) AND day >= ${plan.days.from} AND day < ${plan.days.until}
        AND (${sql.join(names.map(isNamedInOrder), sql` OR `)})
      GROUP BY 1, 2`.execute(db)
    add(found.rows)
  }
  for (const hours of plan.hours) {
    const at =
      each === 'all' ? sql`0` : each === 'hour' ? sql`hour` : sql`hour - hour % ${sql.lit(DAY_MS)}`
    const found = await sql<CounterRow>`
      SELECT ${at} AS at, name, sum(count) AS count FROM counters
      WHERE app_id IN (${sql.join(hours.appIds)}) AND hour >= ${hours.from} AND hour < ${hours.until}
        AND (${sql.join(names.map(isNamed), sql` OR `)})
      GROUP BY 1, 2`.execute(db)
    add(found.rows)
  }
  return [...sums.values()]
}

interface CounterRow {
  readonly at: number | string
  readonly name: string
  readonly count: number | string
}

interface Hours {
  readonly appIds: readonly number[]
  readonly from: number
  readonly until: number
}

/** Which part of the time is read as days, and which as hours: what is not rolled up yet, and both ends of the time. */
async function planReading(
  db: Kysely<Schema>,
  { appIds, from, until, each }: CounterQuery,
): Promise<{
  readonly rolledUp: readonly number[]
  readonly days: { readonly from: number; readonly until: number } | undefined
  readonly hours: readonly Hours[]
}> {
  const byHour = { rolledUp: [], days: undefined, hours: [{ appIds, from, until }] }
  if (each === 'hour') return byHour
  const known = await db
    .selectFrom('counter_roll_ups')
    .select(['app_id', 'until_day'])
    .where('app_id', 'in', [...appIds])
    .execute()
  if (known.length === 0) return byHour
  const rolledUp = known.map((row) => row.app_id)
  const firstDay = dayOf(from + DAY_MS - 1)
  const lastDay = Math.min(dayOf(until), ...known.map((row) => row.until_day))
  if (lastDay <= firstDay) return byHour
  const fresh = appIds.filter((appId) => !rolledUp.includes(appId))
  return {
    rolledUp,
    days: { from: firstDay, until: lastDay },
    hours: [
      { appIds: rolledUp, from, until: firstDay },
      { appIds: rolledUp, from: lastDay, until },
      { appIds: fresh, from, until },
    ].filter((hours) => hours.appIds.length > 0 && hours.from < hours.until),
  }
}

function isNamed(pattern: string): RawBuilder<unknown> {
  return pattern.includes('%') ? sql`name LIKE ${pattern}` : sql`name = ${pattern}`
}

/** The same for a table whose names stand in the order of their bytes: the beginning is a range. */
function isNamedInOrder(pattern: string): RawBuilder<unknown> {
  const [beginning = ''] = pattern.split('%', 1)
  if (beginning === pattern) return sql`name = ${pattern}`
  if (beginning === '') return sql`name LIKE ${pattern}`
  const end =
    beginning.slice(0, -1) + String.fromCharCode(beginning.charCodeAt(beginning.length - 1) + 1)
  const range = sql`name >= ${beginning} AND name < ${end}`
  return pattern === `${beginning}%` ? sql`(${range})` : sql`(${range} AND name LIKE ${pattern})`
}
