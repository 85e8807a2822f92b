import { type Kysely, sql } from 'kysely'
import { GROWING_TABLES, type GrowingTable, LOG_INDEXES, type LogIndex } from './growing-tables.ts'
import { readFollowed } from './followers.ts'
import { findEdge, NUMBER_OF } from './log-horizon.ts'
import {
  dropPart,
  listParts,
  makePart,
  nextPartBySpan,
  nextPartByTime,
  type Part,
} from './postgres/partitions.ts'
import { endOf, type RetentionOptions } from './retention.ts'
import type { Schema } from './schema.ts'
import { SPAN } from './spans.ts'

/** SQLSTATE of a lock that did not come in time. */
const LOCK_NOT_AVAILABLE = '55P03'

/** Any constant will do; all our nodes must agree on it. */
const PARTS_LOCK = 7_263_648_292

type Change = (tx: Kysely<Schema>) => Promise<void>

/**
 * Makes the parts of PostgreSQL's tables ahead of their time and drops those that are past theirs; nothing
 * on SQLite. Each change is a short transaction that does not wait for anybody for long: what does not
 * succeed is tried again with the next call. Of several nodes, one does it.
 *
 * @returns the changes that could not be made because the table was in use
 */
export async function keepParts(
  db: Kysely<Schema>,
  options: RetentionOptions,
): Promise<{ readonly postponed: number }> {
  if (options.dialect === 'sqlite') return { postponed: 0 }
  let postponed = 0
  for (const table of GROWING_TABLES.filter((each) => each.isInParts)) {
    const parts = await listParts(db, table.name)
    const keptDays = table.keep === undefined ? 0 : options.keep[table.keep]
    const next = nextPartByTime(parts, { now: options.now, keptDays })
    if (
      next !== undefined &&
      !(await change(db, (tx) => makePart(tx, { name: table.name, by: table.time }, next)))
    )
      postponed++
    for (const part of parts) {
      if (!(await isOver(db, options, table, part))) continue
      if (!(await change(db, (tx) => dropPart(tx, part.name)))) postponed++
    }
  }
  for (const index of LOG_INDEXES) postponed += await keepIndexParts(db, index)
  return { postponed }
}

async function keepIndexParts(db: Kysely<Schema>, { name, log }: LogIndex): Promise<number> {
  const parts = await listParts(db, name)
  const last = await findEdge(db, log, 'max')
  const first = await findEdge(db, log, 'min')
  if (last === undefined || first === undefined) return 0
  const next = nextPartBySpan(parts, Math.floor(last / SPAN))
  const changes: Change[] = []
  if (next !== undefined) changes.push((tx) => makePart(tx, { name, by: 'span' }, next))
  for (const part of parts) {
    if (part.until !== undefined && part.until <= Math.floor(first / SPAN))
      changes.push((tx) => dropPart(tx, part.name))
  }
  let postponed = 0
  for (const each of changes) if (!(await change(db, each))) postponed++
  return postponed
}

/** Whether all of a part is past its time, and read by whoever follows the table. */
async function isOver(
  db: Kysely<Schema>,
  options: RetentionOptions,
  table: GrowingTable,
  { name, until }: Part,
): Promise<boolean> {
  const end = endOf(table, options)
  if (end === undefined || until === undefined || until > end) return false
  if (table.log === undefined) return true
  const number = sql.ref(NUMBER_OF[table.log])
  const { rows } = await sql<{ readonly last: number | null }>`
    SELECT max(${number}) AS last FROM ${sql.table(name)}`.execute(db)
  return (rows[0]?.last ?? 0) <= (await readFollowed(db, options.followers[table.log]))
}

/** False where the table was in use; a node that is not at it has nothing to postpone. */
async function change(db: Kysely<Schema>, make: Change): Promise<boolean> {
  try {
    await db.transaction().execute(async (tx) => {
      if (await holdParts(tx)) await make(tx)
    })
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === LOCK_NOT_AVAILABLE) return false
    throw error
  }
}

/** Until the transaction ends; false where another node is at it. */
async function holdParts(tx: Kysely<Schema>): Promise<boolean> {
  const { rows } = await sql<{ readonly held: boolean }>`
    SELECT pg_try_advisory_xact_lock(${sql.lit(PARTS_LOCK)}) AS held`.execute(tx)
  return rows[0]?.held === true
}
