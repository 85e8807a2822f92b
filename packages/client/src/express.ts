import { admit, REFUSED } from './callback-of.ts'
import { type CallbackOptions, textOf } from './verify-callback.ts'

export { callbackOf } from './callback-of.ts'

/** As much of Express's request as is needed. */
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
export function verifyCallbacks(options: CallbackOptions) {
  return async function verifyCallbacks(
    request: ExpressRequest,
    response: ExpressResponse,
    next: (error?: unknown) => void,
  ): Promise<void> {
    let isAdmitted: boolean
    try {
      const { method, headers, protocol, originalUrl } = request
      const url = `${protocol}://${String(headers['host'])}${originalUrl}`
      const header = (name: string) => headers[name]?.toString()
      const body = method === 'POST' ? await bodyOf(request) : undefined
      isAdmitted = await admit(request, { method, url, header, body }, options)
    } catch (error) {
      next(error)
      return
    }
    if (isAdmitted) next()
    else response.status(403).json(REFUSED)
  }
}

/** What `express.json()`, `.text()` or `.raw()` made of it, or the stream that nobody has read yet. */
async function bodyOf(request: ExpressRequest): Promise<unknown> {
  const { body } = request
  if (body === undefined) return await textOf(request)
  return body instanceof Uint8Array ? new TextDecoder().decode(body) : body
}
