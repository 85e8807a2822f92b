import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../../deps.ts'

/** As far as a replica may be behind before it is not asked at all (store/postgres/read-pool.ts). */
const SECONDS = 5

const NAME = 'countersign-console-wrote'

/**
 * Notes in the browser that this operator has just changed something: whichever node is asked next, it
 * reads from the primary, since the list that is drawn anew must show the change.
 */
export function noteOwnWrite(deps: Deps, request: FastifyRequest, reply: FastifyReply): void {
  if (request.method === 'GET' || !hasReplica(deps)) return
  const attributes = `Path=/console/api; HttpOnly; SameSite=Strict; Max-Age=${SECONDS}`
  reply.header('Set-Cookie', `${NAME}=1; ${attributes}`)
}

/** What an act may reach for this request. */
export function depsFor(request: FastifyRequest, deps: Deps): Deps {
  const hasWritten = request.headers.cookie?.includes(`${NAME}=1`) === true
  return hasWritten && hasReplica(deps) ? { ...deps, readDb: deps.db } : deps
}

function hasReplica({ dialect, db, readDb }: Deps): boolean {
  return dialect === 'postgres' && readDb !== db
}
