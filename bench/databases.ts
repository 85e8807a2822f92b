import { statSync } from 'node:fs'
import { join } from 'node:path'
import {
  createApp,
  createLog,
  migrate,
  type Opened,
  openDeps,
  parseConfig,
} from '@countersign/server'
import { administer } from '../apps/server/test/postgres.ts'

/** A seeded database that a server can be started on. */
export interface BenchDatabase {
  readonly name: string
  readonly database: 'sqlite' | 'postgres'
  readonly env: Readonly<Record<string, string>>
  readonly appId: number
  readonly apiKey: string
  /** Runs statements on it while no server does. */
  readonly change: (work: (opened: Opened) => Promise<void>) => Promise<void>
  /** Gives PostgreSQL a statement that needs no transaction, `VACUUM`; nothing on SQLite. */
  readonly administer: (statement: string) => Promise<void>
  readonly walBytes: () => number
}

/** Makes a database in `folder`, or on the PostgreSQL at `url`, and fills it. */
export async function prepareDatabase(options: {
  readonly name: string
  readonly slug: string
  readonly folder: string
  readonly url: string | undefined
  readonly seed: (opened: Opened, appId: number) => Promise<void>
}): Promise<BenchDatabase> {
  const { name, slug, url } = options
  const dataDir = join(options.folder, slug)
  const env: Record<string, string> = { DATA_DIR: dataDir, PORT: '0', MASTER_KEY: '42'.repeat(32) }
  let databaseUrl: string | undefined
  if (url !== undefined) {
    const address = new URL(url)
    const database = `bench_${slug.replaceAll('-', '_')}`
    address.pathname = `/${database}`
    await administer(url, `CREATE DATABASE ${database}`)
    databaseUrl = address.href
    env['DATABASE_URL'] = databaseUrl
  }
  console.error(`seeding ${name} …`)
  const parsed = parseConfig(env)
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'))
  const opened = openDeps(parsed.config, { log: createLog('warn') })
  await migrate(opened.deps.db, opened.deps.dialect, Date.now())
  const created = await createApp(opened.deps, { name: 'Bench', plan: 'production' })
  if (created.result !== 'created') throw new Error(created.result)
  await options.seed(opened, created.app.id)
  await opened.store.close()
  const run = async (statement: string) => {
    if (databaseUrl !== undefined) await administer(databaseUrl, statement)
  }
  await run('VACUUM ANALYZE')
  return {
    name,
    database: url === undefined ? 'sqlite' : 'postgres',
    env,
    appId: created.app.id,
    apiKey: created.apiKey,
    async change(work) {
      const again = openDeps(parsed.config, { log: createLog('warn') })
      await work(again)
      await again.store.close()
    },
    administer: run,
    walBytes: () => (url === undefined ? sizeOf(join(dataDir, 'countersign.db-wal')) : 0),
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
