import {
  callbackOfRequest,
  type CallbackGateOptions,
  keepCallback,
  REFUSED,
} from './callback-of.ts'
import type { Callback } from './callback.ts'
import { verifyCallback } from './verify-callback.ts'

/** As much of Hono's context as is needed. */
export interface HonoContext {
  readonly req: { readonly raw: Request }
}

/**
 * Hono middleware that lets through only callbacks that verify, and answers 403 to all others.
 *
 * @example
 * app.post('/authy/callback', verifyCallbacks({ apiKey, url }), async (context) => {
 *   const { uuid, status } = callbackOf(context)
 *   await decided(uuid, status)
 *   return context.text('OK')
 * })
 */
export function verifyCallbacks(options: CallbackGateOptions) {
  return async function verifyCallbacks(
    context: HonoContext,
    next: () => Promise<void>,
  ): Promise<Response | undefined> {
    const result = await verifyCallback(context.req.raw, options)
    if (!result.ok) {
      options.onRefused?.(result.reason)
      return Response.json(REFUSED.body, { status: REFUSED.status })
    }
    keepCallback(context.req.raw, result.callback)
    await next()
    return undefined
  }
}

/**
 * The callback that `verifyCallbacks` verified.
 *
 * @throws CountersignError `bad-options` where it did not run before
 */
export function callbackOf(context: HonoContext): Callback {
  return callbackOfRequest(context.req.raw)
}
