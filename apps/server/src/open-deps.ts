import { randomBytes } from 'node:crypto'
import { pino, type Logger } from 'pino'
import { createCounterTally } from './actions/counter-tally.ts'
import { createKnownThrottles } from './actions/known-throttles.ts'
import { createRequestLog } from './actions/request-log.ts'
import { runTask } from './actions/run-task.ts'
import { runActs } from './actions/hot/run-acts.ts'
import type { Config } from './config.ts'
import { createPhoneLookUp } from './delivery/phone-look-up.ts'
import type { Channel } from './delivery/provider.ts'
import type { Deps } from './deps.ts'
import { loadOrCreateMasterKey } from './master-key-file.ts'
import { READER_THREAD, WRITER_THREAD } from './places.ts'
import { openStore, type Store, type StoreOptions } from './store/open.ts'
import type { SqlitePort } from './store/sqlite/thread.ts'
import type { MasterKey } from './store/vault.ts'

export interface Opened {
  readonly deps: Deps
  readonly store: Store
}

/** The parts of a configuration that the store and the actions need: the server's and the command's alike. */
export function openDeps(
  config: Config,
  options: {
    readonly log: Logger
    readonly now?: () => number
    readonly random?: (bytes: number) => Uint8Array
    readonly wait?: Deps['wait']
    /** Where the port is known only later; otherwise the configuration's. */
    readonly publicUrl?: () => string
    readonly wakeWorker?: () => void
    readonly onCommit?: (milliseconds: number, inputs: number) => void
    /** See StoreOptions; those of the sources, unless given. */
    readonly threads?: StoreOptions['threads']
    /** See StoreOptions. */
    readonly sqlitePort?: SqlitePort
  },
): Opened {
  const now = options.now ?? Date.now
  const random = options.random ?? randomBytes
  const wait = options.wait ?? realWait
  const store = openStore({
    databaseUrl: config.store.databaseUrl,
    readUrl: config.store.readUrl,
    sharing: config.store.sharing,
    dataDir: config.store.dataDir,
    masterKeys: masterKeysOf(config),
    now,
    random,
    runActs,
    runTask,
    threads: options.threads ?? { writer: WRITER_THREAD, reader: READER_THREAD },
    onIdleError: (error) => options.log.warn({ err: error }, 'an idle database connection broke'),
    onCommit: options.onCommit ?? (() => {}),
    ...(options.sqlitePort === undefined ? {} : { sqlitePort: options.sqlitePort }),
  })
  const channels = (['sms', 'call', 'email'] as const).filter(
    (channel) => config.delivery.order[channel].length > 0,
  )
  const tally = createCounterTally({ db: store.db, now })
  const deps: Deps = {
    db: store.db,
    readDb: store.readDb,
    dialect: store.dialect,
    vault: store.vault,
    runAct: store.runAct,
    runTask: store.runTask,
    signals: store.signals,
    wait,
    now,
    random,
    log: options.log,
    tally,
    requestLog: createRequestLog({ db: store.db, now, tally }),
    knownThrottles: createKnownThrottles({ now, wait }),
    wakeWorker: options.wakeWorker ?? (() => {}),
    phoneLookUp: config.phoneLookUp && createPhoneLookUp({ ...config.phoneLookUp, fetch, now }),
    settings: {
      get publicUrl() {
        return options.publicUrl?.() ?? config.publicUrl
      },
      get installUrl() {
        return config.installUrl === config.publicUrl ? this.publicUrl : config.installUrl
      },
      channels: new Set<Channel>(channels),
      outboundAllowed: config.outboundAllowed,
      keep: config.keep,
      operatorEmails: config.operatorEmails,
      get pushContact() {
        return pushContactOf(this.publicUrl, config.operatorEmails)
      },
    },
  }
  return { deps, store }
}

/** Those of the environment, or else the one beside the database, which is made where there is none. */
export function masterKeysOf({ masterKeys, store }: Config): readonly MasterKey[] {
  return masterKeys.length > 0 ? masterKeys : [loadOrCreateMasterKey(store.dataDir)]
}

const realWait: Deps['wait'] = (milliseconds, signal) =>
  new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, milliseconds)
    signal.addEventListener('abort', done)
    if (signal.aborted) done()
  })

/** RFC 8292 §2.1. Every host has a postmaster (RFC 2142 §5), where no operator is named and there is no TLS. */
function pushContactOf(publicUrl: string, [operator]: readonly string[]): string {
  if (operator !== undefined) return `mailto:${operator}`
  const { protocol, hostname, origin } = new URL(publicUrl)
  return protocol === 'https:' ? origin : `mailto:postmaster@${hostname}`
}

/** A line is written with those that come soon after it: a write for each takes a tenth of what an answer takes. */
const LOG_BYTES_AT_ONCE = 4_096
const LOG_FLUSHED_MS = 250

/** Structured lines. What could hold a secret is never handed to it; see attacks/secrets-in-logs.test.ts. */
export function createLog(
  level: Config['logLevel'],
  stream: 'stdout' | 'stderr' = 'stdout',
): Logger {
  const destination =
    stream === 'stdout'
      ? { dest: 1, sync: false, minLength: LOG_BYTES_AT_ONCE, periodicFlush: LOG_FLUSHED_MS }
      : { dest: 2, sync: true }
  return pino({ level, base: null, timestamp: createTimestamp() }, pino.destination(destination))
}

/** RFC 3339, made once for all lines of a millisecond. */
function createTimestamp(): () => string {
  let at = 0
  let text = ''
  return () => {
    const now = Date.now()
    if (now !== at) {
      at = now
      text = `,"time":"${new Date(now).toISOString()}"`
    }
    return text
  }
}
