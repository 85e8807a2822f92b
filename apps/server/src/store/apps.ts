import { type ExpressionBuilder, type Kysely, sql } from 'kysely'
import type { App } from '../domain/app.ts'
import { readSettings } from '../domain/app-settings.ts'
import type { Dialect } from './migrations/migration.ts'
import type { Schema } from './schema.ts'

interface AppRow {
  readonly id: number
  readonly name: string
  readonly plan: 'production' | 'sandbox'
  readonly settings: string
  readonly created_at: number
}

const APP_COLUMNS = [
  'apps.id',
  'apps.name',
  'apps.plan',
  'apps.settings',
  'apps.created_at',
] as const

/** The app of a key that is not revoked yet, and when the key ends, if it does. */
export async function findAppByKeyHash(
  db: Kysely<Schema>,
  keyHash: string,
  now: number,
): Promise<{ readonly app: App; readonly keyEndsAt: number | null } | undefined> {
  const row = await db
    .selectFrom('api_keys')
    .innerJoin('apps', 'apps.id', 'api_keys.app_id')
    .select([...APP_COLUMNS, 'api_keys.revoked_at'])
    .where('api_keys.key_hash', '=', keyHash)
    .where((eb) =>
      eb.or([eb('api_keys.revoked_at', 'is', null), eb('api_keys.revoked_at', '>', now)]),
    )
    .executeTakeFirst()
  return row && { app: toApp(row), keyEndsAt: row.revoked_at }
}

export async function findApp(db: Kysely<Schema>, appId: number): Promise<App | undefined> {
  const row = await db
    .selectFrom('apps')
    .select(APP_COLUMNS)
    .where('id', '=', appId)
    .executeTakeFirst()
  return row === undefined ? undefined : toApp(row)
}

/** The same, but none of the service's own. */
export async function findCustomerApp(db: Kysely<Schema>, appId: number): Promise<App | undefined> {
  const row = await db
    .selectFrom('apps')
    .select(APP_COLUMNS)
    .where('id', '=', appId)
    .where(isOfCustomer)
    .executeTakeFirst()
  return row === undefined ? undefined : toApp(row)
}

/** Holds an app's row until the transaction ends, and gives what of its settings is stored. On SQLite a transaction is alone anyway. */
export async function lockApp(
  tx: Kysely<Schema>,
  dialect: Dialect,
  appId: number,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const row = await tx
    .selectFrom('apps')
    .select('settings')
    .where('id', '=', appId)
    .$if(dialect === 'postgres', (query) => query.forUpdate())
    .executeTakeFirst()
  // An object, as every writer of it writes.
  return row && (JSON.parse(row.settings) as Readonly<Record<string, unknown>>)
}

/** A page of customers' apps, sorted, from behind a cursor. */
export async function listAppsPage(
  db: Kysely<Schema>,
  page: {
    readonly ids: 'all' | readonly number[]
    /** Part of the name. */
    readonly search: string | undefined
    readonly plan: 'production' | 'sandbox' | undefined
    readonly sort: { readonly by: 'name' | 'id'; readonly isDown: boolean }
    readonly after: string | number | undefined
    readonly limit: number
  },
): Promise<readonly App[]> {
  const { ids, search, plan, sort, after, limit } = page
  if (ids !== 'all' && ids.length === 0) return []
  const column = `apps.${sort.by}` as const
  const pattern = `%${(search ?? '').toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`
  const rows = await db
    .selectFrom('apps')
    .select(APP_COLUMNS)
    .where(isOfCustomer)
    .$if(ids !== 'all', (query) => query.where('apps.id', 'in', ids === 'all' ? [] : [...ids]))
    .$if(search !== undefined, (query) =>
      query.where(sql<boolean>`lower(apps.name) LIKE ${pattern} ESCAPE '\\'`),
    )
    .$if(plan !== undefined, (query) => query.where('apps.plan', '=', plan ?? 'production'))
    .$if(after !== undefined, (query) =>
      query.where(sql.ref(column), sort.isDown ? '<' : '>', sql.val(after)),
    )
    .orderBy(column, sort.isDown ? 'desc' : 'asc')
    .limit(limit)
    .execute()
  return rows.map(toApp)
}

export async function findAppByName(db: Kysely<Schema>, name: string): Promise<App | undefined> {
  const row = await db
    .selectFrom('apps')
    .select(APP_COLUMNS)
    .where('name', '=', name)
    .executeTakeFirst()
  return row === undefined ? undefined : toApp(row)
}

/** Those of customers; the service's own among them only where that is asked for. */
export async function listApps(
  db: Kysely<Schema>,
  options: { readonly withOwn: boolean } = { withOwn: false },
): Promise<readonly App[]> {
  const rows = await db
    .selectFrom('apps')
    .select(APP_COLUMNS)
    .$if(!options.withOwn, (query) => query.where(isOfCustomer))
    .orderBy('id')
    .execute()
  return rows.map(toApp)
}

/** Leaves out the service's own apps: a condition for queries on `apps`. */
export function isOfCustomer(eb: ExpressionBuilder<Schema, 'apps'>) {
  return eb('apps.id', 'not in', eb.selectFrom('service_apps').select('service_apps.app_id'))
}

function toApp(row: AppRow): App {
  return {
    id: row.id,
    name: row.name,
    plan: row.plan,
    settings: readSettings(JSON.parse(row.settings)),
    createdAt: row.created_at,
  }
}
