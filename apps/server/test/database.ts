import { inject } from 'vitest'
import { administer } from './postgres.ts'
import { MIGRATED, TEST_MASTER_KEY } from './postgres-for-tests.ts'

/**
 * A database of this test's own: a file in its folder, or a new one on the project's PostgreSQL. Only
 * there can it be migrated beforehand; a file takes no time.
 */
export async function createDatabase(from: 'migrated' | 'empty'): Promise<{
  readonly env: Readonly<Record<string, string>>
  readonly drop: () => Promise<void>
}> {
  if (process.env['TEST_DATABASE'] !== 'postgres') return { env: {}, drop: async () => {} }
  const url = new URL(inject('postgresUrl'))
  const name = `test_${crypto.randomUUID().replaceAll('-', '')}`
  const template = from === 'migrated' ? ` TEMPLATE ${MIGRATED}` : ''
  await administer(url.href, `CREATE DATABASE ${name}${template}`)
  url.pathname = `/${name}`
  return {
    env: { DATABASE_URL: url.href, MASTER_KEY: TEST_MASTER_KEY },
    drop: () => administer(inject('postgresUrl'), `DROP DATABASE ${name} WITH (FORCE)`),
  }
}
