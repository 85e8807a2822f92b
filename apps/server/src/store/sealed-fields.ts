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

/**
 * Fields of a range that are not sealed with this key, held until the transaction ends. What another
 * transaction holds is passed over, so that nobody waits in a circle.
 *
 * @param most rows
 */
export async function holdSealedOtherwise(
  tx: Kysely<Schema>,
  dialect: Dialect,
  { table, column, key, also }: SealedTable,
  {
    range,
    keyId,
    most,
  }: { readonly range: KeyRange; readonly keyId: string; readonly most: number },
): Promise<readonly (Row & { readonly sealed: string })[]> {
  const begins = `${keyId}.`
  const holding = dialect === 'postgres' ? sql`FOR NO KEY UPDATE SKIP LOCKED` : sql``
  const { rows } = await sql<Row & { readonly sealed: string }>`
    SELECT ${refs([...key, ...also])}, ${sql.ref(column)} AS sealed FROM ${sql.table(table)}
    WHERE ${isIn(key, range)} AND substr(${sql.ref(column)}, 1, ${sql.lit(begins.length)}) <> ${begins}
    ORDER BY ${refs(key)} LIMIT ${sql.lit(most)} ${holding}`.execute(tx)
  return rows
}

/** Puts one sealed field in the place of another; one that was changed meanwhile stays as it is. */
export async function replaceSealed(
  tx: Kysely<Schema>,
  { table, column, key }: SealedTable,
  row: Row & { readonly sealed: string },
  by: string,
): Promise<void> {
  await sql`UPDATE ${sql.table(table)} SET ${sql.ref(column)} = ${by}
    WHERE (${refs(key)}) = (${sql.join(keyValuesOf(key, row))}) AND ${sql.ref(column)} = ${row.sealed}`.execute(
    tx,
  )
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
