import type { History } from '../history.ts'
import type { Inbox } from './inbox.ts'

export interface WireRequest {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

export interface WireAnswer {
  readonly status: number
  /** As the header has it. */
  readonly retryAfter: string | undefined
  readonly body: unknown
}

/** Why there is no answer: the connection ended, or nothing came in all the time that a client gives it. */
export type NoAnswer = 'broken' | 'hung'

export interface TortureApp {
  readonly id: number
  readonly name: string
  readonly apiKey: string
}

/** Where clients are: processes over real HTTP, or a simulation. */
export interface World {
  readonly history: History
  readonly inbox: Inbox
  /** To any node. */
  readonly ask: (request: WireRequest) => Promise<WireAnswer | NoAnswer>
  /** The clock of the service, in milliseconds. */
  readonly now: () => number
  readonly pause: (milliseconds: number) => Promise<void>
  /** Its endpoint takes every callback, unless a fault is on. */
  readonly steady: TortureApp
  /** Its endpoint refuses many. */
  readonly failing: TortureApp
}
