import {
  callbackOfRequest,
  type CallbackGateOptions,
  keepCallback,
  REFUSED,
} from './callback-of.ts'
import type { Callback } from './callback.ts'
import { verifyCallbackRequest } from './verify-callback.ts'

/** As much of Fastify's request as is needed. */
export interface FastifyRequest {
  readonly method: string
  readonly originalUrl: string
  readonly protocol: string
  readonly host: string
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: unknown
}

export interface FastifyReply {
  code(status: number): { send(body: object): unknown }
}

/**
 * A Fastify `preHandler` that lets through only callbacks that verify, and answers 403 to all others.
 *
 * @example
 * fastify.post('/authy/callback', { preHandler: verifyCallbacks({ apiKey, url }) }, async (request) => {
 *   const { uuid, status } = callbackOf(request)
 *   await decided(uuid, status)
 *   return 'OK'
 * })
 */
export function verifyCallbacks(options: CallbackGateOptions) {
  return async function verifyCallbacks(
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<unknown> {
    const { method, headers, protocol, host, originalUrl, body } = request
    const header = (name: string) => headers[name]?.toString()
    const url = `${protocol}://${host}${originalUrl}`
    const result = await verifyCallbackRequest({ method, url, header, body }, options)
    if (!result.ok) {
      options.onRefused?.(result.reason)
      // Returned, so that Fastify runs no handler.
      return reply.code(REFUSED.status).send(REFUSED.body)
    }
    keepCallback(request, result.callback)
    return undefined
  }
}

/**
 * The callback that `verifyCallbacks` verified.
 *
 * @throws CountersignError `bad-options` where it did not run before
 */
export function callbackOf(request: FastifyRequest): Callback {
  return callbackOfRequest(request)
}
