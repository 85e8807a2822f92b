import type { Callback } from './callback.ts'
import { CountersignError } from './countersign-error.ts'
import type { CallbackOptions, CallbackRefusal } from './verify-callback.ts'

/** Options of the middleware. */
export interface CallbackGateOptions extends CallbackOptions {
  /** Told of each callback that was refused, for a log. */
  readonly onRefused?: (reason: CallbackRefusal) => void
}

/** By request: a property on it could be set by whoever parses bodies. */
const verified = new WeakMap<object, Callback>()

export function keepCallback(request: object, callback: Callback): void {
  verified.set(request, callback)
}

/** @throws CountersignError `bad-options` where `verifyCallbacks` did not run before */
export function callbackOfRequest(request: object): Callback {
  const callback = verified.get(request)
  if (callback !== undefined) return callback
  throw new CountersignError(
    'bad-options',
    'No callback was verified for this request: put verifyCallbacks before this handler.',
  )
}

/** What a refused sender is told: which check failed is for your log. */
export const REFUSED = {
  status: 403,
  body: { success: false, message: 'The callback was refused.' },
} as const
