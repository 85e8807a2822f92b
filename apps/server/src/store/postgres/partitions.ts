import { type Kysely, type RawBuilder, sql } from 'kysely'
import { DAY_MS, dayOf } from '../../domain/time-span.ts'
import type { Schema } from '../schema.ts'

/** A part of a table, from one value of what it is parted by to before another; undefined where it has no bound. */
export interface Part {
  readonly name: string
  readonly from: number | undefined
  readonly until: number | undefined
}

/** How long a change of the parts waits for what runs, and new statements behind it. Then the next minute tries again. */
const LOCK_TIMEOUT_MS = 50

/** Parts in the time for which a table is kept: so many, and a few ahead, are asked where a row is looked for by something else. */
const PARTS_KEPT = 12
const SHORTEST_DAYS = 1
const LONGEST_DAYS = 30

/** Parts are there so long before their time: as long may making them fail unseen, and the request log writes seven days ahead. */
const AHEAD_DAYS = 14

/** 16 million entries, about 1.5 GB. A person is looked for in one part by its number, so any number of them will do. */
export const SPANS_A_PART = 16

/** Parts of a table in their order; the one without bounds, for what fits nowhere else, is the last. */
export async function listParts(db: Kysely<Schema>, table: string): Promise<readonly Part[]> {
  const { rows } = await sql<{ readonly name: string; readonly bounds: string }>`
    SELECT part.relname AS name, pg_get_expr(part.relpartbound, part.oid) AS bounds
    FROM pg_inherits JOIN pg_class AS part ON part.oid = inhrelid
    WHERE inhparent = ${table}::regclass`.execute(db)
  return rows
    .map(({ name, bounds }) => {
      const [, from, until] = /FROM \('?(\w+)'?\) TO \('?(\w+)'?\)/.exec(bounds) ?? []
      return { name, from: boundOf(from), until: boundOf(until) }
    })
    .toSorted((a, b) => (a.until ?? Infinity) - (b.until ?? Infinity))
}

function boundOf(text: string | undefined): number | undefined {
  return text === undefined || !/^\d+$/.test(text) ? undefined : Number(text)
}

/** Those that lack a bound hold rows of any time, so rows go from them one by one. */
export async function findOpenParts(db: Kysely<Schema>, table: string): Promise<readonly string[]> {
  const parts = await listParts(db, table)
  return parts
    .filter(({ from, until }) => from === undefined || until === undefined)
    .map(({ name }) => name)
}

/** The next part of a table that is parted by time; undefined while there are enough. */
export function nextPartByTime(
  parts: readonly Part[],
  { now, keptDays }: { readonly now: number; readonly keptDays: number | undefined },
): { readonly from: number; readonly until: number } | undefined {
  const days = Math.min(
    LONGEST_DAYS,
    Math.max(SHORTEST_DAYS, Math.round((keptDays ?? Infinity) / PARTS_KEPT)),
  )
  return nextPart(parts, {
    until: dayOf(now) + (AHEAD_DAYS + days) * DAY_MS,
    length: days * DAY_MS,
  })
}

/** The next part of an index whose log has come to `lastSpan`: the present part and one behind it are always there. */
export function nextPartBySpan(parts: readonly Part[], lastSpan: number) {
  return nextPart(parts, { until: lastSpan + 2 * SPANS_A_PART, length: SPANS_A_PART })
}

function nextPart(
  parts: readonly Part[],
  { until, length }: { readonly until: number; readonly length: number },
): { readonly from: number; readonly until: number } | undefined {
  const end = Math.max(0, ...parts.map((part) => part.until ?? 0))
  return end < until ? { from: end, until: end + length } : undefined
}

/**
 * Makes a part, or the first one behind it of whose time no row is yet in the part without bounds. It is
 * attached, not created in its place: that lets the writers of the table go on.
 */
export async function makePart(
  tx: Kysely<Schema>,
  { name: table, by }: { readonly name: string; readonly by: string },
  { from, until }: { readonly from: number; readonly until: number },
): Promise<void> {
  const rest = sql.table(`${table}_rest`)
  const length = until - from
  let start = from
  while (await holdsRows(tx, rest, by, start, start + length)) start += length
  const part = sql.table(`${table}_from_${start}`)
  await setLockTimeout(tx)
  await sql`CREATE TABLE ${part} (LIKE ${rest} INCLUDING ALL)`.execute(tx)
  await sql`ALTER TABLE ${sql.table(table)} ATTACH PARTITION ${part}
    FOR VALUES FROM (${sql.lit(start)}) TO (${sql.lit(start + length)})`.execute(tx)
}

async function holdsRows(
  tx: Kysely<Schema>,
  part: RawBuilder<unknown>,
  by: string,
  from: number,
  until: number,
): Promise<boolean> {
  const { rows } = await sql`SELECT 1 FROM ${part}
    WHERE ${sql.ref(by)} >= ${from} AND ${sql.ref(by)} < ${until} LIMIT 1`.execute(tx)
  return rows.length > 0
}

/** Drops a part: its rows at once, without a mark on each of them for VACUUM to find. */
export async function dropPart(tx: Kysely<Schema>, name: string): Promise<void> {
  await setLockTimeout(tx)
  await sql`DROP TABLE ${sql.table(name)}`.execute(tx)
}

async function setLockTimeout(tx: Kysely<Schema>): Promise<void> {
  await sql`SET LOCAL lock_timeout = ${sql.lit(`${LOCK_TIMEOUT_MS}ms`)}`.execute(tx)
}
