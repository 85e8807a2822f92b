import type { FastifyReply } from 'fastify'

/** Aborted when the client has gone, also when it went before anybody asked. */
export function whenClosed({ raw }: FastifyReply): AbortSignal {
  const closed = new AbortController()
  if (raw.destroyed) closed.abort()
  raw.once('close', () => closed.abort())
  return closed.signal
}
