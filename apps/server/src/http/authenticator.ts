import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

const PREFIX = '/authenticator'

/**
 * Nothing runs or is drawn but the app's own files. Logos of apps are the exception: they come from
 * wherever the app keeps them, over https, and `blob:` and `data:` are pictures that the person chose.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' https: data: blob:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const HEADERS = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Permissions-Policy':
    'camera=(self), clipboard-write=(self), publickey-credentials-create=(self), publickey-credentials-get=(self), geolocation=(), microphone=(), payment=(), usb=()',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
}

const MISSING =
  'The authenticator is not built yet: run `npm run build` in apps/authenticator, or start the service with `npm start`.\n'

/** Serves the authenticator's build, the files in `folder`, under `/authenticator/`. */
export function registerAuthenticatorRoutes(server: FastifyInstance, folder: string): void {
  void server.register(
    async (scope) => {
      scope.addHook('onRequest', async (_request, reply) => {
        reply.headers(HEADERS)
      })
      scope.setNotFoundHandler((_request, reply) =>
        sendText(reply, 404, 'There is nothing here. The authenticator is at /authenticator/.\n'),
      )
      if (!existsSync(join(folder, 'index.html'))) {
        scope.get('/', async (_request, reply) => sendText(reply, 503, MISSING))
        scope.get('/*', async (_request, reply) => sendText(reply, 503, MISSING))
        return
      }
      await scope.register(fastifyStatic, {
        root: folder,
        index: false,
        preCompressed: true,
        cacheControl: false,
        setHeaders: (reply, path) => {
          // The names of these change with what is in them.
          const isHashed = /[\\/]assets[\\/][^\\/]+$/.test(path)
          reply.header(
            'Cache-Control',
            isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
          )
        },
      })
      scope.route({ method: ['GET', 'HEAD'], url: '/', handler: sendPage })
    },
    { prefix: PREFIX },
  )
}

/** The router takes both spellings for one, and only with the slash do relative links fit. */
async function sendPage(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const [path = ''] = (request.raw.url ?? '').split('?')
  if (!path.endsWith('/')) return reply.redirect(`${PREFIX}/`, 308)
  return reply.sendFile('index.html')
}

function sendText(reply: FastifyReply, status: number, text: string): FastifyReply {
  return reply
    .code(status)
    .header('Cache-Control', 'no-store')
    .type('text/plain; charset=utf-8')
    .send(text)
}
