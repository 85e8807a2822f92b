import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Kysely } from 'kysely'
import {
  type ActInput,
  ENTROPY_PER_INPUT,
  type RunActs,
  type RunTask,
  type TaskInput,
} from './acts.ts'
import { createGroupCommit } from './group-commit.ts'
import type { Dialect } from './migrations/migration.ts'
import { openPostgres } from './postgres/open.ts'
import type { Sharing } from './postgres/shares.ts'
import { createPostgresSignals } from './postgres/signals.ts'
import type { Schema } from './schema.ts'
import { createLocalSignals, type Signals } from './signals.ts'
import { createCheckpoints } from './sqlite/checkpoint.ts'
import { openSqlite } from './sqlite/open.ts'
import { type SqlitePort, startThread } from './sqlite/thread.ts'
import type { UserKey } from './user-key.ts'
import { type MasterKey, openVault, type Vault } from './vault.ts'

/** Groups that PostgreSQL commits at the same time. */
const POSTGRES_GROUPS_AT_ONCE = 3

/** SQLite has one writer: one group goes to disk, the next is decided, and one lies ready. */
const SQLITE_GROUPS_AT_ONCE = 3

export interface Store {
  readonly dialect: Dialect
  readonly db: Kysely<Schema>
  /** For long reads that decide nothing: beside the writer on SQLite, of a replica on PostgreSQL, where there is one. */
  readonly readDb: Kysely<Schema>
  readonly vault: Vault
  /** Runs one input of a hot act in the next group and answers once that group is on disk. */
  readonly runAct: (act: string, key: string, input: unknown) => Promise<unknown>
  /** Does a task in one transaction. */
  readonly runTask: (task: string, input: unknown) => Promise<unknown>
  readonly signals: Signals
  /** Inputs waiting for their commit. */
  readonly queueDepth: () => number
  /** For a server, which needs its share of the connections; a command makes do with a few. */
  readonly fitConnections: () => Promise<void>
  readonly close: () => Promise<void>
}

export interface StoreOptions {
  readonly databaseUrl: string | undefined
  /** A replica that serves long reads. */
  readonly readUrl?: string | undefined
  /** Alone, unless given. */
  readonly sharing?: Sharing
  readonly dataDir: string
  readonly masterKeys: readonly MasterKey[]
  readonly now: () => number
  readonly random: (bytes: number) => Uint8Array
  readonly runActs: RunActs
  readonly runTask: RunTask
  /** The modules of the threads that hold SQLite. */
  readonly threads: { readonly writer: URL; readonly reader: URL }
  /** Holds the SQLite database in place of threads: a simulation, in which nothing is beside the event loop. */
  readonly sqlitePort?: SqlitePort
  readonly onIdleError: (error: Error) => void
  /** How long each group took to commit, in milliseconds, for the metrics. */
  readonly onCommit: (milliseconds: number, inputs: number) => void
}

interface KeyedInput extends ActInput {
  readonly key: string
}

export function openStore(options: StoreOptions): Store {
  const ownVault = openVault(options.masterKeys)
  const opened = open(options, ownVault)
  const vault: Vault = {
    ...ownVault,
    useIndexKey(key) {
      ownVault.useIndexKey(key)
      opened.useIndexKey(key)
    },
  }
  const groups = createGroupCommit<KeyedInput>({
    keyOf: (input) => input.key,
    // The input of every hot act names its user.
    appOf: ({ input }) => (input as UserKey).appId,
    groupsAtOnce: opened.dialect === 'sqlite' ? SQLITE_GROUPS_AT_ONCE : POSTGRES_GROUPS_AT_ONCE,
    async run(inputs) {
      const startedAt = performance.now()
      const outputs = await opened.runGroup({
        inputs: inputs.map(({ act, input }) => ({ act, input })),
        now: options.now(),
        entropy: options.random(inputs.length * ENTROPY_PER_INPUT),
      })
      options.onCommit(performance.now() - startedAt, inputs.length)
      return outputs
    },
  })
  return {
    dialect: opened.dialect,
    db: opened.db,
    readDb: opened.readDb,
    vault,
    signals: opened.signals,
    runAct: (act, key, input) => groups.submit({ act, key, input }),
    runTask: (task, input) => opened.runTask({ task, input }),
    queueDepth: groups.depth,
    fitConnections: opened.fitConnections,
    async close() {
      await opened.signals.close()
      await opened.close()
    },
  }
}

function open(options: StoreOptions, vault: Vault) {
  if (options.databaseUrl !== undefined) {
    const { readUrl, sharing = { nodes: 1, together: undefined } } = options
    const opened = openPostgres(options.databaseUrl, { ...options, vault, readUrl, sharing })
    const signals = createPostgresSignals(options.databaseUrl, {
      db: opened.db,
      random: options.random,
      onError: options.onIdleError,
      onBack: () => opened.dropConnections('unanswered'),
      onSilence: () => opened.dropConnections('all'),
    })
    return {
      dialect: 'postgres' as const,
      signals,
      ...opened,
      useIndexKey: () => {},
      runTask: async (task: TaskInput) =>
        await opened.db
          .transaction()
          .execute(async (tx) => await options.runTask(tx, 'postgres', task)),
    }
  }
  const signals = createLocalSignals()
  const { sqlitePort } = options
  if (sqlitePort !== undefined) {
    const opened = openSqlite(sqlitePort)
    return {
      dialect: 'sqlite' as const,
      signals,
      ...opened,
      readDb: opened.db,
      fitConnections: async () => {},
    }
  }
  mkdirSync(options.dataDir, { recursive: true, mode: 0o700 })
  const path = sqlitePath(options.dataDir)
  const { threads, masterKeys } = options
  const reader = openSqlite(startThread({ role: 'reader', entry: threads.reader, data: { path } }))
  const checkpointAsNeeded = createCheckpoints({
    beside: reader.checkpoint,
    between: () => writer.checkpoint(),
    onError: options.onIdleError,
  })
  const writer = openSqlite(
    startThread({
      role: 'writer',
      entry: threads.writer,
      data: { path, masterKeys },
      onLog: checkpointAsNeeded,
    }),
  )
  return {
    dialect: 'sqlite' as const,
    signals,
    ...writer,
    readDb: reader.db,
    fitConnections: async () => {},
    async close() {
      await reader.close()
      await writer.close()
    },
  }
}

export function sqlitePath(dataDir: string): string {
  return join(dataDir, 'countersign.db')
}
