import type { ExceededLimit, Limit } from './counting.ts'

/** Something that is sent, unless a limit refuses it. */
export interface Sending {
  readonly limits: readonly Limit[]
  readonly refuse: (exceeded: ExceededLimit) => void
  readonly send: () => void
}

export interface SendingPlan {
  readonly sendings: readonly Sending[]
  /** Writes the rows of what was sent. */
  readonly write: () => Promise<void>
}

export const NOTHING: SendingPlan = { sendings: [], write: async () => {} }
