import openDatabase from 'better-sqlite3'
import pg from 'pg'
import type { Deps } from '../../src/deps.ts'
import { findPath, findUrl, type Recorded } from './recorded-statements.ts'

/** More than a person, an app or a batch ever has of anything. */
const MANY_ROWS = 5_000

/** What a statement does that takes the longer the more rows there are, in the database's words. */
export type FindScans = (statement: Recorded) => Promise<readonly string[]>

/** @param large tables that no statement may read from end to end; on PostgreSQL the sizes tell it */
export async function openExplainer(
  deps: Pick<Deps, 'db' | 'dialect'>,
  large: ReadonlySet<string>,
): Promise<{ readonly findScans: FindScans; readonly close: () => Promise<void> }> {
  if (deps.dialect === 'sqlite') {
    const database = openDatabase(await findPath(deps.db), { readonly: true })
    return {
      async findScans({ text, parameters }) {
        const rows = database.prepare(`EXPLAIN QUERY PLAN ${text}`).all(...parameters)
        return sqliteScans(text, rows as readonly { readonly detail: string }[], large)
      },
      close: async () => void database.close(),
    }
  }
  const client = new pg.Client({ connectionString: await findUrl(deps.db) })
  await client.connect()
  // Of a table in parts those count that hold rows.
  const { rows: filled } = await client.query<{ readonly relname: string }>(
    `SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples > ${MANY_ROWS}`,
  )
  const largeParts = new Set(filled.map(({ relname }) => relname))
  return {
    async findScans({ text, parameters, isPrepared }) {
      // A statement that is prepared by name soon gets one plan for all parameters; others one for theirs.
      const { rows } = isPrepared
        ? await client.query(`EXPLAIN (FORMAT JSON, GENERIC_PLAN) ${text}`)
        : await client.query(`EXPLAIN (FORMAT JSON) ${text}`, [...parameters])
      const [{ Plan }] = rows[0]['QUERY PLAN'] as readonly [{ readonly Plan: PlanNode }]
      return postgresScans(Plan, largeParts, false)
    },
    close: async () => await client.end(),
  }
}

function sqliteScans(
  text: string,
  rows: readonly { readonly detail: string }[],
  large: ReadonlySet<string>,
): readonly string[] {
  const details = rows.map(({ detail }) => detail)
  // A list in the order of its tree that ends early stops there; one that must be sorted does not.
  const isSorted = details.some((detail) => detail.includes('TEMP B-TREE'))
  const isBounded = /\bORDER BY\b[\s\S]*\bLIMIT\b/i.test(text) && !isSorted
  return details.filter((detail) => {
    const [, name] = /^SCAN (\w+)/.exec(detail) ?? []
    return name !== undefined && large.has(tableCalled(text, name)) && !isBounded
  })
}

/** The plan names tables as the statement does. */
function tableCalled(text: string, alias: string): string {
  const [, table = alias] =
    new RegExp(`(?:FROM|JOIN)\\s+"?(\\w+)"?\\s+(?:AS\\s+)?"?${alias}"?\\b`, 'i').exec(text) ?? []
  return table
}

interface PlanNode {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Index Name'?: string
  readonly 'Index Cond'?: string
  readonly 'Plan Rows': number
  readonly Plans?: readonly PlanNode[]
}

function postgresScans(
  node: PlanNode,
  large: ReadonlySet<string>,
  isBounded: boolean,
): readonly string[] {
  const type = node['Node Type']
  const table = node['Relation Name'] ?? ''
  const below = (node.Plans ?? []).flatMap((each) =>
    // What ends early below a limit ends there, unless it must all be sorted before.
    postgresScans(each, large, type === 'Limit' || (isBounded && type !== 'Sort')),
  )
  const isWhole =
    type === 'Seq Scan' ||
    (/^Index (Only )?Scan$/.test(type) && node['Index Cond'] === undefined && !isBounded)
  if (isWhole && large.has(table)) return [`${type} on ${table}`, ...below]
  const isLargeSort = type === 'Sort' && node['Plan Rows'] > MANY_ROWS
  return isLargeSort ? [`Sort of ${node['Plan Rows']} rows`, ...below] : below
}
