import type { Kysely } from 'kysely'
import type { LogRange } from '../../store/follow-index.ts'
import type { Log } from '../../store/log-horizon.ts'
import type { Schema } from '../../store/schema.ts'

/**
 * Does something with every row of a log, after its commit: what the hot acts must not pay for. A
 * range is taken in one transaction with the follower's place, on one node at a time, so nothing is
 * left out and nothing done twice; `take` must do all of its work in `tx`.
 */
export interface Follower {
  /** Names its place in the table `followers`. */
  readonly name: string
  readonly log: Log
  /** Where a new one begins: with the first row ever, or with what comes from now on. */
  readonly begins: 'first' | 'now'
  readonly take: (tx: Kysely<Schema>, range: LogRange) => Promise<void>
}
