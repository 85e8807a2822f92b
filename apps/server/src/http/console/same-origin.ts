import type { FastifyRequest } from 'fastify'

/** Pages of other origins cannot set it without asking first, and are told no. */
export const CONSOLE_HEADER = 'x-countersign-console'

/**
 * Whether a request that changes something came from the console's own pages: a link, a form or a script of
 * another site may carry the cookie of who is signed in, and must change nothing (cross-site request forgery).
 */
export function isOfConsole({ headers }: FastifyRequest): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin') return false
  const { origin, host } = headers
  if (origin !== undefined && URL.parse(origin)?.host !== host) return false
  return headers[CONSOLE_HEADER] === '1'
}
