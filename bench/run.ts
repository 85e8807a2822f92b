import { type ChildProcess, fork, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createApp, createLog, migrate, openDeps, parseConfig } from '@countersign/server'
import { administer, startPostgres } from '../apps/server/test/postgres.ts'
import type { LoadOrder, LoadReport } from './load.ts'
import { seed } from './seed.ts'

/**
 * `npm run bench`: verify, valid tokens and durable, as a ratio to a bare `node:http` answer measured
 * in the same run. Rounds are interleaved and medians printed with their ranges: single figures drift.
 */
const { values: asked } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '60' },
    users: { type: 'string', default: '200000,1000000' },
    databases: { type: 'string', default: 'sqlite,postgres' },
    connections: { type: 'string', default: '64' },
    out: { type: 'string' },
  },
})
const rounds = Number(asked.rounds)
const seconds = Number(asked.seconds)
const connections = Number(asked.connections)
const BARE_SECONDS = Math.min(seconds, 10)
const WARM_UP_SECONDS = Math.min(seconds, 5)

interface Contender {
  readonly name: string
  readonly database: 'sqlite' | 'postgres'
  readonly users: number
  readonly env: Readonly<Record<string, string>>
  readonly apiKey: string
  readonly reset: () => Promise<void>
  readonly walBytes: () => number
  readonly reports: LoadReport[]
  rssMb: number
  walMb: number
}

const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-'))
const bare: LoadReport[] = []
const databases = asked.databases.split(',')
const postgres = databases.includes('postgres') ? await startPostgres() : undefined
try {
  const contenders: Contender[] = []
  for (const users of asked.users.split(',').map(Number)) {
    if (databases.includes('sqlite')) contenders.push(await prepare('sqlite', users, undefined))
    if (postgres !== undefined) contenders.push(await prepare('postgres', users, postgres.url))
  }
  for (let round = 1; round <= rounds; round++) {
    bare.push(await measureBare())
    console.error(`round ${round}: bare ${perSecond(bare.at(-1))}/s`)
    for (const contender of contenders) {
      const report = await measure(contender)
      contender.reports.push(report)
      console.error(
        `round ${round}: ${contender.name} ${perSecond(report)}/s, p99 ${report.p99Ms.toFixed(1)} ms, max ${report.maxMs.toFixed(0)} ms, ` +
          `refused ${report.refused}, WAL ${contender.walMb} MB, memory ${contender.rssMb} MB`,
      )
    }
  }
  const table = tableOf(contenders)
  console.log(table)
  if (asked.out !== undefined) writeFileSync(asked.out, `${table}\n`)
} finally {
  await postgres?.stop()
  rmSync(folder, { recursive: true, force: true })
}

async function prepare(
  database: 'sqlite' | 'postgres',
  users: number,
  url: string | undefined,
): Promise<Contender> {
  const name = `${database}, ${users.toLocaleString('en')} users`
  const dataDir = join(folder, `${database}-${users}`)
  const env: Record<string, string> = { DATA_DIR: dataDir, PORT: '0', MASTER_KEY: '42'.repeat(32) }
  if (url !== undefined) {
    const databaseUrl = new URL(url)
    databaseUrl.pathname = `/bench_${users}`
    await administer(url, `CREATE DATABASE bench_${users}`)
    env['DATABASE_URL'] = databaseUrl.href
  }
  console.error(`seeding ${name} …`)
  const parsed = parseConfig(env)
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'))
  const opened = openDeps(parsed.config, { log: createLog('warn') })
  await migrate(opened.deps.db, opened.deps.dialect, Date.now())
  const created = await createApp(opened.deps, { name: 'Bench', plan: 'production' })
  if (created.result !== 'created') throw new Error(created.result)
  await seed(opened, created.app.id, users)
  await opened.store.close()
  const { DATABASE_URL: databaseUrl } = env
  if (databaseUrl !== undefined) await administer(databaseUrl, 'VACUUM ANALYZE')
  return {
    name,
    database,
    users,
    env,
    apiKey: created.apiKey,
    // Every round finds every token unused, and the log of the former round written back.
    async reset() {
      const again = openDeps(parsed.config, { log: createLog('warn') })
      await again.deps.db
        .updateTable('sent_tokens')
        .set({ used_at: null })
        .where('used_at', 'is not', null)
        .execute()
      await again.store.close()
      if (databaseUrl !== undefined) {
        await administer(databaseUrl, 'VACUUM sent_tokens')
        await administer(databaseUrl, 'CHECKPOINT')
      }
    },
    walBytes: () => (database === 'sqlite' ? sizeOf(join(dataDir, 'countersign.db-wal')) : 0),
    reports: [],
    rssMb: 0,
    walMb: 0,
  }
}

async function measureBare(): Promise<LoadReport> {
  const child = fork(new URL('./bare-child.ts', import.meta.url))
  const { port } = await nextMessage<{ port: number }>(child)
  await load({ port, connections, seconds: 2, requests: { kind: 'bare' } })
  const report = await load({
    port,
    connections,
    seconds: BARE_SECONDS,
    requests: { kind: 'bare' },
  })
  await end(child)
  return report
}

async function measure(contender: Contender): Promise<LoadReport> {
  await contender.reset()
  const child = fork(new URL('./server-child.ts', import.meta.url), {
    // Its log goes where a service's log goes, to somewhere that takes it: here to nothing.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: ['--conditions=source'],
    env: { ...process.env, ...contender.env },
  })
  const { port } = await nextMessage<{ port: number }>(child)
  const { users, apiKey } = contender
  const warm = await load({
    port,
    connections,
    seconds: WARM_UP_SECONDS,
    requests: { kind: 'verify', apiKey, users, from: 0 },
  })
  const report = await load({
    port,
    connections,
    seconds,
    requests: { kind: 'verify', apiKey, users, from: warm.next },
  })
  child.send('memory')
  const { memory } = await nextMessage<{ memory: NodeJS.MemoryUsage }>(child)
  contender.rssMb = Math.round(memory.rss / 1e6)
  contender.walMb = Math.round(contender.walBytes() / 1e6)
  await end(child)
  return report
}

async function load(order: LoadOrder): Promise<LoadReport> {
  const child = fork(new URL('./load.ts', import.meta.url))
  child.send(order)
  return await nextMessage<LoadReport>(child)
}

async function nextMessage<Message>(child: ChildProcess): Promise<Message> {
  return await new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as Message))
    child.once('exit', (code) => reject(new Error(`A child of the bench ended with ${code}.`)))
  })
}

async function end(child: ChildProcess): Promise<void> {
  const exited = new Promise((resolve) => child.once('exit', resolve))
  child.disconnect()
  await exited
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}

function perSecond(report: LoadReport | undefined): number {
  return report === undefined ? 0 : Math.round(report.requests / report.seconds)
}

function tableOf(contenders: readonly Contender[]): string {
  const bareRates = bare.map(perSecond)
  const lines = [
    `Measured ${new Date().toISOString().slice(0, 10)} on ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform}, Node ${process.version}, SQLite in better-sqlite3 ${versionOf('better-sqlite3')}, PostgreSQL 18; ${connections} connections, ${rounds} rounds of ${seconds} s, load generator on the same machine.`,
    '',
    '| verify, valid tokens, durable | ratio to bare `node:http` (range) | requests/s | p50 ms | p99 ms (range) | memory |',
    '| --- | --- | --- | --- | --- | --- |',
    `| bare \`node:http\` answer | 1 | ${median(bareRates)} (${range(bareRates, 0)}) | ${median(bare.map((r) => r.p50Ms)).toFixed(1)} | ${median(bare.map((r) => r.p99Ms)).toFixed(1)} | |`,
  ]
  for (const { name, reports, rssMb } of contenders) {
    const ratios = reports.map((report, round) => perSecond(report) / (bareRates[round] ?? 1))
    const p99 = reports.map((report) => report.p99Ms)
    lines.push(
      `| ${name} | ${median(ratios).toFixed(3)} (${range(ratios, 3)}) | ${median(reports.map(perSecond))} | ${median(reports.map((r) => r.p50Ms)).toFixed(1)} | ${median(p99).toFixed(1)} (${range(p99, 1)}) | ${rssMb} MB |`,
    )
  }
  return lines.join('\n')
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

function range(numbers: readonly number[], digits: number): string {
  return `${Math.min(...numbers).toFixed(digits)}–${Math.max(...numbers).toFixed(digits)}`
}

function versionOf(name: string): string {
  const listed = spawnSync('npm', ['ls', name, '--depth=9', '--parseable', '--long'], {
    encoding: 'utf8',
  })
  return new RegExp(`${name}@([\\d.]+)`).exec(listed.stdout)?.[1] ?? ''
}
