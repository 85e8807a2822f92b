import type { Callback } from './callback.ts'
import { CountersignError } from './countersign-error.ts'
import {
  type CallbackOptions,
  type CallbackRequest,
  verifyCallbackRequest,
} from './verify-callback.ts'

/** By request: a property on it could be set by whoever parses bodies. */
const verified = new WeakMap<object, Callback>()

/** @internal Verifies, and keeps what was verified with the request as its framework has it. */
export async function admit(
  key: object,
  request: CallbackRequest,
  options: CallbackOptions,
): Promise<boolean> {
  const result = await verifyCallbackRequest(request, options)
  if (result.ok) verified.set(key, result.callback)
  return result.ok
}

/** @internal What a refused sender is told: which check failed is for your log. */
export const REFUSED = { success: false, message: 'The callback was refused.' } as const

/**
 * The callback that `verifyCallbacks` verified.
 *
 * @param request what your framework hands to the handler: Express's or Fastify's request, Hono's context
 * @throws CountersignError `bad-options` where `verifyCallbacks` did not run before
 */
export function callbackOf(request: object): Callback {
  const callback = verified.get(request)
  if (callback !== undefined) return callback
  throw new CountersignError('bad-options', 'Put verifyCallbacks before this handler.')
}
