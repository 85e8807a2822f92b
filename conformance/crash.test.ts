import { expect, inject, onTestFinished, test } from 'vitest'
import { createCrashDatabase } from './crash-database.ts'
import { runCrash } from './crash-run.ts'

// Why it matters: an answer is a promise. A login that was let in must not be let in again with the
// same token because a process died, and a code that a person waits for must be on its way.

test('kill -9: nothing acknowledged is lost and no token is accepted twice', async () => {
  const isPostgres = process.env['TEST_DATABASE'] === 'postgres'
  const database = await createCrashDatabase(isPostgres ? inject('postgresUrl') : undefined)
  onTestFinished(database.drop)
  const { counts, problems } = await runCrash({
    env: database.env,
    seed: 1,
    operations: 300,
    kills: 1,
    afterKill: database.inspect,
  })
  expect(problems).toEqual([])
  expect(counts).toMatchObject({ kills: 1, operations: expect.any(Number) })
}, 60_000)
