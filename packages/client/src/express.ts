import {
  callbackOfRequest,
  type CallbackGateOptions,
  keepCallback,
  REFUSED,
} from './callback-of.ts'
import type { Callback } from './callback.ts'
import { textOf, verifyCallbackRequest } from './verify-callback.ts'

/** As much of Express's request as is needed; that of Connect and of `node:http` with its `url` too. */
export interface ExpressRequest extends AsyncIterable<Uint8Array> {
  readonly method: string
  readonly originalUrl: string
  readonly protocol: string
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body?: unknown
}

export interface ExpressResponse {
  status(code: number): { json(body: object): unknown }
}

/**
 * Express middleware that lets through only callbacks that verify, and answers 403 to all others. Works
 * with and without `express.json()` before it.
 *
 * @example
 * app.post('/authy/callback', verifyCallbacks({ apiKey, url }), (request, response) => {
 *   const { uuid, status } = callbackOf(request)
 *   decided(uuid, status)
 *   response.sendStatus(200)
 * })
 */
export function verifyCallbacks(options: CallbackGateOptions) {
  return async function verifyCallbacks(
    request: ExpressRequest,
    response: ExpressResponse,
    next: (error?: unknown) => void,
  ): Promise<void> {
    try {
      const { method, headers, protocol, originalUrl } = request
      const header = (name: string) => headers[name]?.toString()
      const url = `${protocol}://${header('host') ?? ''}${originalUrl}`
      const body = method === 'POST' ? await bodyOf(request) : undefined
      const result = await verifyCallbackRequest({ method, url, header, body }, options)
      if (!result.ok) {
        options.onRefused?.(result.reason)
        response.status(REFUSED.status).json(REFUSED.body)
        return
      }
      keepCallback(request, result.callback)
    } catch (error) {
      next(error)
      return
    }
    next()
  }
}

/** What `express.json()`, `.text()` or `.raw()` made of it, or the stream that nobody has read yet. */
async function bodyOf(request: ExpressRequest): Promise<unknown> {
  const { body } = request
  if (body === undefined) return await textOf(request)
  return body instanceof Uint8Array ? new TextDecoder().decode(body) : body
}

/**
 * The callback that `verifyCallbacks` verified.
 *
 * @throws CountersignError `bad-options` where it did not run before
 */
export function callbackOf(request: ExpressRequest): Callback {
  return callbackOfRequest(request)
}
