import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'
import { administer, startPostgres } from './postgres.ts'

declare module 'vitest' {
  interface ProvidedContext {
    readonly postgresUrl: string
  }
}

const COMMAND = new URL('../../cli/src/main.ts', import.meta.url)

/** Copied for each test that begins with a migrated database: quicker than forty statements. */
export const MIGRATED = 'migrated'

/** Of every test's database, so that the template's rows would open in each. */
export const TEST_MASTER_KEY = Buffer.alloc(32, 7).toString('base64')

/**
 * One PostgreSQL for all the tests; its address is provided as `postgresUrl`. It need not outlive a
 * power cut, and each test makes a database of its own: without fsync they take half the time.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const postgres = await startPostgres({ fsync: 'off', full_page_writes: 'off' })
  await administer(postgres.url, `CREATE DATABASE ${MIGRATED}`)
  const url = new URL(postgres.url)
  url.pathname = `/${MIGRATED}`
  // In a process of its own: what sets tests up is not resolved as they are.
  const migrated = spawnSync(
    process.execPath,
    ['--conditions=source', fileURLToPath(COMMAND), 'migrate'],
    {
      encoding: 'utf8',
      env: { ...process.env, DATABASE_URL: url.href, MASTER_KEY: TEST_MASTER_KEY },
    },
  )
  if (migrated.status !== 0) throw new Error(`The template was not migrated: ${migrated.stderr}`)
  project.provide('postgresUrl', postgres.url)
  return postgres.stop
}
