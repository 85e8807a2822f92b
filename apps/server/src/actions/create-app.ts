import type { Deps } from '../deps.ts'
import { type App, parseAppName, type Plan } from '../domain/app.ts'
import { DEFAULT_SETTINGS } from '../domain/app-settings.ts'
import { isOfCustomer } from '../store/apps.ts'
import { insertApiKey } from './api-key.ts'

export type CreateAppResult =
  | { readonly result: 'created'; readonly app: App; readonly apiKey: string }
  | { readonly result: 'name-invalid' }
  | { readonly result: 'name-taken' }

/** Creates an app and its first API key. The key is given out here and never again. */
export async function createApp(
  deps: Deps,
  input: { readonly name: string; readonly plan: Plan },
): Promise<CreateAppResult> {
  const name = parseAppName(input.name)
  if (name === undefined) return { result: 'name-invalid' }
  return await deps.db.transaction().execute(async (tx) => {
    const createdAt = deps.now()
    const inserted = await tx
      .insertInto('apps')
      .values({ name, plan: input.plan, settings: '{}', created_at: createdAt })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .returning('id')
      .executeTakeFirst()
    if (inserted === undefined) return { result: 'name-taken' }
    const apiKey = await insertApiKey({ ...deps, db: tx }, inserted.id)
    const app = { id: inserted.id, name, plan: input.plan, settings: DEFAULT_SETTINGS, createdAt }
    return { result: 'created', app, apiKey }
  })
}

/** The first app, on a database that has none yet. */
export async function createFirstApp(
  deps: Deps,
  name: string,
): Promise<CreateAppResult | undefined> {
  const existing = await deps.db
    .selectFrom('apps')
    .select('apps.id')
    .where(isOfCustomer)
    .limit(1)
    .executeTakeFirst()
  if (existing !== undefined) return undefined
  return await createApp(deps, { name, plan: 'production' })
}
