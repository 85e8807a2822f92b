/** A *no* of the console's dialect. */
export interface ConsoleFailure {
  readonly code: ConsoleErrorCode
  /** What is wrong with each field, by its name: `name` or `grants.0.role`. */
  readonly fields?: Readonly<Record<string, string>>
  /** Says more exactly than the code's own text what was expected and what came. */
  readonly message?: string
  /** Milliseconds. */
  readonly retryAt?: number
  /** Of a `conflict`: what stands there now, by the field's name. */
  readonly now?: Readonly<Record<string, unknown>>
}

const TEXTS = {
  invalid: [400, 'Some of what was sent is not what this expects.'],
  unauthenticated: [401, 'You are not signed in, or your session has ended. Sign in and go on.'],
  forbidden: [403, 'Your role does not allow this.'],
  reauthenticate: [403, 'Prove once more that it is you, then this goes on.'],
  'foreign-origin': [403, 'This request did not come from the console.'],
  'not-found': [404, 'There is no such thing, or it is not yours to see.'],
  conflict: [409, 'Somebody changed this meanwhile.'],
  'too-many': [429, 'There were too many tries. Wait a little.'],
  unavailable: [503, 'The service is not available. Try again in a moment.'],
} as const satisfies Readonly<Record<string, readonly [status: number, message: string]>>

export type ConsoleErrorCode = keyof typeof TEXTS

/** What every refusal of the console's dialect looks like. */
export interface ConsoleErrorBody {
  readonly error: {
    readonly code: ConsoleErrorCode
    readonly message: string
    /** Names the request in the log. */
    readonly requestId: string
    readonly fields?: Readonly<Record<string, string>>
    readonly retryAt?: number
    readonly now?: Readonly<Record<string, unknown>>
  }
}

export function consoleError(
  failure: ConsoleFailure,
  requestId: string,
): { readonly status: number; readonly body: ConsoleErrorBody } {
  const { code, message: own, ...facts } = failure
  const [status, message] = TEXTS[code]
  return { status, body: { error: { code, message: own ?? message, requestId, ...facts } } }
}
