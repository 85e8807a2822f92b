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

interface ErrorFacts {
  readonly status?: number | undefined
  readonly errorCode?: string | undefined
  readonly requestId?: string | undefined
  readonly retryAfterMs?: number | undefined
  readonly cause?: unknown
}

/**
 * A fault, as opposed to a refusal, which is a value. Its message is for a log: it holds no key, token,
 * code or phone number.
 */
export class CountersignError extends Error {
  override readonly name = 'CountersignError'
  readonly code: CountersignErrorCode
  /** HTTP status, where there was an answer. */
  readonly status: number | undefined
  /** The server's own code, such as `60001`. */
  readonly errorCode: string | undefined
  /** As in the server's log. */
  readonly requestId: string | undefined
  /** Milliseconds, where the server said so. */
  readonly retryAfterMs: number | undefined

  constructor(code: CountersignErrorCode, message: string, facts: ErrorFacts = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause })
    this.code = code
    this.status = facts.status
    this.errorCode = facts.errorCode
    this.requestId = facts.requestId
    this.retryAfterMs = facts.retryAfterMs
  }
}
