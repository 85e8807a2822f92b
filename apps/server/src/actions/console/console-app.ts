import type { Deps } from '../../deps.ts'
import type { App } from '../../domain/app.ts'
import { findApp } from '../../store/apps.ts'
import { holdName } from '../../store/hold-name.ts'

const SERVICE_APP = 'console'

const NAME = 'Countersign Console'

/** Approve needs the number that the sign-in page shows: whoever has the password alone cannot tire a person into it. */
const SETTINGS = JSON.stringify({ numberMatching: true })

type Reads = Pick<Deps, 'db'>

/** The app in which operators are users, where there is one yet. */
export async function findConsoleApp({ db }: Reads): Promise<App | undefined> {
  const row = await db
    .selectFrom('service_apps')
    .select('app_id')
    .where('name', '=', SERVICE_APP)
    .executeTakeFirst()
  return row === undefined ? undefined : await findApp(db, row.app_id)
}

/** The app in which operators are users, made on first need: it has no API key, since nobody calls as it. */
export async function getConsoleApp(deps: Pick<Deps, 'db' | 'dialect' | 'now'>): Promise<App> {
  const known = await findConsoleApp(deps)
  if (known !== undefined) return known
  return await deps.db.transaction().execute(async (tx) => {
    await holdName(tx, deps.dialect, 'service-app/console')
    const made = await findConsoleApp({ db: tx })
    if (made !== undefined) return made
    const { id } = await tx
      .insertInto('apps')
      .values({
        name: await freeName(tx),
        plan: 'production',
        settings: SETTINGS,
        created_at: deps.now(),
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await tx.insertInto('service_apps').values({ name: SERVICE_APP, app_id: id }).execute()
    const app = await findApp(tx, id)
    if (app === undefined)
      throw new Error('The app of the console is gone in the transaction that made it.')
    return app
  })
}

/** A customer's app may have taken the name: names are theirs first. */
async function freeName(tx: Deps['db']): Promise<string> {
  const taken = await tx
    .selectFrom('apps')
    .select('name')
    .where('name', 'like', `${NAME}%`)
    .execute()
  const names = new Set(taken.map((row) => row.name))
  let name = NAME
  for (let count = 2; names.has(name); count++) name = `${NAME} ${count}`
  return name
}
