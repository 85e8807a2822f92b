import type { Kysely } from 'kysely'
import type { Logger } from 'pino'
import type { CounterTally } from './actions/counter-tally.ts'
import type { KnownThrottles } from './actions/known-throttles.ts'
import type { RequestLog } from './actions/request-log.ts'
import type { Channel } from './delivery/provider.ts'
import type { AddressBlock } from './domain/inner-address.ts'
import type { KeepDays } from './domain/keep-days.ts'
import type { PhoneLookUp } from './domain/phone-facts.ts'
import type { Dialect } from './store/migrations/migration.ts'
import type { Schema } from './store/schema.ts'
import type { Signals } from './store/signals.ts'
import type { Vault } from './store/vault.ts'

/** All that an action may reach beside its input. Tests hand in fakes; nothing is patched. */
export interface Deps {
  readonly db: Kysely<Schema>
  /** For long reads that decide nothing, such as lists and charts: on SQLite a thread beside the writer. */
  readonly readDb: Kysely<Schema>
  readonly dialect: Dialect
  readonly vault: Vault
  /** Runs one input of a hot act in the next group and answers once that group is on disk. */
  readonly runAct: (act: string, key: string, input: unknown) => Promise<unknown>
  /** Does a task in the background, in one transaction, away from the main thread where there is one writer. */
  readonly runTask: (task: string, input: unknown) => Promise<unknown>
  /** Tells who waits for a change, on every node. */
  readonly signals: Signals
  /** Resolves after so many milliseconds, or at once when the signal is aborted. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>
  /** Milliseconds. */
  readonly now: () => number
  readonly random: (bytes: number) => Uint8Array
  readonly log: Logger
  readonly tally: CounterTally
  readonly requestLog: RequestLog
  readonly knownThrottles: KnownThrottles
  /** Tells the worker that a job was committed, so that it need not wait for its next look. */
  readonly wakeWorker: () => void
  /** A source of phone information beyond the numbering plans, where one is plugged in. */
  readonly phoneLookUp: PhoneLookUp | undefined
  readonly settings: DepsSettings
}

export interface DepsSettings {
  /** Where clients reach us, without a final slash. Asked for late: the port may be known only once it is open. */
  readonly publicUrl: string
  /** What the install-link message points to. */
  readonly installUrl: string
  /** Channels that have a provider. */
  readonly channels: ReadonlySet<Channel>
  /** Inner addresses that callbacks and pushes may reach. */
  readonly outboundAllowed: readonly AddressBlock[]
  /** How long what grows is kept. */
  readonly keep: KeepDays
  /** Who is told what an operator has to do. */
  readonly operatorEmails: readonly string[]
  /** Whom a push service may write to about us: `mailto:` or `https:`. */
  readonly pushContact: string
}
