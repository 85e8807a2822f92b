import { type Kysely, type RawBuilder, sql } from 'kysely'
import { type KeepDays, keptSince } from '../domain/keep-days.ts'
import { DAY_MS } from '../domain/time-span.ts'
import { EVENTS_KEPT_MS } from './device-events.ts'
import { readFollowed } from './followers.ts'
import { GROWING_TABLES, type GrowingTable, LOG_INDEXES, type LogIndex } from './growing-tables.ts'
import { findEdge, type Log } from './log-horizon.ts'
import type { Dialect } from './migrations/migration.ts'
import { findOpenParts } from './postgres/partitions.ts'
import type { Schema } from './schema.ts'
import { SPAN } from './spans.ts'

/** How long a used or dead token still tells "used recently" from "wrong", in milliseconds. */
const DEAD_TOKEN_KEPT_MS = 3_600_000
/** A device that asks what became of its registration is still told for so long. */
const REGISTRATION_KEPT_MS = 3_600_000
/** Whoever asks where an operator was signed in looks a month back; the events tell what they did there. */
const OPERATOR_TRACES_KEPT_MS = 30 * DAY_MS

/** Rows in one transaction: a few milliseconds, and nobody waits longer for it. */
const ROWS_A_STEP = 500

/** Turns over all tables in one call, so that a backlog of one keeps no other from its turn for long. */
const MOST_TURNS = 1_000

export interface RetentionOptions {
  readonly dialect: Dialect
  /** Milliseconds. */
  readonly now: number
  readonly keep: KeepDays
  /** Names of those who read each log: what one of them has not taken yet is kept. */
  readonly followers: Readonly<Record<Log, readonly string[]>>
}

/** Deletes at most ROWS_A_STEP rows, by one statement that is a transaction of its own, and says how many. */
type Sweep = (db: Kysely<Schema>) => Promise<number>

/**
 * Deletes what no decision reads any more, and what is past the time for which it is kept. Yields after
 * each transaction, so that the caller lets the requests go first. Any number of nodes may do it at once.
 */
export async function* deleteExpired(
  db: Kysely<Schema>,
  options: RetentionOptions,
): AsyncGenerator<undefined> {
  let pending: readonly Sweep[] = [
    ...shortLived(options),
    ...(await growing(db, options)),
    ...LOG_INDEXES.map(
      (index): Sweep =>
        (db) =>
          deleteIndexed(db, options, index),
    ),
  ]
  for (let turn = 0; turn < MOST_TURNS && pending.length > 0; turn++) {
    const unfinished: Sweep[] = []
    for (const sweep of pending) {
      const deleted = await sweep(db)
      if (deleted >= ROWS_A_STEP) unfinished.push(sweep)
      yield
    }
    pending = unfinished
  }
}

/** What lives for minutes or days, each found by an index on its end. */
function shortLived({ dialect, now, keep }: RetentionOptions): readonly Sweep[] {
  const verified = keptSince(now, keep.phoneVerifications)
  const ended: readonly (readonly [
    table: string,
    key: readonly string[],
    end: string,
    before: number | undefined,
  ])[] = [
    ['throttles', ['id'], 'window_ends_at', now],
    ['qr_codes', ['id_hash'], 'expires_at', now],
    ['device_nonces', ['device_id', 'nonce'], 'expires_at', now],
    ['approval_keys', ['app_id', 'authy_id', 'key_hash'], 'expires_at', now],
    ['operator_challenges', ['hash'], 'expires_at', now],
    ['operator_invitations', ['token_hash'], 'expires_at', now - OPERATOR_TRACES_KEPT_MS],
    ['operator_sessions', ['id'], 'expires_at', now - OPERATOR_TRACES_KEPT_MS],
    ['device_registrations', ['id'], 'expires_at', now - REGISTRATION_KEPT_MS],
    ['device_events', ['authy_id', 'number'], 'at', now - EVENTS_KEPT_MS],
    ['phone_verifications', ['app_id', 'phone_hash'], 'expires_at', verified],
  ]
  const sweeps = ended.flatMap(([table, key, end, before]): readonly Sweep[] =>
    before === undefined
      ? []
      : [
          (db) =>
            deleteRows(db, dialect, {
              table,
              key,
              oldest: sql`WHERE ${sql.ref(end)} < ${before} ORDER BY ${sql.ref(end)}`,
            }),
        ],
  )
  const deadTokens: Sweep = (db) =>
    deleteRows(db, dialect, {
      table: 'sent_tokens',
      key: ['app_id', 'authy_id', 'action'],
      // Each act of an app may leave a token of its own; a token without an act is overwritten by the next one.
      oldest: sql`WHERE action <> '' AND expires_at < ${now - DEAD_TOKEN_KEPT_MS} ORDER BY expires_at`,
    })
  return [...sweeps, deadTokens]
}

/** On PostgreSQL a part is dropped whole (postgres/partitions.ts); rows go one by one where a table is in no parts, or in one without a bound. */
async function growing(db: Kysely<Schema>, options: RetentionOptions): Promise<readonly Sweep[]> {
  const sweeps: Sweep[] = []
  for (const table of GROWING_TABLES) {
    const before = endOf(table, options)
    if (before === undefined) continue
    const inParts = options.dialect === 'postgres' && table.isInParts
    const parts = inParts ? await findOpenParts(db, table.name) : [table.name]
    for (const part of parts)
      sweeps.push((db) => deleteFromBeginning(db, options, { ...table, part, before }))
  }
  return sweeps
}

/** Rows of before this moment, in milliseconds, are past their time. */
export function endOf(
  { keep }: GrowingTable,
  options: Pick<RetentionOptions, 'now' | 'keep'>,
): number | undefined {
  return keep === undefined ? options.now : keptSince(options.now, options.keep[keep])
}

async function deleteFromBeginning(
  db: Kysely<Schema>,
  options: RetentionOptions,
  { part, key, time, log, hasTimeIndex, before }: Oldest,
): Promise<number> {
  const table = sql.table(part)
  const isOld = sql`${sql.ref(time)} < ${before}`
  // SQLite draws the next number from the last row: without any it would begin anew, behind its followers.
  const isRead =
    log === undefined
      ? sql``
      : sql`AND ${sql.ref(key)} <= ${await readFollowed(db, options.followers[log])}
          AND ${sql.ref(key)} < (SELECT max(${sql.ref(key)}) FROM ${table})`
  return await deleteRows(db, options.dialect, {
    table: part,
    key: [key],
    oldest: hasTimeIndex
      ? sql`WHERE ${isOld} ${isRead} ORDER BY ${sql.ref(time)}`
      : sql`ORDER BY ${sql.ref(key)}`,
    // The first rows by their key may be younger than that, and then none of them goes.
    only: hasTimeIndex ? undefined : sql`${isOld} ${isRead}`,
  })
}

interface Oldest extends GrowingTable {
  /** The table, or a part of it. */
  readonly part: string
  readonly before: number
}

/** What the index says of rows that are gone. */
async function deleteIndexed(
  db: Kysely<Schema>,
  { dialect }: RetentionOptions,
  { name, log, key }: LogIndex,
): Promise<number> {
  const first = await findEdge(db, log, 'min')
  if (first === undefined) return 0
  const parts = dialect === 'postgres' ? await findOpenParts(db, name) : [name]
  let deleted = 0
  for (const part of parts) {
    deleted += await deleteRows(db, dialect, {
      table: part,
      key,
      oldest: sql`WHERE span < ${Math.floor(first / SPAN)} ORDER BY ${columns(key)}`,
    })
  }
  return deleted
}

/**
 * What another transaction holds is passed over on PostgreSQL: nobody waits for retention, nor it for
 * anybody. There the place of each row names it, since for a key the planner may rather read the whole table.
 */
async function deleteRows(
  db: Kysely<Schema>,
  dialect: Dialect,
  { table: name, key, oldest, only }: RowsToDelete,
): Promise<number> {
  const table = sql.table(name)
  const limit = sql`LIMIT ${sql.lit(ROWS_A_STEP)}`
  const isOldest =
    dialect === 'postgres'
      ? sql`ctid = ANY (ARRAY (SELECT ctid FROM ${table} ${oldest} ${limit} FOR UPDATE SKIP LOCKED))`
      : sql`(${columns(key)}) IN (SELECT ${columns(key)} FROM ${table} ${oldest} ${limit})`
  const { numAffectedRows } = await sql`
    DELETE FROM ${table} WHERE ${isOldest} ${only === undefined ? sql`` : sql`AND ${only}`}`.execute(
    db,
  )
  return Number(numAffectedRows ?? 0n)
}

interface RowsToDelete {
  readonly table: string
  readonly key: readonly string[]
  /** WHERE and ORDER BY. */
  readonly oldest: RawBuilder<unknown>
  /** What must hold beside: of those that are the oldest, others stay. */
  readonly only?: RawBuilder<unknown> | undefined
}

function columns(key: readonly string[]): RawBuilder<unknown> {
  return sql.join(key.map((column) => sql.ref(column)))
}
