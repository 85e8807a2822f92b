import type { Figures } from './aims.ts'
import type { Opened } from '@countersign/server'
import { type BuiltService, startBuilt } from './built-service.ts'
import { type BenchDatabase, prepareDatabase } from './databases.ts'

export interface BenchOptions {
  readonly rounds: number
  readonly seconds: number
  readonly users: readonly number[]
  readonly databases: readonly string[]
  /** On PostgreSQL, with so many processes of the service each. */
  readonly nodes: readonly number[]
  readonly connections: number
  readonly folder: string
  readonly postgresUrl: string | undefined
  /** Where the parts note what the aims are about. */
  readonly figures: Figures
}

/** A database and how many processes of the service stand before it. */
export interface Contender extends BenchDatabase {
  readonly nodes: number
}

/** SQLite has one process by its nature; PostgreSQL is measured with one and with two, unless asked otherwise. */
export async function prepareContenders(
  options: BenchOptions,
  database: {
    readonly slug: string
    readonly users: number
    readonly seed: (opened: Opened, appId: number) => Promise<void>
  },
): Promise<readonly Contender[]> {
  const contenders: Contender[] = []
  const ofUsers = `${database.users.toLocaleString('en')} users`
  for (const name of options.databases) {
    const prepared = await prepareDatabase({
      name: `${name}, ${ofUsers}`,
      slug: `${name}-${database.slug}`,
      folder: options.folder,
      url: name === 'postgres' ? options.postgresUrl : undefined,
      seed: database.seed,
    })
    if (name === 'sqlite') contenders.push({ ...prepared, nodes: 1 })
    else
      for (const nodes of options.nodes)
        contenders.push({
          ...prepared,
          name: nodes === 1 ? prepared.name : `${name} with ${nodes} nodes, ${ofUsers}`,
          nodes,
        })
  }
  return contenders
}

/** Running processes of one contender. */
export interface Nodes {
  readonly ports: readonly number[]
  /** Of the largest of them, in megabytes. */
  readonly rssMb: () => number
  readonly end: () => Promise<void>
}

export async function startNodes({ env, nodes }: Contender): Promise<Nodes> {
  const running: BuiltService[] = []
  const shared: Readonly<Record<string, string>> =
    nodes > 1 ? { ...env, DATABASE_NODES: String(nodes) } : env
  for (let node = 0; node < nodes; node++) running.push(await startBuilt(shared))
  return {
    ports: running.map(({ port }) => port),
    rssMb: () => Math.round(Math.max(...running.map(({ rssBytes }) => rssBytes())) / 1e6),
    async end() {
      await Promise.all(running.map(({ stop }) => stop()))
    },
  }
}
