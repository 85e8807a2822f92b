import type { PoolClient } from 'pg'
import type { UserKey } from '../user-key.ts'
import { type Nullable, withoutNulls } from '../nulls.ts'

/** A row with the number (1-based) of the input that it belongs to. */
export type Numbered<Row> = Nullable<Row> & { readonly n: number }

/** Runs a statement that is prepared by its name on each connection. */
export type ArrayQuery = <Row>(
  name: string,
  text: string,
  values: readonly unknown[],
) => Promise<readonly Row[]>

/** The same for a statement of which nothing is needed but that it worked: the COMMIT waits for it. */
export type ArrayWrite = (name: string, text: string, values: readonly unknown[]) => Promise<void>

export interface ArrayQueries {
  readonly query: ArrayQuery
  readonly write: ArrayWrite
  /** What was written and not yet answered: why the first of it failed, or undefined. */
  readonly firstFailure: () => Promise<unknown>
}

/**
 * Statements go out as they are asked for, none waiting for the answer to the one before (PostgreSQL,
 * "Pipelining"): in a transaction the server takes them in order, and ends it with the first that fails.
 */
export function createArrayQueries(client: PoolClient): ArrayQueries {
  let written: Promise<unknown>[] = []
  return {
    async query<Row>(name: string, text: string, values: readonly unknown[]) {
      const result = await client.query({ name, text, values: [...values] })
      // The driver's rows are untyped; each statement selects exactly its Row.
      return result.rows as Row[]
    },
    write(name, text, values) {
      const answer = client.query({ name, text, values: [...values] })
      // Its failure is told by firstFailure, and nowhere else.
      answer.catch(() => {})
      written.push(answer)
      return Promise.resolve()
    },
    async firstFailure() {
      const due = written
      written = []
      const settled = await Promise.allSettled(due)
      return settled.find((each) => each.status === 'rejected')?.reason
    },
  }
}

export function userColumns(users: readonly UserKey[]): unknown[] {
  return [users.map((user) => user.appId), users.map((user) => user.authyId)]
}

export function inOrder<Row extends object>(
  length: number,
  rows: readonly Numbered<Row>[],
): readonly (Row | undefined)[] {
  const ordered: (Row | undefined)[] = Array.from({ length })
  for (const row of rows) ordered[row.n - 1] = withoutNulls<Row>(row)
  return ordered
}

export function won(length: number, rows: readonly { readonly n: number }[]): readonly boolean[] {
  const claimed: boolean[] = Array.from({ length }, () => false)
  for (const row of rows) claimed[row.n - 1] = true
  return claimed
}

/** In the order of what was asked for, undefined where there is none. */
export function uuidsInOrder(
  length: number,
  rows: readonly { readonly n: number; readonly uuid: string }[],
): readonly (string | undefined)[] {
  const found: (string | undefined)[] = Array.from({ length })
  for (const row of rows) found[row.n - 1] = row.uuid
  return found
}
