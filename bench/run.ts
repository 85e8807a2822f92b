import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startPostgres } from '../apps/server/test/postgres.ts'
import { measureApprovals } from './approvals.ts'
import { measureAuthenticator } from './authenticator.ts'
import { measureConsole } from './console.ts'
import { measureDevices } from './devices.ts'
import { measureFlood } from './flood.ts'
import { measureInsight } from './insight.ts'
import { type BenchOptions, measureVerify } from './verify.ts'

/**
 * `npm run bench`: what the hot acts reach beside a bare answer of the same run, what a connected
 * device costs, how soon the authenticator is there on a slow phone (which needs a Chromium), and how soon
 * the console's lists are there with a million people, and its charts with the counters of a hundred million events. `--keep FOLDER` keeps the databases for the next run.
 */
const PARTS = {
  verify: measureVerify,
  approvals: measureApprovals,
  devices: measureDevices,
  authenticator: measureAuthenticator,
  console: measureConsole,
  insight: measureInsight,
  flood: measureFlood,
}

const { values: asked } = parseArgs({
  options: {
    parts: { type: 'string', default: Object.keys(PARTS).join(',') },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '60' },
    users: { type: 'string', default: '200000,1000000' },
    databases: { type: 'string', default: 'sqlite,postgres' },
    connections: { type: 'string', default: '64' },
    out: { type: 'string' },
    keep: { type: 'string' },
  },
})
const folder = asked.keep ?? mkdtempSync(join(tmpdir(), 'countersign-bench-'))
if (asked.keep !== undefined) {
  mkdirSync(asked.keep, { recursive: true })
  // As root, PostgreSQL runs as another user.
  chmodSync(asked.keep, 0o777)
}
const databases = asked.databases.split(',')
const postgres = databases.includes('postgres') ? await startPostgres({}, asked.keep) : undefined
try {
  const options: BenchOptions = {
    rounds: Number(asked.rounds),
    seconds: Number(asked.seconds),
    users: asked.users.split(',').map(Number),
    databases,
    connections: Number(asked.connections),
    folder,
    postgresUrl: postgres?.url,
  }
  const tables = [
    `Measured ${new Date().toISOString().slice(0, 10)} on ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform}, Node ${process.version}, SQLite in better-sqlite3 ${versionOf('better-sqlite3')}, PostgreSQL 18; ${options.connections} connections, ${options.rounds} rounds of ${options.seconds} s, load generator on the same machine.`,
  ]
  for (const part of asked.parts.split(',')) {
    if (!isPart(part))
      throw new Error(`Expected parts of ${Object.keys(PARTS).join(', ')}; got ${part}.`)
    tables.push(await PARTS[part](options))
  }
  const text = tables.join('\n\n')
  console.log(text)
  if (asked.out !== undefined) writeFileSync(asked.out, `${text}\n`)
} finally {
  await postgres?.stop()
  if (asked.keep === undefined) rmSync(folder, { recursive: true, force: true })
}

function isPart(part: string): part is keyof typeof PARTS {
  return Object.hasOwn(PARTS, part)
}

function versionOf(name: string): string {
  const listed = spawnSync('npm', ['ls', name, '--depth=9', '--parseable', '--long'], {
    encoding: 'utf8',
  })
  return new RegExp(`${name}@([\\d.]+)`).exec(listed.stdout)?.[1] ?? ''
}
