import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { get } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { createFirstApp } from '../src/actions/create-app.ts'
import { parseConfig } from '../src/config.ts'
import { type Server, serve } from '../src/serve.ts'
import { MIGRATIONS } from '../src/store/migrations.ts'

const CERT = new URL('./tls/cert.pem', import.meta.url).pathname
const KEY = new URL('./tls/key.pem', import.meta.url).pathname

async function start(
  env: Readonly<Record<string, string>>,
  dataDir = temporary(),
): Promise<Server> {
  const parsed = parseConfig({ DATA_DIR: dataDir, PORT: '0', ...env })
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'))
  return await serve(parsed.config, pino({ level: 'silent' }))
}

function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-serve-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

test('serves over TLS with the certificate files', async () => {
  const server = await start({ TLS_CERT_FILE: CERT, TLS_KEY_FILE: KEY })
  const body = await new Promise<string>((resolve, reject) => {
    get(`${server.url}/healthz`, { ca: readFileSync(CERT) }, (response) => {
      response.on('data', (chunk: Buffer) => resolve(chunk.toString()))
    }).on('error', reject)
  })
  expect([server.url.slice(0, 8), body]).toEqual(['https://', 'ok\n'])
  await server.close()
})

test('keeps its data over a restart, with a master key for its owner alone', async () => {
  const folder = temporary()
  const first = await start({}, folder)
  const created = await createFirstApp(first.deps, 'My app')
  expect([first.migrated.length, created?.result]).toEqual([MIGRATIONS.length, 'created'])
  await first.close()
  expect(statSync(join(folder, 'master.key')).mode & 0o777).toBe(0o600)

  const second = await start({}, folder)
  expect([second.migrated.length, await createFirstApp(second.deps, 'My app')]).toEqual([
    0,
    undefined,
  ])
  const key = created?.result === 'created' ? created.apiKey : ''
  const answer = await fetch(`${second.url}/protected/json/app/details?api_key=${key}`)
  expect(await answer.json()).toMatchObject({ app: { name: 'My app' }, success: true })
  await second.close()
})

test('tells a load balancer, a supervisor and Prometheus what they ask', async () => {
  const server = await start({ METRICS_TOKEN: 'a-token-of-some-length' })
  const status = async (path: string, headers: Record<string, string> = {}) =>
    (await fetch(`${server.url}${path}`, { headers })).status
  expect(await status('/')).toBe(200)
  const page = await fetch(server.url, { headers: { accept: 'text/html' }, redirect: 'manual' })
  expect([page.status, page.headers.get('location')]).toEqual([302, '/authenticator/'])
  expect(await status('/healthz')).toBe(200)
  expect(await status('/readyz')).toBe(200)
  expect(await status('/metrics')).toBe(401)
  expect(await status('/metrics', { authorization: 'Bearer a-token-of-some-lengtH' })).toBe(401)
  const metrics = await fetch(`${server.url}/metrics`, {
    headers: { authorization: 'Bearer a-token-of-some-length' },
  })
  expect(await metrics.text()).toContain('countersign_jobs 0')
  await server.close()
})

test('answers what is under way before it stops', async () => {
  const server = await start({})
  const created = await createFirstApp(server.deps, 'My app')
  const key = created?.result === 'created' ? created.apiKey : ''
  const answers = Promise.all(
    Array.from({ length: 20 }, () =>
      fetch(`${server.url}/protected/json/app/stats?api_key=${key}`),
    ),
  )
  // The first answer shows that the others have arrived too: they left before it.
  await fetch(`${server.url}/healthz`)
  await server.close()
  expect((await answers).every((answer) => answer.status === 200)).toBe(true)
})

test('does not make another master key beside a database that it could not open', async () => {
  const folder = temporary()
  await (await start({}, folder)).close()
  rmSync(join(folder, 'master.key'))
  await expect(start({}, folder)).rejects.toThrow(/master\.key is missing.*Restore it/)
})
