import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
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
  // Written last: a seeding that was broken off is begun anew.
  const kept = join(options.folder, `${slug}.json`)
  const isKept = existsSync(kept)
  if (url !== undefined) {
    const address = new URL(url)
    const database = `bench_${slug.replaceAll('-', '_')}`
    address.pathname = `/${database}`
    if (!isKept) {
      await administer(url, `DROP DATABASE IF EXISTS ${database}`)
      await administer(url, `CREATE DATABASE ${database}`)
    }
    databaseUrl = address.href
    env['DATABASE_URL'] = databaseUrl
  } else if (!isKept) {
    rmSync(dataDir, { recursive: true, force: true })
  }
  const parsed = parseConfig(env)
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'))
  const { appId, apiKey } = isKept ? readKept(kept) : await fill()

  async function fill(): Promise<{ readonly appId: number; readonly apiKey: string }> {
    console.error(`seeding ${name} …`)
    if (!parsed.ok) throw new Error(parsed.problems.join('\n'))
    const opened = openDeps(parsed.config, { log: createLog('warn') })
    await migrate(opened.deps.db, opened.deps.dialect, Date.now())
    const created = await createApp(opened.deps, { name: 'Bench', plan: 'production' })
    if (created.result !== 'created') throw new Error(created.result)
    const app = { appId: created.app.id, apiKey: created.apiKey }
    await options.seed(opened, app.appId)
    await opened.store.close()
    writeFileSync(kept, JSON.stringify(app))
    return app
  }
  const run = async (statement: string) => {
    if (databaseUrl !== undefined) await administer(databaseUrl, statement)
  }
  if (!isKept) await run('VACUUM ANALYZE')
  return {
    name,
    database: url === undefined ? 'sqlite' : 'postgres',
    env,
    appId,
    apiKey,
    async change(work) {
      const again = openDeps(parsed.config, { log: createLog('warn') })
      await work(again)
      await again.store.close()
    },
    administer: run,
    walBytes: () => (url === undefined ? sizeOf(join(dataDir, 'countersign.db-wal')) : 0),
  }
}

function readKept(path: string): { readonly appId: number; readonly apiKey: string } {
  // Written above by a former run.
  return JSON.parse(readFileSync(path, 'utf8')) as { appId: number; apiKey: string }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
