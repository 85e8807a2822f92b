import type { LoadReport } from './load.ts'
import {
  end,
  forkServer,
  measureBare,
  median,
  memoryOf,
  perSecond,
  range,
  runChild,
} from './children.ts'
import { type BenchDatabase, prepareDatabase } from './databases.ts'
import { seed } from './seed.ts'

export interface BenchOptions {
  readonly rounds: number
  readonly seconds: number
  readonly users: readonly number[]
  readonly databases: readonly string[]
  readonly connections: number
  readonly folder: string
  readonly postgresUrl: string | undefined
}

interface Contender extends BenchDatabase {
  readonly users: number
  readonly reports: LoadReport[]
  rssMb: number
  walMb: number
}

/**
 * Verify, valid tokens and durable, as a ratio to a bare `node:http` answer measured in the same run.
 * Rounds are interleaved and medians printed with their ranges: single figures drift.
 */
export async function measureVerify(options: BenchOptions): Promise<string> {
  const { rounds, seconds, connections } = options
  const contenders: Contender[] = []
  for (const users of options.users) {
    for (const database of options.databases)
      contenders.push(await prepare(options, database, users))
  }
  const bare: LoadReport[] = []
  for (let round = 1; round <= rounds; round++) {
    const ceiling = await measureBare(connections, Math.min(seconds, 10))
    bare.push({ ...ceiling, next: 0 })
    console.error(`round ${round}: bare ${perSecond(ceiling)}/s`)
    for (const contender of contenders) {
      const report = await measure(contender, options)
      contender.reports.push(report)
      console.error(
        `round ${round}: ${contender.name} ${perSecond(report)}/s, p99 ${report.p99Ms.toFixed(1)} ms, max ${report.maxMs.toFixed(0)} ms, ` +
          `refused ${report.refused}, WAL ${contender.walMb} MB, memory ${contender.rssMb} MB`,
      )
    }
  }
  return tableOf(contenders, bare)
}

async function prepare(
  { folder, postgresUrl }: BenchOptions,
  database: string,
  users: number,
): Promise<Contender> {
  const prepared = await prepareDatabase({
    name: `${database}, ${users.toLocaleString('en')} users`,
    slug: `${database}-${users}`,
    folder,
    url: database === 'postgres' ? postgresUrl : undefined,
    seed: (opened, appId) => seed(opened, appId, users),
  })
  return { ...prepared, users, reports: [], rssMb: 0, walMb: 0 }
}

async function measure(contender: Contender, options: BenchOptions): Promise<LoadReport> {
  // Every round finds every token unused, and the log of the former round written back.
  await contender.change(async ({ deps }) => {
    await deps.db
      .updateTable('sent_tokens')
      .set({ used_at: null })
      .where('used_at', 'is not', null)
      .execute()
  })
  await contender.administer('VACUUM sent_tokens')
  await contender.administer('CHECKPOINT')
  const { child, port } = await forkServer(contender.env)
  const { users, apiKey } = contender
  const { connections, seconds } = options
  const load = async (forSeconds: number, from: number) =>
    await runChild<LoadReport>('./load.ts', {
      port,
      connections,
      seconds: forSeconds,
      requests: { kind: 'verify', apiKey, users, from },
    })
  const warm = await load(Math.min(seconds, 5), 0)
  const report = await load(seconds, warm.next)
  const { rss } = await memoryOf(child, 'as-it-is')
  contender.rssMb = Math.round(rss / 1e6)
  contender.walMb = Math.round(contender.walBytes() / 1e6)
  await end(child)
  return report
}

function tableOf(contenders: readonly Contender[], bare: readonly LoadReport[]): string {
  const bareRates = bare.map(perSecond)
  const lines = [
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
