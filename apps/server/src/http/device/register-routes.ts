import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Validator } from 'typebox/compile'
import { vapidKeys } from '../../actions/vapid-keys.ts'
import type { Deps } from '../../deps.ts'
import { whenClosed } from '../when-closed.ts'
import { APP_ROUTES } from './apps.ts'
import { APPROVAL_ROUTES } from './approvals.ts'
import { createAuthenticator } from './authenticate.ts'
import { DEVICE_ROUTES } from './devices.ts'
import { createEventStreams } from './events.ts'
import { deviceError, type DeviceFailure } from './failure.ts'
import { PUSH_ROUTES } from './push.ts'
import { REGISTRATION_ROUTES } from './registrations.ts'
import type { DeviceAnswer, DeviceRequest, DeviceRoute } from './route.ts'

export const DEVICE_PREFIX = '/device/v1'

/** What a registered device may ask, beside the stream of events. */
export const SIGNED_ROUTES: readonly DeviceRoute[] = [
  ...DEVICE_ROUTES,
  ...PUSH_ROUTES,
  ...APP_ROUTES,
  ...APPROVAL_ROUTES,
]

const SERVICE = 'Countersign'

/** Authenticators on other origins may ask: what lets them in is a signature, never a cookie. */
const CORS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Methods': 'GET, POST, PUT, PATCH, DELETE',
  'Access-Control-Allow-Headers': 'Authorization, Content-Type, Last-Event-ID',
  'Access-Control-Expose-Headers': 'Retry-After',
  'Access-Control-Max-Age': '86400',
}

/** Puts the device protocol under `/device/v1` (docs/device-protocol.md). Returns how many streams are open. */
export function registerDeviceRoutes(
  server: FastifyInstance,
  deps: Deps,
): { readonly streamCount: () => number } {
  const authenticator = createAuthenticator(deps)
  const streams = createEventStreams(deps)
  // A stream never ends by itself: the server would wait for it.
  server.addHook('preClose', async () => streams.closeAll())

  void server.register(
    async (scope) => {
      scope.setErrorHandler((error: FastifyError, request, reply) => {
        const isTheirs = error.statusCode !== undefined && error.statusCode < 500
        if (!isTheirs)
          deps.log.error(
            { err: error, reqId: request.id, route: request.routeOptions.url },
            'request failed',
          )
        if (isTheirs) return sendFailure(deps, reply, { code: 'invalid' })
        return sendFailure(deps, reply, { code: 'unavailable' })
      })
      scope.setNotFoundHandler((_request, reply) => sendFailure(deps, reply, { code: 'not-found' }))
      scope.addHook('onRequest', async (_request, reply) => {
        reply.headers({ ...CORS, 'Cache-Control': 'no-store' })
      })
      scope.options('/*', async (_request, reply) => reply.code(204).send())
      scope.get('/about', async () => ({
        service: SERVICE,
        time: deps.now(),
        vapidPublicKey: (await vapidKeys(deps)).publicKey,
      }))
      scope.get('/events', async (request, reply) => {
        const authenticated = await authenticator.device(request, { admits: 'here' })
        if (!authenticated.ok) return sendFailure(deps, reply, authenticated.failure)
        await streams.open(request, reply, authenticated.who)
        return reply
      })
      for (const { method, path, body, act, admits } of SIGNED_ROUTES) {
        scope.route({
          method,
          url: path,
          handler: async (request, reply) => {
            const authenticated = await authenticator.device(request, { admits: admits ?? 'here' })
            if (!authenticated.ok) return sendFailure(deps, reply, authenticated.failure)
            const read = readBody(body, request)
            if (!read.ok) return sendFailure(deps, reply, read.failure)
            const asked = deviceRequest(deps, request, reply, read.body)
            return send(deps, reply, await act(asked, authenticated.who))
          },
        })
      }
      for (const { method, path, body, act } of REGISTRATION_ROUTES) {
        scope.route({
          method,
          url: path,
          handler: async (request, reply) => {
            const signed = await authenticator.registration(request)
            if (!signed.ok) return sendFailure(deps, reply, signed.failure)
            const read = readBody(body, request)
            if (!read.ok) return sendFailure(deps, reply, read.failure)
            const asked = deviceRequest(deps, request, reply, read.body)
            return send(deps, reply, await act(asked, signed.who))
          },
        })
      }
    },
    { prefix: DEVICE_PREFIX },
  )
  return { streamCount: streams.count }
}

function deviceRequest(
  deps: Deps,
  http: FastifyRequest,
  reply: FastifyReply,
  body: unknown,
): DeviceRequest<unknown> {
  return {
    deps,
    http,
    body,
    ip: http.ip,
    whenClosed: () => whenClosed(reply),
  }
}

function readBody(
  schema: (() => Validator) | undefined,
  request: FastifyRequest,
):
  | { readonly ok: true; readonly body: unknown }
  | { readonly ok: false; readonly failure: DeviceFailure } {
  if (schema === undefined) return { ok: true, body: undefined }
  const validator = schema()
  const body = parseJson(request.body)
  if (validator.Check(body) && !hasNul(body)) return { ok: true, body }
  const fields: Record<string, string> = {}
  for (const { instancePath, message } of validator.Errors(body)) {
    const name = instancePath.slice(1).replaceAll('/', '.')
    fields[name === '' ? 'body' : name] ??= message
  }
  return { ok: false, failure: { code: 'invalid', fields } }
}

function parseJson(body: unknown): unknown {
  if (!(body instanceof Uint8Array)) return undefined
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as unknown
  } catch {
    return undefined
  }
}

/** PostgreSQL takes no NUL in a text. */
function hasNul(body: unknown): boolean {
  return JSON.stringify(body).includes('\\u0000')
}

function send(deps: Deps, reply: FastifyReply, answered: DeviceAnswer): FastifyReply {
  if (!answered.ok) return sendFailure(deps, reply, answered.failure)
  return reply.code(answered.status ?? 200).send(answered.body)
}

function sendFailure(deps: Deps, reply: FastifyReply, failure: DeviceFailure): FastifyReply {
  const { status, body } = deviceError(failure)
  const { retryAt } = failure
  if (retryAt !== undefined)
    reply.header('Retry-After', Math.max(1, Math.ceil((retryAt - deps.now()) / 1_000)))
  return reply.code(status).send(body)
}
