import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { recordRefusedAccess } from '../../actions/console/refused-access.ts'
import { findSignedIn, type SignedIn } from '../../actions/console/sessions.ts'
import { isCustomerApp } from '../../actions/console/visible-apps.ts'
import type { Deps } from '../../deps.ts'
import { decideAccess } from '../../domain/operator.ts'
import { whenClosed } from '../when-closed.ts'
import { type ConsoleFailure, consoleError } from './failure.ts'
import { endLiveStreams } from './live-stream.ts'
import { consoleDocument } from './openapi.ts'
import { bodyReader, textReader } from './read-input.ts'
import type { ConsoleAnswer, ConsoleRoute } from './route.ts'
import { CONSOLE_ROUTES } from './routes.ts'
import { isOfConsole } from './same-origin.ts'
import { depsFor, noteOwnWrite } from './own-writes.ts'
import { readSessionCookie } from './session-cookie.ts'

export const CONSOLE_API_PREFIX = '/console/api'

const HEADERS = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
}

/** Puts the console's dialect under `/console/api` (docs/console.md). */
export function registerConsoleRoutes(
  server: FastifyInstance,
  deps: Deps,
  routes: readonly ConsoleRoute[] = CONSOLE_ROUTES,
): void {
  server.addHook('preClose', async () => endLiveStreams(deps))
  void server.register(
    async (scope) => {
      scope.setErrorHandler((error: FastifyError, request, reply) => {
        const isTheirs = error.statusCode !== undefined && error.statusCode < 500
        if (!isTheirs)
          deps.log.error(
            { err: error, reqId: request.id, route: request.routeOptions.url },
            'request failed',
          )
        return sendFailure(reply, { code: isTheirs ? 'invalid' : 'unavailable' })
      })
      scope.setNotFoundHandler((_request, reply) => sendFailure(reply, { code: 'not-found' }))
      scope.addHook('onRequest', async (_request, reply) => {
        reply.headers(HEADERS)
      })
      scope.get('/openapi.json', async () => consoleDocument(routes, deps.settings.publicUrl))
      for (const route of routes) {
        scope.route({
          method: route.method,
          url: route.path,
          handler: createHandler(deps, route),
        })
      }
    },
    { prefix: CONSOLE_API_PREFIX },
  )
}

function createHandler(deps: Deps, route: ConsoleRoute) {
  const readParams = textReader(route.params)
  const readQuery = textReader(route.query)
  const readBody = route.body === undefined ? undefined : bodyReader(route.body)

  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const no = (failure: ConsoleFailure) => sendFailure(reply, failure)
    if (request.method !== 'GET' && !isOfConsole(request)) return no({ code: 'foreign-origin' })
    const params = readParams(request.params)
    // A path that names nothing: whoever asks is told the same wherever it is.
    const appId = params.ok ? appIdOf(params.value) : undefined
    let operator: SignedIn | undefined
    if (route.needs !== 'nobody') {
      const token = readSessionCookie(request, deps.settings.publicUrl)
      operator = token === undefined ? undefined : await findSignedIn(deps, token)
      if (operator === undefined) return no({ code: 'unauthenticated' })
      if (route.needs !== 'self') {
        const access = decideAccess(operator.grants, route.needs, appId)
        if (access === 'forbidden') {
          await recordRefusedAccess(deps, operator, {
            route: `${route.method} ${route.path}`,
            appId,
            ip: request.ip,
          })
          return no({ code: 'forbidden' })
        }
      }
      // The app in which operators are users is nobody's: a supporter could suspend an owner there.
      const isOfOne = route.needs !== 'self' && route.needs.apps === 'one'
      if (isOfOne && !(await isCustomerApp(deps, appId))) return no({ code: 'not-found' })
      if (route.isFreshOnly && !operator.isFresh) return no({ code: 'reauthenticate' })
    }
    if (!params.ok) return no({ code: 'not-found' })
    const query = readQuery(request.query)
    if (!query.ok) return no({ code: 'invalid', fields: query.fields })
    const body = readBody?.(request.body) ?? { ok: true as const, value: undefined }
    if (!body.ok) return no({ code: 'invalid', fields: body.fields })
    const answered = await route.act({
      deps: depsFor(request, deps),
      http: request,
      reply,
      params: params.value,
      query: query.value,
      body: body.value,
      ip: request.ip,
      whenClosed: () => whenClosed(reply),
      ...(operator === undefined ? {} : { operator }),
    })
    noteOwnWrite(deps, request, reply)
    return send(reply, answered)
  }
}

function appIdOf(params: unknown): number | undefined {
  // As the route's schema says, where it has such a part.
  const { appId } = params as { readonly appId?: unknown }
  return typeof appId === 'number' ? appId : undefined
}

function send(reply: FastifyReply, answered: ConsoleAnswer<unknown>): FastifyReply {
  if (answered.ok === 'answered') return reply
  if (!answered.ok) return sendFailure(reply, answered.failure)
  return reply.code(answered.status ?? 200).send(answered.body)
}

function sendFailure(reply: FastifyReply, failure: ConsoleFailure): FastifyReply {
  const { status, body } = consoleError(failure, reply.request.id)
  return reply.code(status).type('application/json; charset=utf-8').send(body)
}
