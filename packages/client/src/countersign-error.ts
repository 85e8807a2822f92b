/** What went wrong, for programs to switch on. Stable. */
export type CountersignErrorCode =
  /** No answer: the network, a name, a certificate. It may have been done all the same. */
  | 'unreachable'
  /** No answer in `timeoutMs`. It may have been done all the same. */
  | 'timeout'
  /** Your `signal` ended it; `cause` is its reason. */
  | 'aborted'
  /** No app of this server has this API key (60001). */
  | 'api-key-invalid'
  /** The server did not understand a parameter; the message names it. */
  | 'invalid-request'
  /** Too many requests, at a call that has no refusal for it; `retryAfterMs` says when to come back. */
  | 'throttled'
  /** A fault of the server (5xx): try again later. */
  | 'unavailable'
  /** An answer that this contract does not have, as from another server than the one you meant. */
  | 'bad-answer'
  /** An option of `createClient` or of a call that cannot be. */
  | 'bad-options'

/**
 * A fault, as opposed to a refusal, which is a value. Its message is for a log: it holds no key, token,
 * code or phone number.
 */
export class CountersignError extends Error {
  override readonly name = 'CountersignError'
  declare readonly code: CountersignErrorCode
  /** HTTP status, where there was an answer. */
  declare readonly status: number | undefined
  /** The server's own code, such as `60001`. */
  declare readonly errorCode: string | undefined
  /** As in the server's log. */
  declare readonly requestId: string | undefined
  /** Milliseconds, where the server said so. */
  declare readonly retryAfterMs: number | undefined

  constructor(code: CountersignErrorCode, message: string, facts: ErrorFacts = {}) {
    super(message)
    Object.assign(this, facts, { code })
  }
}

interface ErrorFacts {
  readonly status?: number | undefined
  readonly errorCode?: string | undefined
  readonly requestId?: string | undefined
  readonly retryAfterMs?: number | undefined
  readonly cause?: unknown
}
