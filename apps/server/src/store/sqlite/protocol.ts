import type { KeyObject } from 'node:crypto'
import type { MasterKey } from '../vault.ts'
import type { ActGroup, TaskInput } from '../acts.ts'
import type { LogState } from './checkpoint.ts'

/** What crosses between the main thread and the writer thread. */
export type ToWriter =
  | {
      readonly id: number
      readonly kind: 'query'
      readonly sql: string
      readonly parameters: readonly unknown[]
    }
  | { readonly id: number; readonly kind: 'group'; readonly group: ActGroup }
  | { readonly id: number; readonly kind: 'task'; readonly task: TaskInput }
  | { readonly id: number; readonly kind: 'checkpoint' }
  /** After a sync that failed. */
  | { readonly id: number; readonly kind: 'repair' }
  /** Blind indexes are made with it from now on. */
  | { readonly id: number; readonly kind: 'index-key'; readonly key: KeyObject }
  | { readonly id: number; readonly kind: 'close' }

type WithoutId<Message> = Message extends unknown ? Omit<Message, 'id'> : never

/** The same before it is numbered. */
export type SqliteRequest = WithoutId<ToWriter>

/** Of these, what is a question to the database rather than to the thread that holds it. */
export type WorkRequest = Extract<SqliteRequest, { readonly kind: 'query' | 'group' | 'task' }>

export type FromWriter =
  | {
      readonly id: number
      readonly ok: true
      readonly value: unknown
      /** Undefined where nothing is promised by it: inside a transaction, after a repair or an end, of the reader. */
      readonly log: LogState | undefined
      /** Something was committed since the answer before: it may not be on disk yet. */
      readonly isCommitted: boolean
    }
  /** `isOfInput`: one input is to blame, not the file or the disk. Errors lose their codes on the way between threads. */
  | { readonly id: number; readonly ok: false; readonly error: Error; readonly isOfInput: boolean }

export interface QueryAnswer {
  readonly rows: readonly unknown[]
  readonly changes: number
}

/** The second thread only reads: a long list never keeps a decision from its commit. */
export interface ReaderData {
  readonly path: string
}

export interface WriterData extends ReaderData {
  readonly masterKeys: readonly MasterKey[]
}
