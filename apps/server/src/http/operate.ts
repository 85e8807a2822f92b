import { timingSafeEqual } from 'node:crypto'
import type { FastifyInstance } from 'fastify'

export interface OperateOptions {
  /** Throws, or says what is missing, when requests cannot be served. */
  readonly isReady: () => Promise<boolean>
  readonly metricsToken: string | undefined
  readonly readMetrics: () => Promise<string>
}

/** What a load balancer, a supervisor and Prometheus ask. */
export function registerOperateRoutes(server: FastifyInstance, options: OperateOptions): void {
  server.get('/healthz', async (_request, reply) =>
    reply.type('text/plain; charset=utf-8').send('ok\n'),
  )

  server.get('/readyz', async (_request, reply) => {
    const isReady = await options.isReady().catch(() => false)
    return reply
      .code(isReady ? 200 : 503)
      .type('text/plain; charset=utf-8')
      .send(isReady ? 'ready\n' : 'not ready\n')
  })

  server.get('/metrics', async (request, reply) => {
    if (
      options.metricsToken !== undefined &&
      !holdsToken(request.headers.authorization, options.metricsToken)
    ) {
      return reply
        .code(401)
        .header('WWW-Authenticate', 'Bearer')
        .type('text/plain; charset=utf-8')
        .send('Unauthorized\n')
    }
    return reply.type('text/plain; version=0.0.4; charset=utf-8').send(await options.readMetrics())
  })

  // authy-ssh asks for the root to see whether the service is there (docs/wire, transport). A person comes
  // with a browser, mostly by the link that invites to install the authenticator.
  server.get('/', async (request, reply) => {
    reply.header('Vary', 'Accept')
    if (request.headers.accept?.includes('text/html') === true) {
      return reply.redirect('/authenticator/')
    }
    return reply
      .type('text/plain; charset=utf-8')
      .send(
        'Countersign: two-factor authentication that speaks the Authy API. Its reference is at /docs.\n',
      )
  })
}

function holdsToken(authorization: string | undefined, token: string): boolean {
  const given = Buffer.from(authorization ?? '')
  const wanted = Buffer.from(`Bearer ${token}`)
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}
