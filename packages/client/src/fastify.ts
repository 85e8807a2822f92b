import { admit, REFUSED } from './callback-of.ts'
import type { CallbackOptions } from './verify-callback.ts'

export { callbackOf } from './callback-of.ts'

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
 * app.post('/authy/callback', { preHandler: verifyCallbacks({ apiKey, url }) }, (request, reply) => {
 *   const { uuid, status } = callbackOf(request)
 *   decided(uuid, status)
 *   return reply.send('OK')
 * })
 */
export function verifyCallbacks(options: CallbackOptions) {
  return async function verifyCallbacks(
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<unknown> {
    const { method, headers, protocol, host, originalUrl, body } = request
    const url = `${protocol}://${host}${originalUrl}`
    const header = (name: string) => headers[name]?.toString()
    const isAdmitted = await admit(request, { method, url, header, body }, options)
    // Returned, so that Fastify runs no handler.
    return isAdmitted ? undefined : reply.code(403).send(REFUSED)
  }
}
