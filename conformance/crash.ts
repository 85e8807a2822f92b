import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { startPostgres } from '../apps/server/test/postgres.ts'
import { createCrashDatabase } from './crash-database.ts'
import { runCrash } from './crash-run.ts'

/**
 * `npm run crash`: kills the server with SIGKILL while it verifies and sends, restarts it on the same
 * data, and counts what it had promised. The same seed kills at the same operations.
 */
const { values: asked } = parseArgs({
  options: {
    database: { type: 'string', default: 'sqlite' },
    seed: { type: 'string', default: String(randomInt(1, 1_000_000)) },
    operations: { type: 'string', default: '2000' },
    kills: { type: 'string', default: '3' },
  },
})
if (asked.database !== 'sqlite' && asked.database !== 'postgres')
  throw new Error(`--database: expected sqlite or postgres, got ${asked.database}.`)

const postgres = asked.database === 'postgres' ? await startPostgres() : undefined
try {
  const database = await createCrashDatabase(postgres?.url)
  try {
    const startedAt = performance.now()
    const { counts, problems } = await runCrash({
      env: database.env,
      seed: wholeNumber('seed', asked.seed),
      operations: wholeNumber('operations', asked.operations),
      kills: wholeNumber('kills', asked.kills),
      afterKill: database.inspect,
    })
    console.log(`kill -9 on ${asked.database}`)
    for (const [name, count] of Object.entries(counts))
      console.log(`${name.padEnd(36)}${String(count).padStart(8)}`)
    const seconds = (performance.now() - startedAt) / 1_000
    console.log(`${'seconds'.padEnd(36)}${seconds.toFixed(1).padStart(8)}`)
    for (const problem of problems) console.log(`PROBLEM  ${problem}`)
    console.log(problems.length === 0 ? 'Nothing was lost and nothing was accepted twice.' : '')
    process.exitCode = problems.length === 0 ? 0 : 1
  } finally {
    await database.drop()
  }
} finally {
  await postgres?.stop()
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text))
    throw new Error(`--${name}: expected a whole number, got ${JSON.stringify(text)}.`)
  return Number(text)
}
