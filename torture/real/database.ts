import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { administer, startPostgres } from '../../apps/server/test/postgres.ts'
import type { Problem } from '../check/facts.ts'
import { type Proxy, startProxy } from './proxy.ts'

export type DatabaseKind = 'sqlite' | 'postgres'

/** What the nodes stand on. */
export interface RealDatabase {
  readonly kind: DatabaseKind
  /** Its settings, as the nodes are given them. */
  readonly env: Readonly<Record<string, string>>
  readonly folder: string
  /** PostgreSQL alone. */
  readonly postgres: TorturedPostgres | undefined
  /** What went wrong in it that no answer shows, with nobody having it open. */
  readonly inspect: () => Promise<Problem | undefined>
  readonly drop: () => Promise<void>
}

export interface TorturedPostgres {
  /** Between the nodes and the database. */
  readonly proxy: Proxy
  readonly pids: () => readonly number[]
  /** SIGKILL to all of its processes, and a new start on the same files. */
  readonly killAndStart: () => Promise<void>
}

/** Characters of the log: who waits for whom, and their statements. */
const SHOWN_OF_A_DEADLOCK = 1_500

const MASTER_KEY = '42'.repeat(32)

/** A database of this run's own; that of PostgreSQL syncs its files, as one in earnest does. */
export async function createRealDatabase(kind: DatabaseKind): Promise<RealDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-torture-'))
  const dropFolder = () => rmSync(folder, { recursive: true, force: true })
  if (kind === 'sqlite') {
    const env = { DATA_DIR: folder, MASTER_KEY }
    const inspect = async () => inspectFile(join(folder, 'countersign.db'))
    return { kind, env, folder, postgres: undefined, inspect, drop: async () => dropFolder() }
  }
  // As root, PostgreSQL runs as another user.
  chmodSync(folder, 0o777)
  let running = await startPostgres({}, folder)
  await administer(running.url, 'CREATE DATABASE torture')
  const proxy = await startProxy(portOf(running.url))
  let said = ''
  return {
    kind,
    folder,
    env: {
      DATA_DIR: folder,
      MASTER_KEY,
      DATABASE_URL: `postgres://postgres@127.0.0.1:${proxy.port}/torture`,
      OUTBOUND_ALLOW: 'loopback',
    },
    postgres: {
      proxy,
      pids: () => running.pids(),
      async killAndStart() {
        said += running.said()
        await running.kill()
        running = await startPostgres({}, folder)
        proxy.leadTo(portOf(running.url))
      },
    },
    inspect: async () => inspectLog(said + running.said()),
    async drop() {
      await proxy.close()
      await running.stop()
      dropFolder()
    },
  }
}

/** Each deadlock keeps all who wait for a second: no promise forbids that, and no node may cause one. */
function inspectLog(said: string): Problem | undefined {
  const deadlocks = said.split('deadlock detected').slice(1)
  if (deadlocks.length === 0) return undefined
  const first = deadlocks[0]?.slice(0, SHOWN_OF_A_DEADLOCK) ?? ''
  return { rule: 'deadlock', text: `PostgreSQL had to end ${deadlocks.length}; the first:${first}` }
}

function inspectFile(path: string): Problem | undefined {
  const database = new Database(path)
  try {
    const verdict = database.pragma('integrity_check', { simple: true })
    return verdict === 'ok' ? undefined : { rule: 'file broken', text: String(verdict) }
  } finally {
    database.close()
  }
}

function portOf(url: string): number {
  return Number(new URL(url).port)
}
