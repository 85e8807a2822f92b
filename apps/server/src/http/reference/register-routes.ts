import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import manifest from '../../../package.json' with { type: 'json' }
import { once } from '../../once.ts'
import { REFERENCE_PAGE } from '../../places.ts'
import { openApiDocument } from './document.ts'
import { renderReference } from './render/render-reference.ts'

/** Nothing runs or is drawn but the page's own files. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const HEADERS = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  // Looked at again each time; what has not changed is not sent again.
  'Cache-Control': 'no-cache',
  Vary: 'Accept-Encoding',
}

/** The best takes six times as long for a tenth less. */
const QUALITY = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }

type Encoding = 'br' | 'gzip'

interface Prepared {
  readonly etag: string
  readonly type: string
  readonly plain: Buffer
  readonly encoded: Readonly<Record<Encoding, Buffer>>
}

/** Serves the reference: `/openapi.json` for programs, `/docs` for people. Each is made at its first request. */
export function registerReferenceRoutes(server: FastifyInstance, publicUrl: () => string): void {
  const document = once(() => openApiDocument(publicUrl(), manifest.version))
  serve(
    server,
    '/openapi.json',
    'application/json; charset=utf-8',
    () => JSON.stringify(document()),
    {
      // Tools on other origins may read it: there is nothing in it that a caller of ours does not know.
      'Access-Control-Allow-Origin': '*',
    },
  )
  serve(server, '/docs', 'text/html; charset=utf-8', () => renderReference(document()))
  serve(server, '/docs/style.css', 'text/css; charset=utf-8', () => readPageFile('style.css'))
  serve(server, '/docs/script.js', 'text/javascript; charset=utf-8', () =>
    readPageFile('script.js'),
  )
}

function serve(
  server: FastifyInstance,
  url: string,
  type: string,
  make: () => string,
  more: Readonly<Record<string, string>> = {},
): void {
  const prepared = once(() => prepare(type, make()))
  server.route({
    method: ['GET', 'HEAD'],
    url,
    handler: async (request, reply) => {
      reply.headers({ ...HEADERS, ...more })
      return send(request, reply, await prepared())
    },
  })
}

async function prepare(type: string, text: string): Promise<Prepared> {
  const plain = Buffer.from(text)
  const [br, gzipped] = await Promise.all([
    promisify(brotliCompress)(plain, QUALITY),
    promisify(gzip)(plain),
  ])
  const hash = createHash('sha256').update(plain).digest('base64url').slice(0, 22)
  // Weak: it is the same for each encoding.
  return { etag: `W/"${hash}"`, type, plain, encoded: { br, gzip: gzipped } }
}

function send(request: FastifyRequest, reply: FastifyReply, prepared: Prepared): FastifyReply {
  reply.header('ETag', prepared.etag)
  const known = request.headers['if-none-match']?.split(',').map((tag) => tag.trim()) ?? []
  if (known.includes(prepared.etag)) return reply.code(304).send()
  reply.type(prepared.type)
  const encoding = chooseEncoding(request.headers['accept-encoding'])
  if (encoding === undefined) return reply.send(prepared.plain)
  return reply.header('Content-Encoding', encoding).send(prepared.encoded[encoding])
}

/** The smaller one of those that were asked for by name; plain for everybody else. */
function chooseEncoding(accepted: string | string[] | undefined): Encoding | undefined {
  const asked = String(accepted ?? '')
    .split(',')
    .map((each) => each.trim().toLowerCase())
    .filter((each) => !/;\s*q=0(\.0*)?$/.test(each))
    .map((each) => each.split(';')[0]?.trim())
  return asked.includes('br') ? 'br' : asked.includes('gzip') ? 'gzip' : undefined
}

function readPageFile(name: string): string {
  return readFileSync(new URL(name, REFERENCE_PAGE), 'utf8')
}
