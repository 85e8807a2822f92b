import { admit, REFUSED } from './callback-of.ts'
import { type CallbackOptions, callbackRequest } from './verify-callback.ts'

export { callbackOf } from './callback-of.ts'

/** As much of Hono's context as is needed. */
export interface HonoContext {
  readonly req: { readonly raw: Request }
}

/**
 * Hono middleware that lets through only callbacks that verify, and answers 403 to all others.
 *
 * @example
 * app.post('/authy/callback', verifyCallbacks({ apiKey, url }), (context) => {
 *   const { uuid, status } = callbackOf(context)
 *   decided(uuid, status)
 *   return context.text('OK')
 * })
 */
export function verifyCallbacks(options: CallbackOptions) {
  return async function verifyCallbacks(
    context: HonoContext,
    next: () => Promise<void>,
  ): Promise<Response | undefined> {
    const request = await callbackRequest(context.req.raw)
    if (!(await admit(context, request, options))) return Response.json(REFUSED, { status: 403 })
    await next()
    return undefined
  }
}
