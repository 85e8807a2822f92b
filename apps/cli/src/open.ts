import {
  type Config,
  createLog,
  type Deps,
  hasSchema,
  migrate,
  openDeps,
  parseConfig,
  pendingMigrations,
  useIndexKey,
  refuseTooOld,
} from '@countersign/server'
import { explainConfig, explainError } from './explain-error.ts'
import { failure, type Outcome } from './outcome.ts'
import type { Printer } from './print.ts'

/** Runs `work` on the service's database, which a running server may be using at the same time. */
export async function withDeps(
  print: Printer,
  work: (deps: Deps, config: Config) => Promise<Outcome>,
): Promise<Outcome> {
  return await withDatabase(async (deps, config) => {
    if (!(await hasSchema(deps.db, deps.dialect))) {
      await migrate(deps.db, deps.dialect, deps.now())
      print.note(`There was no database yet: made one in ${placeOf(config)}.`)
    } else if ((await pendingMigrations(deps.db)).length > 0) {
      // Not on the way to something else: servers of the former version may be running on it.
      return failure(
        'The database is older than this version of Countersign.',
        'Bring it up to date with `npx countersign migrate`.',
      )
    }
    await refuseTooOld(deps.db)
    await useIndexKey(deps)
    return await work(deps, config)
  })
}

/** As `withDeps`, whatever state the tables are in. */
export async function withDatabase(
  work: (deps: Deps, config: Config) => Promise<Outcome>,
): Promise<Outcome> {
  const parsed = parseConfig(process.env)
  if (!parsed.ok) return explainConfig(parsed.problems)
  try {
    const { deps, store } = openDeps(parsed.config, { log: createLog('warn', 'stderr') })
    try {
      return await work(deps, parsed.config)
    } finally {
      // What failed is told, not that closing it failed too.
      await store.close().catch(() => {})
    }
  } catch (error) {
    return explainError(error)
  }
}

/** Where the data is, without the password of a URL. */
export function placeOf({ store }: Config): string {
  if (store.databaseUrl === undefined) return store.dataDir
  const { host, pathname } = new URL(store.databaseUrl)
  return `PostgreSQL at ${host}${pathname}`
}
