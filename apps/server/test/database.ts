import { inject } from 'vitest'
import { administer } from './postgres.ts'

/** A database of this test's own: a file in its folder, or a new one on the project's PostgreSQL. */
export async function createDatabase(): Promise<{
  readonly env: Readonly<Record<string, string>>
  readonly drop: () => Promise<void>
}> {
  if (process.env['TEST_DATABASE'] !== 'postgres') return { env: {}, drop: async () => {} }
  const url = new URL(inject('postgresUrl'))
  const name = `test_${crypto.randomUUID().replaceAll('-', '')}`
  await administer(url.href, `CREATE DATABASE ${name}`)
  url.pathname = `/${name}`
  return {
    env: { DATABASE_URL: url.href, MASTER_KEY: Buffer.alloc(32, 7).toString('base64') },
    drop: () => administer(inject('postgresUrl'), `DROP DATABASE ${name} WITH (FORCE)`),
  }
}
