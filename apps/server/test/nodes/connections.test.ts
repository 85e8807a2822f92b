import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { mostConnections, poolSize } from '../../src/store/postgres/shares.ts'
import { startServing } from './nodes.ts'

test.each([
  { nodes: 1, together: 87, pool: 12, most: 13 },
  { nodes: 2, together: 87, pool: 12, most: 26 },
  { nodes: 10, together: 87, pool: 7, most: 80 },
  { nodes: 17, together: 87, pool: 4, most: 85 },
  // Fewer than a node can work with: too many together, which doctor says.
  { nodes: 18, together: 87, pool: 4, most: 90 },
  { nodes: 1, together: 1, pool: 4, most: 5 },
])('$nodes nodes share $together connections', ({ nodes, together, pool, most }) => {
  expect([poolSize(nodes, together), mostConnections(nodes, together)]).toEqual([pool, most])
})

test.each([
  { env: { DATABASE_NODES: '2', DATABASE_CONNECTIONS: '16' }, pool: 7 },
  // The server of these tests has 200.
  { env: { DATABASE_NODES: '20' }, pool: 8 },
])('a node opens its share and no more: $env', async ({ env, pool }) => {
  const { server } = await startServing(env)
  const { db } = server.deps
  const held = Array.from({ length: 30 }, () => sql`SELECT pg_sleep(0.2)`.execute(db))
  await Promise.all(held)
  const { rows } = await sql<{ readonly name: string; readonly count: number }>`
    SELECT split_part(application_name, ' ', 1) AS name, count(*) AS count FROM pg_stat_activity
    WHERE datname = current_database() GROUP BY 1 ORDER BY 1`.execute(db)
  expect(rows).toEqual([
    { name: 'countersign', count: pool },
    { name: 'countersign-signals', count: 1 },
  ])
})
