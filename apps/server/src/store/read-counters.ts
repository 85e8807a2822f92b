import { type Kysely, type RawBuilder, sql } from 'kysely'
import { DAY_MS, dayOf, monthOf, nextMonth } from '../domain/time-span.ts'
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

interface CounterRow {
  readonly at: number | string
  readonly name: string
  readonly count: number | string
}

/** A part of the time, and the table that has it in the fewest rows. */
interface Piece {
  readonly table: 'counters' | 'daily_counters' | 'monthly_counters'
  readonly column: 'hour' | 'day' | 'month'
  readonly appIds: readonly number[]
  readonly from: number
  readonly until: number
}

/** Sums over the apps. What is rolled up is read as days or months: a year by hours would be too much for a page. */
export async function readCounters(
  db: Kysely<Schema>,
  query: CounterQuery,
): Promise<readonly CounterSum[]> {
  const { appIds, from, until, names, each } = query
  if (appIds.length === 0 || names.length === 0 || from >= until) return []
  const sums = new Map<string, CounterSum>()
  for (const piece of await planReading(db, query)) {
    const { rows } = await selectSums(piece, names, each).execute(db)
    for (const { at, name, count } of rows) {
      const key = `${at} ${name}`
      // PostgreSQL sums BIGINT to NUMERIC, which its driver gives as text.
      sums.set(key, { at: Number(at), name, count: Number(count) + (sums.get(key)?.count ?? 0) })
    }
  }
  return [...sums.values()]
}

/** Each name by itself, so that each is one range of the table's own order. */
function selectSums(piece: Piece, names: readonly string[], each: CounterQuery['each']) {
  const { table, column, appIds, from, until } = piece
  const at =
    each === 'all'
      ? sql`0`
      : each === 'day' && column === 'hour'
        ? sql`hour - hour % ${sql.lit(DAY_MS)}`
        : sql.ref(column)
  const isOf = (name: RawBuilder<unknown>) => sql`
    SELECT ${at} AS at, name, sum(count) AS count FROM ${sql.table(table)}
    WHERE app_id IN (${sql.join(appIds)}) AND ${sql.ref(column)} >= ${from}
      AND ${sql.ref(column)} < ${until} AND ${name}
    GROUP BY 1, 2`
  return table === 'counters'
    ? sql<CounterRow>`${isOf(sql`(${sql.join(names.map(isNamed), sql` OR `)})`)}`
    : sql<CounterRow>`${sql.join(
        names.map((name) => isOf(isNamedInOrder(name))),
        sql` UNION ALL `,
      )}`
}

/** Hours at both ends of the time and for what is not rolled up yet, days between them, months between those. */
async function planReading(
  db: Kysely<Schema>,
  { appIds, from, until, each }: CounterQuery,
): Promise<readonly Piece[]> {
  const hours = { table: 'counters', column: 'hour' } as const
  const days = { table: 'daily_counters', column: 'day' } as const
  const months = { table: 'monthly_counters', column: 'month' } as const
  const byHour = [{ ...hours, appIds, from, until }]
  if (each === 'hour') return byHour
  const known = await db
    .selectFrom('counter_roll_ups')
    .select(['app_id', 'until_day'])
    .where('app_id', 'in', [...appIds])
    .execute()
  if (known.length === 0) return byHour
  const rolledUp = known.map((row) => row.app_id)
  const fresh = appIds.filter((appId) => !rolledUp.includes(appId))
  const firstDay = dayOf(from + DAY_MS - 1)
  const lastDay = Math.min(dayOf(until), ...known.map((row) => row.until_day))
  if (lastDay <= firstDay) return byHour
  const firstMonth = monthOf(firstDay) === firstDay ? firstDay : nextMonth(firstDay)
  const lastMonth = monthOf(lastDay)
  const isByMonth = each === 'all' && firstMonth < lastMonth
  const middle = isByMonth
    ? [
        { ...days, appIds: rolledUp, from: firstDay, until: firstMonth },
        { ...months, appIds: rolledUp, from: firstMonth, until: lastMonth },
        { ...days, appIds: rolledUp, from: lastMonth, until: lastDay },
      ]
    : [{ ...days, appIds: rolledUp, from: firstDay, until: lastDay }]
  return [
    { ...hours, appIds: rolledUp, from, until: firstDay },
    ...middle,
    { ...hours, appIds: rolledUp, from: lastDay, until },
    { ...hours, appIds: fresh, from, until },
  ].filter((piece) => piece.appIds.length > 0 && piece.from < piece.until)
}

function isNamed(pattern: string): RawBuilder<unknown> {
  return pattern.includes('%') ? sql`name LIKE ${pattern}` : sql`name = ${pattern}`
}

/** The same for a table whose names stand in the order of their bytes: the beginning is a range. */
function isNamedInOrder(pattern: string): RawBuilder<unknown> {
  const [beginning = ''] = pattern.split('%', 1)
  if (beginning === '' || beginning === pattern) return isNamed(pattern)
  const last = beginning.charCodeAt(beginning.length - 1)
  const end = beginning.slice(0, -1) + String.fromCharCode(last + 1)
  const range = sql`name >= ${beginning} AND name < ${end}`
  return pattern === `${beginning}%` ? range : sql`${range} AND name LIKE ${pattern}`
}
