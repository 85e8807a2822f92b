import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { registerConsolePages } from '../../../src/http/console-pages.ts'
import { seededRandom } from '../../test-server.ts'

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'console-build-'))
  mkdirSync(join(folder, 'assets'))
  writeFileSync(
    join(folder, 'index.html'),
    '<!doctype html><meta name="style-nonce" content="%STYLE_NONCE%" />',
  )
  writeFileSync(join(folder, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
  writeFileSync(join(folder, 'built'), '')
  writeFileSync(join(folder, 'assets', 'index-abc123.js'), 'console.log(1)')
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

function serverWith(build: string): FastifyInstance {
  const server = Fastify({
    exposeHeadRoutes: false,
    routerOptions: { ignoreDuplicateSlashes: true, ignoreTrailingSlash: true },
  })
  registerConsolePages(server, build, seededRandom(1))
  return server
}

describe('the console’s pages', () => {
  it('run nothing but their own files, are framed by nobody, and have a new nonce each time', async () => {
    const server = serverWith(folder)
    const nonces = []
    for (const url of ['/console/', '/console/people/1234?tab=timeline']) {
      const { statusCode, headers, body } = await server.inject(url)
      expect([statusCode, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
      expect(headers['cache-control']).toBe('no-store')
      expect(headers['x-frame-options']).toBe('DENY')
      const policy = String(headers['content-security-policy'])
      const nonce = /'nonce-([A-Za-z0-9_-]{22})'/.exec(policy)?.[1] ?? ''
      expect(policy).toBe(
        `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' https: data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      )
      expect(body).toContain(`content="${nonce}"`)
      nonces.push(nonce)
    }
    expect(new Set(nonces).size).toBe(2)
  })

  it('keep what changes its name with its content, and nothing else', async () => {
    const server = serverWith(folder)
    const script = await server.inject('/console/assets/index-abc123.js')
    expect([script.statusCode, script.headers['cache-control']]).toEqual([
      200,
      'public, max-age=31536000, immutable',
    ])
    const icon = await server.inject('/console/icon.svg')
    expect([icon.statusCode, icon.headers['content-type']]).toEqual([200, 'image/svg+xml'])
  })

  it('are the one page at every path, and give out no other file', async () => {
    const server = serverWith(folder)
    for (const url of ['/console/built', '/console/assets/..%2fbuilt', '/console/%2e%2e/built']) {
      const { body } = await server.inject(url)
      expect([url, body === '']).toEqual([url, false])
    }
    const missing = await server.inject('/console/assets/gone.js')
    expect(missing.statusCode).toBe(404)
    const bare = await server.inject('/console')
    expect([bare.statusCode, bare.headers['location']]).toEqual([308, '/console/'])
  })

  it('say how to build them where they are not built', async () => {
    const { statusCode, body } = await serverWith(join(folder, 'none')).inject('/console/')
    expect([statusCode, body]).toEqual([503, expect.stringContaining('npm start')])
  })
})
