import type { Deps } from '../../deps.ts'
import type { Grant } from '../../domain/operator.ts'
import {
  findGrants,
  findGrantsOf,
  findOperator,
  findOperatorByEmail,
  listOperators as listStored,
  type StoredOperator,
} from '../../store/operators.ts'
import { openOperatorEmail, operatorEmailHash } from './operator-email.ts'

export interface Operator {
  readonly id: number
  readonly email: string
  readonly name: string
  readonly grants: readonly Grant[]
  readonly createdAt: number
  readonly lastSeenAt: number | undefined
  readonly disabledAt: number | undefined
}

/** A page of operators in the order in which they came, from behind the id `after`; and what comes next. */
export async function listOperators(
  deps: Pick<Deps, 'readDb' | 'vault'>,
  page: { readonly after: number; readonly limit: number },
): Promise<{ readonly items: readonly Operator[]; readonly next: number | undefined }> {
  const rows = await listStored(deps.readDb, { after: page.after, limit: page.limit + 1 })
  const shown = rows.slice(0, page.limit)
  const grants = await findGrantsOf(
    deps.readDb,
    shown.map(({ id }) => id),
  )
  return {
    items: shown.map((row) => toOperator(deps, row, grants.get(row.id) ?? [])),
    next: rows.length > page.limit ? shown.at(-1)?.id : undefined,
  }
}

export async function readOperator(
  deps: Pick<Deps, 'db' | 'vault'>,
  operatorId: number,
): Promise<Operator | undefined> {
  const row = await findOperator(deps.db, operatorId)
  return row && toOperator(deps, row, await findGrants(deps.db, operatorId))
}

/** The id of an operator by their address, disabled or not. */
export async function findOperatorIdByEmail(
  deps: Pick<Deps, 'db' | 'vault'>,
  email: string,
): Promise<number | undefined> {
  return (await findOperatorByEmail(deps.db, operatorEmailHash(deps, email)))?.id
}

function toOperator(
  deps: Pick<Deps, 'vault'>,
  row: StoredOperator,
  grants: readonly Grant[],
): Operator {
  return {
    id: row.id,
    email: openOperatorEmail(deps, row),
    name: row.name,
    grants,
    createdAt: row.createdAt,
    lastSeenAt: row.lastSeenAt ?? undefined,
    disabledAt: row.disabledAt ?? undefined,
  }
}
