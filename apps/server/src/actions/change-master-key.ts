import type { Deps } from '../deps.ts'
import {
  countByKey,
  findKeyAhead,
  holdSealedOtherwise,
  type KeyRange,
  keyValuesOf,
  replaceSealed,
} from '../store/sealed-fields.ts'
import { SEALED_COLUMNS, type SealedColumn } from './sealed-columns.ts'

/** Rows that are looked at in one go, and of those sealed anew in one transaction: a few milliseconds. */
const ROWS_A_LOOK = 1_000
const ROWS_A_STEP = 50

const IV_BYTES = 12

export interface Resealed {
  /** Fields that are now under the first key of the ring. */
  readonly resealed: number
  /** Fields that are not: another transaction held them, or no key of the ring opens them. */
  readonly left: number
}

type Sealing = Pick<Deps, 'db' | 'readDb' | 'dialect' | 'vault' | 'random' | 'log'>

/**
 * Seals everything that is not under the ring's first key anew with it. Yields after each short
 * transaction, and returns what it came to. Any number of nodes may do it at once, and it may be broken
 * off at any time: a field is replaced only where it still is what was read.
 */
export async function* resealEverything(deps: Sealing): AsyncGenerator<undefined, Resealed> {
  let resealed = 0
  let left = 0
  for (const column of SEALED_COLUMNS) {
    for await (const range of rangesOf(deps, column)) {
      let rest: KeyRange | undefined = range
      while (rest !== undefined) {
        const step: Step = await resealSome(deps, column, rest)
        resealed += step.resealed
        rest = step.rest
        yield
      }
      left += await countOthers(deps, column, range)
    }
  }
  return { resealed, left }
}

/** A table in pieces, in the order of its key. */
async function* rangesOf(
  { readDb }: Pick<Deps, 'readDb'>,
  column: SealedColumn,
): AsyncGenerator<KeyRange> {
  let after: KeyRange['after']
  do {
    const upTo: KeyRange['upTo'] = await findKeyAhead(readDb, column, after, ROWS_A_LOOK)
    yield { after, upTo }
    after = upTo
  } while (after !== undefined)
}

interface Step {
  readonly resealed: number
  /** What of the range is still to be looked at. */
  readonly rest: KeyRange | undefined
}

async function resealSome(
  { db, dialect, vault, random, log }: Sealing,
  column: SealedColumn,
  range: KeyRange,
): Promise<Step> {
  const [keyId = ''] = vault.keyIds
  return await db.transaction().execute(async (tx) => {
    const rows = await holdSealedOtherwise(tx, dialect, column, {
      range,
      keyId,
      most: ROWS_A_STEP,
    })
    let resealed = 0
    for (const row of rows) {
      const name = column.rowOf(row)
      try {
        const sealed = vault.seal(vault.open(row.sealed, name), name, random(IV_BYTES))
        await replaceSealed(tx, column, row, sealed)
        resealed += 1
      } catch (error) {
        log.warn(
          { err: error, table: column.table, column: column.column },
          'a sealed field does not open',
        )
      }
    }
    const last = rows.at(-1)
    const isMore = rows.length === ROWS_A_STEP && last !== undefined
    const after = last && keyValuesOf(column.key, last)
    return { resealed, rest: isMore ? { after, upTo: range.upTo } : undefined }
  })
}

async function countOthers(
  { readDb, dialect, vault }: Sealing,
  column: SealedColumn,
  range: KeyRange,
): Promise<number> {
  const counts = await countByKey(readDb, dialect, column, range)
  return [...counts].reduce((sum, [id, count]) => (id === vault.keyIds[0] ? sum : sum + count), 0)
}

/** How many fields are sealed with each master key, by its id, over all tables. */
export async function countSealedFields(
  deps: Pick<Deps, 'readDb' | 'dialect'>,
): Promise<ReadonlyMap<string, number>> {
  const sums = new Map<string, number>()
  for (const column of SEALED_COLUMNS) {
    for await (const range of rangesOf(deps, column)) {
      for (const [id, count] of await countByKey(deps.readDb, deps.dialect, column, range))
        sums.set(id, (sums.get(id) ?? 0) + count)
    }
  }
  return sums
}
