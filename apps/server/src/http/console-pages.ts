import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

const PREFIX = '/console'

/** Where the built page has it, a fresh value is put for each answer. */
const NONCE_PLACE = '%STYLE_NONCE%'
const NONCE_BYTES = 16

/**
 * Nothing runs but the console's own files, and nothing frames it. Styles are files too, or carry the
 * nonce: the component library writes its breakpoints into the page. Logos of apps come from anywhere, by https.
 */
function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' https: data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

const HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Permissions-Policy':
    'clipboard-write=(self), publickey-credentials-create=(self), publickey-credentials-get=(self), camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
}

const MISSING =
  'The console is not built yet: run `npm run build` in apps/console, or start the service with `npm start`.\n'

/** Serves the console's build, the files in `folder`, under `/console/`; every path of its pages is the one page. */
export function registerConsolePages(
  server: FastifyInstance,
  folder: string,
  random: (bytes: number) => Uint8Array,
): void {
  void server.register(
    async (scope) => {
      const file = join(folder, 'index.html')
      const page = existsSync(file) ? readFileSync(file, 'utf8') : undefined
      scope.addHook('onRequest', async (_request, reply) => {
        reply.headers(HEADERS)
      })
      const sendPage = async (request: FastifyRequest, reply: FastifyReply) => {
        const [path = ''] = (request.raw.url ?? '').split('?')
        reply.header('Cache-Control', 'no-store')
        // The router takes both spellings for one, and only with the slash do relative links fit.
        if (path === PREFIX) return reply.redirect(`${PREFIX}/`, 308)
        if (page === undefined) return reply.code(503).type('text/plain').send(MISSING)
        const nonce = Buffer.from(random(NONCE_BYTES)).toString('base64url')
        return reply
          .header('Content-Security-Policy', contentSecurityPolicy(nonce))
          .type('text/html; charset=utf-8')
          .send(page.replace(NONCE_PLACE, nonce))
      }
      if (page !== undefined) {
        await scope.register(fastifyStatic, {
          root: join(folder, 'assets'),
          prefix: '/assets/',
          index: false,
          preCompressed: true,
          cacheControl: false,
          setHeaders: (reply) => {
            // The names of these change with what is in them.
            reply.header('Cache-Control', 'public, max-age=31536000, immutable')
            reply.header('Content-Security-Policy', "default-src 'none'")
          },
        })
        scope.get('/icon.svg', async (_request, reply) =>
          reply
            .header('Cache-Control', 'no-cache')
            .header('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'")
            .sendFile('icon.svg', folder),
        )
      }
      scope.route({ method: ['GET', 'HEAD'], url: '/', handler: sendPage })
      scope.route({ method: ['GET', 'HEAD'], url: '/*', handler: sendPage })
    },
    { prefix: PREFIX },
  )
}
