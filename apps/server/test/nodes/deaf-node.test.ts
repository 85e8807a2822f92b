import { sql } from 'kysely'
import { expect, inject, test, vi } from 'vitest'
import { changeApp } from '../../src/actions/change-app.ts'
import { testServer } from '../test-server.ts'
import { startTcpProxy } from './tcp-proxy.ts'

// A node that cannot hear what others announce must not go on by what it remembers: an API key that was
// ended would work there for as long as it is deaf.

test('a node that hears nothing goes by what it remembers for a second, and no longer', async () => {
  const proxy = await startTcpProxy(inject('postgresUrl'))
  const server = await testServer({ throughProxy: proxy.through })
  const { signals } = server.deps
  const status = async () => (await server.call('GET /app/details')).status
  await vi.waitFor(() => expect(signals.isHearing()).toBe(true))
  expect(await status()).toBe(200)
  // Nobody tells it that anything is wrong: it must find out.
  proxy.set('swallow')
  await vi.waitFor(() => expect(signals.isHearing()).toBe(false), { timeout: 5_000 })
  expect(await status()).toBe(200)
  server.clock.advance(1_000)
  expect(await status()).toBe(503)
})

test('a change waits for a node that does not confirm it as long as that node trusts itself', async () => {
  const server = await testServer()
  const other = server.anotherNode()
  await vi.waitFor(() => expect(server.deps.signals.isHearing()).toBe(true))
  // As if its process had stopped: the connection is there, and nobody behind it hears.
  await sql`SELECT set_config('application_name', 'countersign-signals stopped', false)`.execute(
    other.deps.db,
  )
  const startedAt = performance.now()
  await changeApp(server.deps, server.appId, 'name', 'Other')
  const waited = performance.now() - startedAt
  expect(waited).toBeGreaterThan(900)
  expect(waited).toBeLessThan(5_000)
})
