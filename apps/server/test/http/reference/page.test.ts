import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { ERRORS } from '@countersign/wire'
import Fastify, { type FastifyInstance } from 'fastify'
import { describe, expect, test } from 'vitest'
import { openApiDocument } from '../../../src/http/reference/document.ts'
import { registerReferenceRoutes } from '../../../src/http/reference/register-routes.ts'
import { html } from '../../../src/http/reference/render/html.ts'
import { operationsOf } from '../../../src/http/reference/render/operation.ts'
import { renderReference } from '../../../src/http/reference/render/render-reference.ts'

const URL_OF_SERVICE = 'https://2fa.example.test'
const DOCUMENT = openApiDocument(URL_OF_SERVICE, '1.2.3')
const PAGE = renderReference(DOCUMENT)

function server(): FastifyInstance {
  const app = Fastify({ exposeHeadRoutes: false })
  registerReferenceRoutes(app, () => URL_OF_SERVICE)
  return app
}

describe('the page', () => {
  test('has every operation, every error and the callback, each to be linked to', () => {
    const ids = [...PAGE.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
    expect(new Set(ids).size).toBe(ids.length)
    const own = [...operationsOf(DOCUMENT.paths), ...operationsOf(DOCUMENT.webhooks)].filter(
      ({ operation }) => operation['x-same-as'] === undefined,
    )
    for (const { operation } of own) {
      expect(ids).toContain(operation.operationId)
      expect(PAGE).toContain(`href="#${operation.operationId}"`)
    }
    for (const [, target] of PAGE.matchAll(/ href="#([^"]+)"/g)) expect(ids).toContain(target)
    for (const { code, message } of Object.values(ERRORS)) {
      expect(PAGE).toContain(`>${code}</code>`)
      expect(PAGE).toContain(html`${message}`.markup)
    }
  })

  test('runs and styles nothing from within', () => {
    expect(PAGE).not.toMatch(
      / style=| on[a-z]+="|<style|<script(?! src="\/docs\/script\.js" defer><)/,
    )
    expect([...PAGE.matchAll(/(?:src|href)="(?!#)([^"]+)"/g)].map(([, url]) => url)).toEqual([
      '/authenticator/icon.svg',
      '/docs/style.css',
      '/docs/script.js',
      '/openapi.json',
    ])
  })

  test('shows texts as texts, whatever is in them', () => {
    const evil = `<script>alert("1")</script>&'`
    const first = Object.entries(DOCUMENT.paths)[0]
    const [path, item] = first ?? ['', {}]
    const post = item.post
    if (post === undefined) throw new Error('The first path is no POST any more.')
    const page = renderReference({
      ...DOCUMENT,
      info: { ...DOCUMENT.info, version: evil, description: evil },
      servers: [{ url: evil }],
      tags: [{ name: 'Users', description: evil }],
      paths: {
        [`${path}${evil}`]: {
          post: {
            ...post,
            summary: evil,
            description: evil,
            'x-codeSamples': [{ lang: 'Shell', source: evil }],
            responses: {
              200: {
                description: evil,
                content: {
                  'application/json': {
                    schema: { type: 'object', properties: { [evil]: { description: evil } } },
                    examples: { [evil]: { value: { [evil]: evil } }, two: { value: evil } },
                  },
                },
              },
              400: {
                description: evil,
                content: {
                  'application/json': {
                    schema: {},
                    examples: { x: { summary: evil, value: { error_code: evil, message: evil } } },
                  },
                },
              },
            },
          },
        },
      },
    })
    expect(page).not.toContain('<script>')
    expect(page).not.toContain('alert("1")')
    expect(page.split('alert(').length).toBeGreaterThan(12)
  })
})

describe('the routes', () => {
  test.each([
    ['/openapi.json', 'application/json; charset=utf-8'],
    ['/docs', 'text/html; charset=utf-8'],
    ['/docs/style.css', 'text/css; charset=utf-8'],
    ['/docs/script.js', 'text/javascript; charset=utf-8'],
  ])('%s lets nothing in from elsewhere, and is not sent twice', async (url, type) => {
    const app = server()
    const first = await app.inject(url)
    expect([first.statusCode, first.headers['content-type']]).toEqual([200, type])
    expect(first.headers['content-encoding']).toBeUndefined()
    expect(first.headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    )
    expect(first.headers['x-content-type-options']).toBe('nosniff')
    expect(first.headers['cache-control']).toBe('no-cache')
    expect(first.headers['vary']).toBe('Accept-Encoding')
    const etag = String(first.headers['etag'])
    const again = await app.inject({ url, headers: { 'if-none-match': `"other", ${etag}` } })
    expect([again.statusCode, again.body]).toEqual([304, ''])
    const other = await app.inject({ url, headers: { 'if-none-match': '"other"' } })
    expect(other.statusCode).toBe(200)
    const head = await app.inject({ method: 'HEAD', url })
    expect([head.statusCode, head.body, head.headers['etag']]).toEqual([200, '', etag])
  })

  test('the page is small on the way', async () => {
    const headers = { 'accept-encoding': 'gzip' }
    const { rawPayload } = await server().inject({ url: '/docs', headers })
    expect(rawPayload.length).toBeLessThan(40_000)
  })

  test.each([
    ['gzip, deflate, br', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0, GZIP;q=0.5', 'gzip'],
    ['gzip;q=0', undefined],
    ['identity', undefined],
    ['*', undefined],
  ])('compress as asked by %s', async (accepted, encoding) => {
    const answer = await server().inject({ url: '/docs', headers: { 'accept-encoding': accepted } })
    expect(answer.headers['content-encoding']).toBe(encoding)
    const bytes = answer.rawPayload
    const plain =
      encoding === 'br'
        ? brotliDecompressSync(bytes)
        : encoding === 'gzip'
          ? gunzipSync(bytes)
          : bytes
    expect(plain.toString()).toContain('<title>Countersign: the HTTP reference</title>')
  })

  test('/openapi.json may be read by tools on other origins, /docs may not', async () => {
    const app = server()
    expect((await app.inject('/openapi.json')).headers['access-control-allow-origin']).toBe('*')
    expect((await app.inject('/docs')).headers['access-control-allow-origin']).toBeUndefined()
  })

  test.each(['/docs/..%2fdocument.ts', '/docs/register-routes.ts', '/docs/%2e%2e/curl.ts'])(
    'have nothing at %s',
    async (url) => {
      expect((await server().inject(url)).statusCode).toBe(404)
    },
  )
})
