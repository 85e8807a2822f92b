import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { brotliCompressSync, brotliDecompressSync } from 'node:zlib'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { registerAuthenticatorRoutes } from '../../src/http/authenticator.ts'

const SCRIPT = 'console.log("a script that is long enough to be worth compressing")'
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'authenticator-build-'))
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Countersign</title>')
  writeFileSync(join(folder, 'sw.js'), 'self')
  writeFileSync(join(folder, 'manifest.webmanifest'), '{}')
  writeFileSync(join(folder, 'assets', 'index-abc123.js'), SCRIPT)
  writeFileSync(join(folder, 'assets', 'index-abc123.js.br'), brotliCompressSync(SCRIPT))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** With what app.ts sets that could get in the way. */
function serverWith(build: string): FastifyInstance {
  const server = Fastify({
    exposeHeadRoutes: false,
    routerOptions: { ignoreDuplicateSlashes: true, ignoreTrailingSlash: true },
  })
  server.addHttpMethod('GET', { hasBody: true, overrideExisting: true })
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  )
  server.setNotFoundHandler((_request, reply) => reply.code(404).send({ dialect: 'another' }))
  registerAuthenticatorRoutes(server, build)
  return server
}

describe('the authenticator', () => {
  it('is a page that may run and draw nothing but its own files', async () => {
    const answer = await serverWith(folder).inject('/authenticator/')
    expect(answer.statusCode).toBe(200)
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8')
    expect(answer.body).toContain('<title>Countersign</title>')
    expect(answer.headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: data: blob:; connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    )
    expect(answer.headers['x-content-type-options']).toBe('nosniff')
    expect(answer.headers['referrer-policy']).toBe('no-referrer')
    expect(answer.headers['permissions-policy']).toMatch(/^camera=\(self\), .*microphone=\(\)/)
  })

  it('answers a question for its headers alone', async () => {
    const answer = await serverWith(folder).inject({ method: 'HEAD', url: '/authenticator/' })
    expect([answer.statusCode, answer.body]).toEqual([200, ''])
  })

  it.each(['/authenticator/', '/authenticator/sw.js', '/authenticator/manifest.webmanifest'])(
    'asks browsers to look again for %s',
    async (url) => {
      const answer = await serverWith(folder).inject(url)
      expect(answer.statusCode).toBe(200)
      expect(answer.headers['cache-control']).toBe('no-cache')
      expect(answer.headers['etag']).toBeTypeOf('string')
    },
  )

  it('lets browsers keep what is named after its content, and sends it compressed', async () => {
    const answer = await serverWith(folder).inject({
      url: '/authenticator/assets/index-abc123.js',
      headers: { 'accept-encoding': 'gzip, deflate, br' },
    })
    expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable')
    expect(answer.headers['content-encoding']).toBe('br')
    expect(answer.headers['content-type']).toMatch(/javascript; charset=utf-8$/)
    expect(answer.headers['vary']).toMatch(/accept-encoding/i)
    expect(brotliDecompressSync(answer.rawPayload).toString()).toBe(SCRIPT)
  })

  it('sends it plain to whoever takes nothing else', async () => {
    const answer = await serverWith(folder).inject('/authenticator/assets/index-abc123.js')
    expect(answer.headers['content-encoding']).toBeUndefined()
    expect(answer.body).toBe(SCRIPT)
  })

  it('leads to the folder, in which relative links fit', async () => {
    const answer = await serverWith(folder).inject('/authenticator')
    expect(answer.statusCode).toBe(308)
    expect(answer.headers['location']).toBe('/authenticator/')
  })

  it.each([
    '/authenticator/nothing',
    '/authenticator/assets/gone-abc123.js',
    '/authenticator/%2e%2e/%2e%2e/package.json',
    '/authenticator/..%2fpackage.json',
    '/authenticator/.env',
  ])('has nothing at %s', async (url) => {
    const answer = await serverWith(folder).inject(url)
    expect([400, 403, 404]).toContain(answer.statusCode)
    expect(answer.body).not.toContain('countersign-repository')
  })

  it('leaves what is elsewhere to the rest of the service', async () => {
    const answer = await serverWith(folder).inject('/authenticators')
    expect(answer.json()).toEqual({ dialect: 'another' })
  })

  it.each(['/authenticator', '/authenticator/', '/authenticator/sw.js'])(
    'says how to build it where it is not built: %s',
    async (url) => {
      const answer = await serverWith(join(folder, 'none')).inject(url)
      expect(answer.statusCode).toBe(503)
      expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8')
      expect(answer.body).toContain('npm run build')
      expect(answer.headers['cache-control']).toBe('no-store')
    },
  )
})
