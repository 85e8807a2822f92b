import { sql } from 'kysely'
import { expect, test, vi } from 'vitest'
import { createLocalSignals } from '../../src/store/signals.ts'
import { emptyDatabase } from './empty-store.ts'

test('whoever waits on a topic hears of it, and nobody else; who has left hears nothing', () => {
  const signals = createLocalSignals()
  const heard: string[] = []
  const leave = signals.subscribe('user/1', () => heard.push('first'))
  signals.subscribe('user/1', () => heard.push('second'))
  signals.subscribe('user/2', () => heard.push('other'))
  signals.publish(['user/1', 'user/3'])
  leave()
  signals.publish(['user/1'])
  expect(heard).toEqual(['first', 'second', 'second'])
})

async function until(isSo: () => boolean): Promise<void> {
  const look = () => {
    if (!isSo()) throw new Error('It has not come to that yet.')
  }
  await vi.waitFor(look, { interval: 10, timeout: 10_000 })
}

const isPostgres = process.env['TEST_DATABASE'] === 'postgres'

test('a process hears what another one says, wherever processes share a database', async () => {
  const { open } = await emptyDatabase()
  const [near, far] = [open(), open()]
  let count = 0
  far.signals.subscribe('user/1', () => count++)
  // Until it listens, which is when everybody is woken once.
  if (isPostgres) await until(() => count === 1)
  near.signals.publish(Array.from({ length: 250 }, (_, index) => `user/${index}`))
  if (isPostgres) await until(() => count === 2)
  // SQLite has one process, and its own signals stay in it.
  expect(count).toBe(isPostgres ? 2 : 0)
})

test('a connection that breaks is made again, and everybody looks for what was missed', async () => {
  const { open } = await emptyDatabase()
  const [near, far] = [open(), open()]
  let count = 0
  far.signals.subscribe('user/1', () => count++)
  if (isPostgres) {
    await until(() => count === 1)
    await sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE application_name LIKE 'countersign-signals %' AND datname = current_database()`.execute(
      near.db,
    )
    await until(() => count === 2)
  }
  near.signals.publish(['user/1'])
  if (isPostgres) await until(() => count === 3)
  expect(count).toBe(isPostgres ? 3 : 0)
})
