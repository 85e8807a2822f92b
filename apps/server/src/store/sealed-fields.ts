import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Dialect } from './migrations/migration.ts'
import type { Schema } from './schema.ts'

/** Where sealed fields are. */
export interface SealedTable {
  readonly table: string
  readonly column: string
  readonly key: readonly string[]
  readonly also: readonly string[]
}

export type KeyValues = readonly (string | number)[]

/** Rows after one and up to another by their key; undefined for the first and the last there are. */
export interface KeyRange {
  readonly after: KeyValues | undefined
  readonly upTo: KeyValues | undefined
}

type Row = Readonly<Record<string, string | number>>

/** The key of the row that is so many behind another; undefined where there are fewer. */
export async function findKeyAhead(
  db: Kysely<Schema>,
  { table, key }: SealedTable,
  after: KeyValues | undefined,
  rows: number,
): Promise<KeyValues | undefined> {
  const found = await sql<Row>`SELECT ${refs(key)} FROM ${sql.table(table)}
    WHERE ${isAfter(key, after)} ORDER BY ${refs(key)} LIMIT 1 OFFSET ${sql.lit(rows - 1)}`.execute(
    db,
  )
  return found.rows[0] && keyValuesOf(key, found.rows[0])
}

/** How many fields of a range are sealed with each key, by its id. */
export async function countByKey(
  db: Kysely<Schema>,
  dialect: Dialect,
  { table, column, key }: SealedTable,
  range: KeyRange,
): Promise<ReadonlyMap<string, number>> {
  const dot =
    dialect === 'sqlite'
      ? sql`instr(${sql.ref(column)}, '.')`
      : sql`position('.' in ${sql.ref(column)})`
  const { rows } = await sql<{ readonly id: string; readonly count: number | string }>`
    SELECT substr(${sql.ref(column)}, 1, ${dot} - 1) AS id, count(*) AS count
    FROM ${sql.table(table)} WHERE ${isIn(key, range)} AND ${sql.ref(column)} IS NOT NULL
    GROUP BY 1`.execute(db)
  return new Map(rows.map(({ id, count }) => [id, Number(count)]))
}

/** A row's key and what its name needs, with the field. */
export type SealedFieldRow = Row & { readonly sealed: string }

/**
 * Fields of a range that are not sealed with this key, in the order of the table's key.
 *
 * @param most rows
 */
export async function findSealedOtherwise(
  db: Kysely<Schema>,
  { table, column, key, also }: SealedTable,
  {
    range,
    keyId,
    most,
  }: { readonly range: KeyRange; readonly keyId: string; readonly most: number },
): Promise<readonly SealedFieldRow[]> {
  const begins = `${keyId}.`
  const { rows } = await sql<SealedFieldRow>`
    SELECT ${refs([...key, ...also])}, ${sql.ref(column)} AS sealed FROM ${sql.table(table)}
    WHERE ${isIn(key, range)} AND substr(${sql.ref(column)}, 1, ${sql.lit(begins.length)}) <> ${begins}
    ORDER BY ${refs(key)} LIMIT ${sql.lit(most)}`.execute(db)
  return rows
}

/** Sealed fields of a table and what is to stand in their place. */
export interface SealedChanges extends SealedTable {
  readonly changes: readonly {
    readonly at: KeyValues
    readonly from: string
    readonly to: string
  }[]
}

/**
 * Puts sealed fields in the place of others, and says how many. One that was changed meanwhile stays, and on
 * PostgreSQL also one that another transaction holds: nobody waits in a circle.
 */
export async function replaceSealed(
  tx: Kysely<Schema>,
  dialect: Dialect,
  { table, column, key, changes }: SealedChanges,
): Promise<number> {
  const holding = dialect === 'postgres' ? sql`FOR NO KEY UPDATE SKIP LOCKED` : sql``
  let replaced = 0
  for (const { at, from, to } of changes) {
    const { numAffectedRows } = await sql`UPDATE ${sql.table(table)} SET ${sql.ref(column)} = ${to}
      WHERE (${refs(key)}) IN (SELECT ${refs(key)} FROM ${sql.table(table)}
        WHERE (${refs(key)}) = (${sql.join(at)}) AND ${sql.ref(column)} = ${from} ${holding})`.execute(
      tx,
    )
    replaced += Number(numAffectedRows ?? 0n)
  }
  return replaced
}

export function keyValuesOf(key: readonly string[], row: Row): KeyValues {
  return key.map((column) => row[column] ?? '')
}

function isIn(key: readonly string[], { after, upTo }: KeyRange): RawBuilder<unknown> {
  return upTo === undefined
    ? isAfter(key, after)
    : sql`${isAfter(key, after)} AND (${refs(key)}) <= (${sql.join(upTo)})`
}

function isAfter(key: readonly string[], after: KeyValues | undefined): RawBuilder<unknown> {
  return after === undefined ? sql`1 = 1` : sql`(${refs(key)}) > (${sql.join(after)})`
}

function refs(columns: readonly string[]): RawBuilder<unknown> {
  return sql.join(columns.map((each) => sql.ref(each)))
}
