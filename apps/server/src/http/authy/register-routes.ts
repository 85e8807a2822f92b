import { errorAnswer, ERRORS, type Failure } from '@countersign/wire'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { refuseApproval } from '../../actions/create-approval.ts'
import type { Deps } from '../../deps.ts'
import type { CallingApp } from '../../actions/find-app.ts'
import { whenClosed } from '../when-closed.ts'
import { type Params, readParams, stringParam, unreadableFailure } from './params.ts'
import { respond, type WireFormat } from './respond.ts'
import type { AuthyAct, AuthyAnswer, AuthyRoute } from './route.ts'

export interface AuthyDialect {
  readonly deps: Deps
  readonly findApp: (apiKey: string) => Promise<CallingApp | undefined>
  /** How an act ended beyond its status, for the metrics: `reused`, `throttled`. */
  readonly recordOutcome: (act: 'verify', outcome: string) => void
}

/** Who calls; the app is told to the request log also where the call is refused. */
export type Authenticated =
  | { readonly ok: true; readonly app: CallingApp; readonly accessKeyId?: number }
  | { readonly ok: false; readonly app?: CallingApp; readonly failure: Failure }

export type Authenticate = (
  dialect: AuthyDialect,
  request: FastifyRequest,
  params: Params,
) => Promise<Authenticated>

/** Puts one family of the API, `protected`, `onetouch` or `dashboard`, under its `/json` and `/xml`. */
export function registerAuthyRoutes(
  server: FastifyInstance,
  dialect: AuthyDialect,
  family: string,
  routes: readonly AuthyRoute[],
  authenticate: Authenticate = authenticateApiKey,
): void {
  for (const format of ['json', 'xml'] as const) {
    for (const { methods, paths, act } of routes) {
      for (const path of paths) {
        server.route({
          method: [...methods],
          url: `/${family}/${format}${path}`,
          handler: (request, reply) =>
            answer(dialect, format, { act, authenticate }, request, reply),
        })
      }
    }
  }
}

async function answer(
  dialect: AuthyDialect,
  format: WireFormat,
  route: { readonly act: AuthyAct; readonly authenticate: Authenticate },
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { answered, app, params } = await run(dialect, route, request, () => whenClosed(reply))
  if (answered.outcome !== undefined) dialect.recordOutcome('verify', answered.outcome)
  if (app !== undefined) noteRequest(dialect, request, reply, { app, params, answered })
  if (answered.ok) return sendWire(reply, respond(format, 200, answered.body))
  return sendFailure(reply, format, answered.failure, answered.retryAt, dialect.deps.now())
}

/** For the developer who looks at what their program sent (docs/console.md). */
function noteRequest(
  { deps }: AuthyDialect,
  request: FastifyRequest,
  reply: FastifyReply,
  { app, params, answered }: { app: CallingApp; params: Params; answered: AuthyAnswer },
): void {
  const failure = answered.ok ? undefined : errorAnswer(answered.failure)
  deps.requestLog.note({
    app,
    method: request.method,
    route: request.routeOptions.url ?? '',
    // Fastify gives the named parts of the path as texts.
    parts: request.params as Record<string, string | undefined>,
    status: failure?.status ?? 200,
    errorCode: answered.ok ? undefined : ERRORS[answered.failure.error].code,
    durationMs: reply.elapsedTime,
    requestId: request.id,
    params,
    body: answered.ok ? answered.body : failure?.body,
  })
}

interface Run {
  readonly answered: AuthyAnswer
  /** Undefined where the key was nobody's. */
  readonly app: CallingApp | undefined
  readonly params: Params
}

/** The steps of every request: parameters, key, act. */
async function run(
  dialect: AuthyDialect,
  { act, authenticate }: { readonly act: AuthyAct; readonly authenticate: Authenticate },
  request: FastifyRequest,
  whenClosed: () => AbortSignal,
): Promise<Run> {
  const { deps } = dialect
  const read = readParams({
    url: request.raw.url ?? '',
    contentType: request.headers['content-type'],
    // The parser of app.ts gives every body as it came, and none as undefined or null.
    body: request.body instanceof Uint8Array ? request.body : undefined,
  })
  if (!read.ok) {
    await noteUnreadable(dialect, request, read.reason)
    const failure = unreadableFailure(read.reason)
    return { answered: { ok: false, failure }, app: undefined, params: new Map() }
  }
  const { params } = read
  const caller = await authenticate(dialect, request, params)
  if (!caller.ok)
    return { answered: { ok: false, failure: caller.failure }, app: caller.app, params }
  const { app, accessKeyId } = caller
  deps.tally.countCall(app.id, app.keyHash)
  // Fastify gives the named parts of the path as texts.
  const answered = await act({
    deps,
    app,
    ...(accessKeyId === undefined ? {} : { accessKeyId }),
    params,
    header: (name) => headerOf(request, name),
    whenClosed,
    path: request.params as Record<string, string | undefined>,
  })
  return { answered, app, params }
}

const authenticateApiKey: Authenticate = async ({ findApp }, request, params) => {
  const apiKey = apiKeyOf(request, params)
  const app = apiKey === undefined ? undefined : await findApp(apiKey)
  return app === undefined ? { ok: false, failure: { error: 'apiKeyInvalid' } } : { ok: true, app }
}

function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name.toLowerCase()]
  // Only Set-Cookie is a list, and nobody sends it to us.
  return typeof value === 'string' ? value : undefined
}

/** From the header, else the body, else the query (docs/wire, transport). */
function apiKeyOf(
  request: FastifyRequest,
  params: Parameters<typeof stringParam>[0],
): string | undefined {
  const header = request.headers['x-authy-api-key']
  if (typeof header === 'string' && header !== '') return header
  const param = stringParam(params, 'api_key')
  return param.ok ? param.value : undefined
}

/**
 * Puts a question that cannot be read on the app's record: thousands of details are somebody's try.
 * Of other requests the metrics are enough, and a flood of them costs no disk.
 */
export async function noteUnreadable(
  { deps, findApp }: Pick<AuthyDialect, 'deps' | 'findApp'>,
  request: FastifyRequest,
  reason: string,
): Promise<void> {
  const key = request.headers['x-authy-api-key']
  if (typeof key !== 'string' || !/^\/+onetouch\//.test(request.raw.url ?? '')) return
  try {
    const app = await findApp(key)
    if (app !== undefined) await refuseApproval(deps, app.id, undefined, reason)
  } catch (error) {
    // The refusal is answered all the same.
    deps.log.warn(
      { err: error, reqId: request.id },
      'a question that cannot be read was not recorded',
    )
  }
}

/** Answers a failure in the asked format, whoever noticed it. */
export function sendFailure(
  reply: FastifyReply,
  format: WireFormat,
  failure: Failure,
  retryAt: number | undefined,
  now: number,
): FastifyReply {
  const { status, body } = errorAnswer(failure)
  const options =
    retryAt === undefined
      ? {}
      : { retryAfterSeconds: Math.max(1, Math.ceil((retryAt - now) / 1_000)) }
  return sendWire(reply, respond(format, status, body, options))
}

function sendWire(reply: FastifyReply, response: ReturnType<typeof respond>): FastifyReply {
  return reply.code(response.status).headers(response.headers).send(response.payload)
}
