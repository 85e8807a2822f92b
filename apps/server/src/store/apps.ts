import type { ExpressionBuilder, Kysely } from 'kysely'
import type { App } from '../domain/app.ts'
import { readSettings } from '../domain/app-settings.ts'
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

/** The app of a key that is not revoked yet. */
export async function findAppByKeyHash(
  db: Kysely<Schema>,
  keyHash: string,
  now: number,
): Promise<App | undefined> {
  const row = await db
    .selectFrom('api_keys')
    .innerJoin('apps', 'apps.id', 'api_keys.app_id')
    .select(APP_COLUMNS)
    .where('api_keys.key_hash', '=', keyHash)
    .where((eb) =>
      eb.or([eb('api_keys.revoked_at', 'is', null), eb('api_keys.revoked_at', '>', now)]),
    )
    .executeTakeFirst()
  return row === undefined ? undefined : toApp(row)
}

export async function findApp(db: Kysely<Schema>, appId: number): Promise<App | undefined> {
  const row = await db
    .selectFrom('apps')
    .select(APP_COLUMNS)
    .where('id', '=', appId)
    .executeTakeFirst()
  return row === undefined ? undefined : toApp(row)
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
