import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { register, status } from '../routes/person.ts'
import { type TestServer, testServer } from '../test-server.ts'

/** Deadlocks that PostgreSQL had to break; SQLite has one writer and none. */
async function deadlocks(server: TestServer): Promise<number> {
  if (server.deps.dialect === 'sqlite') return 0
  const { rows } = await sql<{
    deadlocks: number
  }>`SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()`.execute(
    server.deps.db,
  )
  return rows[0]?.deadlocks ?? Number.NaN
}

test('two processes whose groups verify and send crosswise never wait in a circle', async () => {
  const server = await testServer()
  const other = server.anotherNode()
  await server.set('sendsPerPhone', '1000')
  const a = await register(server)
  const b = await register(server, { 'user[cellphone]': '3173389303' })
  for (let round = 0; round < 4; round++) {
    const answers = await Promise.all([
      server.call(`GET /verify/0000001/${b}`),
      server.call(`GET /sms/${a}?action=${round}`),
      other.call(`GET /verify/0000001/${a}`),
      other.call(`GET /sms/${b}?action=${round}`),
    ])
    expect(answers.map(status)).toEqual([401, 200, 401, 200])
  }
  expect(await deadlocks(server)).toBe(0)
})
