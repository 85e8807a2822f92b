import type { ConsoleErrorBody } from '@countersign/server/console-api'

export type ProblemCode = ConsoleErrorBody['error']['code'] | 'offline'

type Facts = Partial<Omit<ConsoleErrorBody['error'], 'code'>>

/** A request that did not succeed: what happened, and the request's id for whoever reads the log. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly code: ProblemCode
  readonly requestId: string | undefined
  /** What is wrong with each field that was sent, by its name. */
  readonly fields: Readonly<Record<string, string>>
  /** Milliseconds; when it may be tried again. */
  readonly retryAt: number | undefined
  /** Of a conflict: what stands there now. */
  readonly now: Readonly<Record<string, unknown>>

  constructor(code: ProblemCode, facts: Facts) {
    super(facts.message ?? 'Something went wrong.')
    this.code = code
    this.requestId = facts.requestId
    this.fields = facts.fields ?? {}
    this.retryAt = facts.retryAt
    this.now = facts.now ?? {}
  }
}

/** No answer at all, or one that is not ours. */
export function noAnswer(): Problem {
  return new Problem('offline', {
    message: 'The service did not answer. See whether you are connected, and try again.',
  })
}
