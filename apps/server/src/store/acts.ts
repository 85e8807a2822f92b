import type { Kysely } from 'kysely'
import type { HotTransaction } from './hot.ts'
import type { Dialect } from './migrations/migration.ts'
import type { Schema } from './schema.ts'
import type { Vault } from './vault.ts'

/** One input of one hot act, on its way into a group. */
export interface ActInput {
  readonly act: string
  readonly input: unknown
}

/** Inputs that share one commit, and all that their decisions may depend on beside the rows. */
export interface ActGroup {
  readonly inputs: readonly ActInput[]
  readonly now: number
  /** Random bytes for the whole group: the thread that decides draws none itself. */
  readonly entropy: Uint8Array
}

/** Random bytes that one input may use up. */
export const ENTROPY_PER_INPUT = 128

export interface ActContext {
  readonly tx: HotTransaction
  readonly vault: Vault
  readonly now: number
  readonly random: (bytes: number) => Uint8Array
}

/** Decides every input of a group; actions/hot/run-acts.ts is the one implementation. */
export type RunActs = (
  context: ActContext,
  inputs: readonly ActInput[],
) => Promise<readonly unknown[]>

/** Work in the background, of several statements in one transaction. */
export interface TaskInput {
  readonly task: string
  readonly input: unknown
}

/**
 * Does a task; actions/run-task.ts is the one implementation. On SQLite it runs in the writer thread: a transaction
 * that goes back and forth between the threads keeps every request waiting for each way.
 */
export type RunTask = (tx: Kysely<Schema>, dialect: Dialect, task: TaskInput) => Promise<unknown>

/** Hands out `entropy` piece by piece. Running dry is a bug and throws: bytes are never given twice. */
export function drawFrom(entropy: Uint8Array): (bytes: number) => Uint8Array {
  let drawn = 0
  return (bytes) => {
    if (drawn + bytes > entropy.length)
      throw new RangeError('A hot act drew more random bytes than its group was given.')
    drawn += bytes
    return entropy.subarray(drawn - bytes, drawn)
  }
}
