import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import Fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyRequest,
} from 'fastify'
import { createAppFinder } from './actions/find-app.ts'
import type { Config } from './config.ts'
import type { Deps } from './deps.ts'
import { answerUnreadable } from './http/authy/answer-unreadable.ts'
import {
  type AuthyDialect,
  noteUnreadable,
  registerAuthyRoutes,
  sendFailure,
} from './http/authy/register-routes.ts'
import { AUTHY_ROUTES } from './http/authy/routes.ts'
import { ONETOUCH_ROUTES } from './http/onetouch/routes.ts'
import { registerAuthenticatorRoutes } from './http/authenticator.ts'
import { MOST_BYTES } from './http/authy/param-value.ts'
import { registerConsolePages } from './http/console-pages.ts'
import { registerConsoleRoutes } from './http/console/register-routes.ts'
import { authenticateAccessKey } from './http/dashboard/authenticate.ts'
import { DASHBOARD_ROUTES } from './http/dashboard/routes.ts'
import { registerDeviceRoutes } from './http/device/register-routes.ts'
import { registerOperateRoutes } from './http/operate.ts'
import { registerQrCodeRoute } from './http/qr-code.ts'
import { registerReferenceRoutes } from './http/reference/register-routes.ts'
import type { Metrics } from './metrics.ts'
import { AUTHENTICATOR_BUILD, CONSOLE_BUILD } from './places.ts'
import type { QrRenderer } from './qr/render-qr-png.ts'
import { StoreOverloaded } from './store/group-commit.ts'

/** A client that sends its headers or body drop by drop is cut off after this. */
const REQUEST_TIMEOUT_MS = 30_000

/** Longer than the pause of a load balancer's kept connections, so that it never sends into one we are closing. */
const KEEP_ALIVE_MS = 75_000

/** The longest query that the dialect takes, and as much for headers as Node takes by itself: some clients put everything in the query. */
const MOST_HEAD_BYTES = MOST_BYTES + 16_384

/** When to come back after whatever kept us from serving: a full queue, a database that is away, a stop. */
const RETRY_AFTER_SECONDS = 1

/** Without an import, which would read all that they offer, and with it load a whole client: a tenth of a start. */
const http = process.getBuiltinModule('node:http')
const https = process.getBuiltinModule('node:https')

export interface AppOptions {
  readonly deps: Deps
  readonly config: Pick<Config, 'listen' | 'metricsToken'>
  readonly metrics: Metrics
  readonly qrRenderer: QrRenderer
  readonly isReady: () => Promise<boolean>
  readonly isDraining: () => boolean
  readonly readMetrics: () => Promise<string>
}

/** The whole HTTP side, ready to listen or to be injected into. */
export function createApp(options: AppOptions): FastifyInstance {
  const { deps, config, metrics } = options
  const { tls, trustProxy } = config.listen
  // As Fastify's own type: otherwise the logger's becomes part of every route's.
  const loggerInstance: FastifyBaseLogger = deps.log
  const server = Fastify({
    loggerInstance,
    // Its own lines hold the URL, and with it tokens and keys: log() below writes the route instead.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: createRequestIds(deps.random),
    trustProxy: readTrustProxy(trustProxy),
    bodyLimit: MOST_BYTES,
    exposeHeadRoutes: false,
    // A request that came in before the port was closed is answered like any other.
    return503OnClosing: false,
    // Base URLs that end in a slash make double ones (docs/wire, transport).
    routerOptions: { ignoreDuplicateSlashes: true, ignoreTrailingSlash: true, maxParamLength: 256 },
    frameworkErrors: (_error, request, reply) => {
      sendFailure(reply, formatOf(request), { error: 'invalidRequest' }, undefined, deps.now())
    },
    clientErrorHandler: answerUnreadable,
    serverFactory: (listener) => {
      const limits = {
        requestTimeout: REQUEST_TIMEOUT_MS,
        keepAliveTimeout: KEEP_ALIVE_MS,
        maxHeaderSize: MOST_HEAD_BYTES,
      }
      return tls === undefined
        ? http.createServer(limits, listener)
        : https.createServer(
            { ...limits, cert: readFileSync(tls.certFile), key: readFileSync(tls.keyFile) },
            listener,
          )
    },
  })
  const dialect: AuthyDialect = {
    deps,
    findApp: createAppFinder(deps),
    recordOutcome: (_act, outcome) => metrics.verification(outcome),
  }
  readBodiesAsTheyCome(server)
  // One logger for all: making one for each request costs more than the line that it writes.
  server.setChildLoggerFactory((logger) => logger)
  server.addHook('onSend', (request, reply, _payload, done) => {
    reply.header('X-Request-Id', request.id)
    if (reply.statusCode === 503 && !reply.hasHeader('Retry-After'))
      reply.header('Retry-After', RETRY_AFTER_SECONDS)
    // A kept connection would keep the server from closing.
    if (options.isDraining()) reply.header('Connection', 'close')
    done()
  })
  server.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unknown'
    const { elapsedTime, statusCode: status } = reply
    metrics.request(route, status, elapsedTime / 1_000)
    const { id: reqId, method } = request
    deps.log.info({ reqId, method, route, status, ms: Math.round(elapsedTime) }, 'answered')
    done()
  })
  server.setNotFoundHandler((request, reply) =>
    sendFailure(reply, formatOf(request), { error: 'routeNotFound' }, undefined, deps.now()),
  )
  server.setErrorHandler(async (error: FastifyError, request, reply) => {
    // Fastify's own refusals: a body too large, a content type that cannot be read, a length that does not fit.
    if (error.statusCode !== undefined && error.statusCode < 500) {
      await noteUnreadable(dialect, request, 'too-large')
      return sendFailure(
        reply,
        formatOf(request),
        { error: 'invalidRequest' },
        undefined,
        deps.now(),
      )
    }
    if (!(error instanceof StoreOverloaded))
      deps.log.error(
        { err: error, reqId: request.id, route: request.routeOptions.url },
        'request failed',
      )
    const failure = { error: 'serviceUnavailable' } as const
    return sendFailure(reply, formatOf(request), failure, undefined, deps.now())
  })
  registerOperateRoutes(server, { ...options, metricsToken: config.metricsToken })
  registerQrCodeRoute(server, deps, options.qrRenderer)
  registerAuthenticatorRoutes(server, fileURLToPath(AUTHENTICATOR_BUILD))
  registerReferenceRoutes(server, () => deps.settings.publicUrl)
  registerAuthyRoutes(server, dialect, 'protected', AUTHY_ROUTES)
  registerAuthyRoutes(server, dialect, 'onetouch', ONETOUCH_ROUTES)
  registerConsolePages(server, fileURLToPath(CONSOLE_BUILD), deps.random)
  registerAuthyRoutes(server, dialect, 'dashboard', DASHBOARD_ROUTES, authenticateAccessKey)
  registerConsoleRoutes(server, deps)
  metrics.streams(registerDeviceRoutes(server, deps).streamCount)
  return server
}

/** Fastify counts hops by a function; addresses it takes as a list of its own. */
function readTrustProxy(trusted: Config['listen']['trustProxy']) {
  if (typeof trusted === 'number') return (_address: string, hop: number) => hop < trusted
  return typeof trusted === 'boolean' ? trusted : [...trusted]
}

/** Any body of any type on any verb, as bytes: the dialect reads it itself (docs/wire, transport). */
function readBodiesAsTheyCome(server: FastifyInstance): void {
  server.addHttpMethod('GET', { hasBody: true, overrideExisting: true })
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  )
}

/** The format is in the path, also of a route that does not exist. */
function formatOf(request: FastifyRequest): 'json' | 'xml' {
  return /^\/+[a-z]+\/+xml(\/|\?|$)/.test(request.raw.url ?? '') ? 'xml' : 'json'
}

/** Short ids, unique over processes and restarts: a random beginning and a count. */
function createRequestIds(random: (bytes: number) => Uint8Array): () => string {
  const beginning = Buffer.from(random(6)).toString('base64url')
  let count = 0
  return () => `${beginning}-${(++count).toString(36)}`
}
