import type { KyselyPlugin } from 'kysely'
import { expect, test, vi } from 'vitest'
import { changeApp, rotateApiKey } from '../../src/actions/change-app.ts'
import { endKey } from '../../src/actions/console/apps/keys.ts'
import { createAppFinder } from '../../src/actions/find-app.ts'
import { testServer, type TestNode, type TestServer } from '../test-server.ts'

// A key leaked, and its owner ended it. Whoever has it tries every node for one that still remembers it.
// On PostgreSQL none does once the owner has been answered; on SQLite, where processes cannot hear one
// another, one beside the server may for a second.

const isPostgres = process.env['TEST_DATABASE'] === 'postgres'
const A_SECOND = 1_000

async function statuses(nodes: readonly TestNode[], apiKey: string): Promise<readonly number[]> {
  const calls = nodes.map((node) => node.call('GET /app/details', undefined, { apiKey }))
  return (await Promise.all(calls)).map((answer) => answer.status)
}

/** Until every node has its connection for signals; before, it trusts what it remembers for a second. */
async function untilHearing(nodes: readonly TestNode[]): Promise<void> {
  if (!isPostgres) return
  await vi.waitFor(() =>
    expect(nodes.map((node) => node.deps.signals.isHearing())).not.toContain(false),
  )
}

async function threeNodes(): Promise<{ server: TestServer; nodes: readonly TestNode[] }> {
  const server = await testServer()
  const nodes = [server, server.anotherNode(), server.anotherNode()]
  await untilHearing(nodes)
  return { server, nodes }
}

test('a key that was ended is refused by every node at once', async () => {
  const { server, nodes } = await threeNodes()
  let apiKey = server.apiKey
  for (let round = 0; round < 10; round++) {
    expect(await statuses(nodes, apiKey)).toEqual([200, 200, 200])
    const ended = apiKey
    apiKey = await rotateApiKey(nodes[round % 3]?.deps ?? server.deps, server.appId, 0)
    if (!isPostgres) server.clock.advance(A_SECOND)
    expect(await statuses(nodes, ended)).toEqual([401, 401, 401])
  }
})

test('so is one that was ended at the console, and a setting holds everywhere', async () => {
  const { server, nodes } = await threeNodes()
  const former = server.apiKey
  await rotateApiKey(server.deps, server.appId, 86_400_000)
  expect(await statuses(nodes, former)).toEqual([200, 200, 200])
  const fingerprint = server.deps.vault.blindIndex('api-key', former).slice(0, 8)
  const actor = { operatorId: 1, ip: '192.0.2.1' }
  expect(await endKey(server.deps, actor, server.appId, fingerprint)).toBe('ended')
  if (!isPostgres) server.clock.advance(A_SECOND)
  expect(await statuses(nodes, former)).toEqual([401, 401, 401])
})

test('an app that changed is the new one on every node', async () => {
  const { server, nodes } = await threeNodes()
  const names = async () => {
    const calls = nodes.map((node) => node.call('GET /app/details'))
    return (await Promise.all(calls)).map(({ body }) => body.app.name)
  }
  expect(await names()).toEqual(['Acme', 'Acme', 'Acme'])
  await changeApp(server.deps, server.appId, 'name', 'Other')
  if (!isPostgres) server.clock.advance(A_SECOND)
  expect(await names()).toEqual(['Other', 'Other', 'Other'])
})

test('a key ends when its overlap does, with no signal then', async () => {
  const { server, nodes } = await threeNodes()
  await rotateApiKey(server.deps, server.appId, 5_000)
  expect(await statuses(nodes, server.apiKey)).toEqual([200, 200, 200])
  server.clock.advance(5_000)
  expect(await statuses(nodes, server.apiKey)).toEqual([401, 401, 401])
})

test('an app that was read before a change is not remembered after it', async () => {
  const server = await testServer()
  const [read, changed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const holdsAnswers: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      read.resolve()
      await changed.promise
      return result
    },
  }
  const findApp = createAppFinder({ ...server.deps, db: server.deps.db.withPlugin(holdsAnswers) })
  const first = findApp(server.apiKey)
  await read.promise
  await changeApp(server.deps, server.appId, 'name', 'Other')
  changed.resolve()
  expect((await first)?.name).toBe('Acme')
  expect((await findApp(server.apiKey))?.name).toBe('Other')
})
