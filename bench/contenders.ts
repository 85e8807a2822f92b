import type { ChildProcess } from 'node:child_process'
import type { Figures } from './aims.ts'
import type { Opened } from '@countersign/server'
import { end, forkServer, memoryOf } from './children.ts'
import { type BenchDatabase, prepareDatabase } from './databases.ts'

export interface BenchOptions {
  readonly rounds: number
  readonly seconds: number
  readonly users: readonly number[]
  readonly databases: readonly string[]
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

/** SQLite has one process by its nature; PostgreSQL is measured with one and with two. */
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
    contenders.push({ ...prepared, nodes: 1 })
    if (name === 'postgres')
      contenders.push({ ...prepared, name: `postgres with two nodes, ${ofUsers}`, nodes: 2 })
  }
  return contenders
}

/** Running processes of one contender. */
export interface Nodes {
  readonly ports: readonly number[]
  /** Of the largest of them, in megabytes. */
  readonly rssMb: () => Promise<number>
  readonly end: () => Promise<void>
}

export async function startNodes({ env, nodes }: Contender): Promise<Nodes> {
  const running: { readonly child: ChildProcess; readonly port: number }[] = []
  const shared: Readonly<Record<string, string>> =
    nodes > 1 ? { ...env, DATABASE_NODES: String(nodes) } : env
  for (let node = 0; node < nodes; node++) running.push(await forkServer(shared))
  return {
    ports: running.map(({ port }) => port),
    async rssMb() {
      const memories = await Promise.all(running.map(({ child }) => memoryOf(child, 'as-it-is')))
      return Math.round(Math.max(...memories.map(({ rss }) => rss)) / 1e6)
    },
    async end() {
      await Promise.all(running.map(({ child }) => end(child)))
    },
  }
}
