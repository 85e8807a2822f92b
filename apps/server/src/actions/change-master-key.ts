import type { Deps } from '../deps.ts'
import {
  countByKey,
  findKeyAhead,
  findSealedOtherwise,
  type KeyRange,
  keyValuesOf,
  type SealedChanges,
  type SealedFieldRow,
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

type Sealing = Pick<Deps, 'runTask' | 'db' | 'readDb' | 'dialect' | 'vault' | 'random' | 'log'>

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

type Reading = Pick<Deps, 'db' | 'readDb' | 'dialect'>

/** A replica may be behind: whether a key may go is asked of the primary. */
function readingOf({ db, readDb, dialect }: Reading): Deps['db'] {
  return dialect === 'postgres' ? db : readDb
}

/** A table in pieces, in the order of its key. */
async function* rangesOf(deps: Reading, column: SealedColumn): AsyncGenerator<KeyRange> {
  let after: KeyRange['after']
  do {
    const upTo: KeyRange['upTo'] = await findKeyAhead(readingOf(deps), column, after, ROWS_A_LOOK)
    yield { after, upTo }
    after = upTo
  } while (after !== undefined)
}

interface Step {
  readonly resealed: number
  /** What of the range is still to be looked at. */
  readonly rest: KeyRange | undefined
}

async function resealSome(deps: Sealing, column: SealedColumn, range: KeyRange): Promise<Step> {
  const { vault, runTask } = deps
  const [keyId = ''] = vault.keyIds
  const rows = await findSealedOtherwise(readingOf(deps), column, {
    range,
    keyId,
    most: ROWS_A_STEP,
  })
  const last = rows.at(-1)
  if (last === undefined) return { resealed: 0, rest: undefined }
  const after = keyValuesOf(column.key, last)
  const rest = rows.length === ROWS_A_STEP ? { after, upTo: range.upTo } : undefined
  const { rowOf: _rowOf, ...place } = column
  const input: SealedChanges = {
    ...place,
    changes: rows.flatMap((row) => {
      const to = sealAnew(deps, column, row)
      return to === undefined ? [] : [{ at: keyValuesOf(column.key, row), from: row.sealed, to }]
    }),
  }
  // run-task.ts answers with the number of fields.
  return { resealed: (await runTask('replace-sealed', input)) as number, rest }
}

/** Undefined where no key of the ring opens it. */
function sealAnew(
  { vault, random, log }: Sealing,
  { table, column, rowOf }: SealedColumn,
  row: SealedFieldRow,
): string | undefined {
  const name = rowOf(row)
  try {
    return vault.seal(vault.open(row.sealed, name), name, random(IV_BYTES))
  } catch (error) {
    log.warn({ err: error, table, column }, 'a sealed field does not open')
    return undefined
  }
}

async function countOthers(deps: Sealing, column: SealedColumn, range: KeyRange): Promise<number> {
  const { dialect, vault } = deps
  const counts = await countByKey(readingOf(deps), dialect, column, range)
  return [...counts].reduce((sum, [id, count]) => (id === vault.keyIds[0] ? sum : sum + count), 0)
}

/** How many fields are sealed with each master key, by its id, over all tables. */
export async function countSealedFields(deps: Reading): Promise<ReadonlyMap<string, number>> {
  const sums = new Map<string, number>()
  for (const column of SEALED_COLUMNS) {
    for await (const range of rangesOf(deps, column)) {
      for (const [id, count] of await countByKey(readingOf(deps), deps.dialect, column, range))
        sums.set(id, (sums.get(id) ?? 0) + count)
    }
  }
  return sums
}
