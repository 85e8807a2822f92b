import { generateKeyPairSync } from 'node:crypto'
import { changeApp } from '@countersign/server'
import type { ApprovalsReport } from './approvals-load.ts'
import { end, forkServer, measureBare, median, perSecond, range, runChild } from './children.ts'
import { type BenchDatabase, prepareDatabase } from './databases.ts'
import type { LoadReport } from './driver.ts'
import { seedDevices } from './seed-devices.ts'
import type { BenchOptions } from './verify.ts'

const USERS = 20_000

/** A round is three acts, and the answers of one are signed beforehand: a third of the time for each. */
const SHARE = 3

const ACTS = ['create', 'read', 'respond'] as const

interface Contender extends BenchDatabase {
  readonly rounds: { readonly bare: number; readonly report: ApprovalsReport }[]
}

/** Approval requests: asked, read and answered with signatures, each as a ratio to a bare answer. */
export async function measureApprovals(options: BenchOptions): Promise<string> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const deviceKey = privateKey.export({ format: 'jwk' })
  const contenders: Contender[] = []
  for (const database of options.databases) {
    const prepared = await prepareDatabase({
      name: `${database}, ${USERS.toLocaleString('en')} users`,
      slug: `${database}-approvals`,
      folder: options.folder,
      url: database === 'postgres' ? options.postgresUrl : undefined,
      async seed(opened, appId) {
        await seedDevices(opened, appId, USERS, publicKey.export({ format: 'jwk' }))
        await changeApp(opened.deps, appId, 'pushesWithoutSuccess', '1000')
      },
    })
    contenders.push({ ...prepared, rounds: [] })
  }
  const seconds = Math.max(2, Math.round(options.seconds / SHARE))
  const { connections } = options
  for (let round = 1; round <= options.rounds; round++) {
    const bare = perSecond(await measureBare(connections, Math.min(seconds, 10)))
    for (const contender of contenders) {
      const { child, port } = await forkServer(contender.env)
      const report = await runChild<ApprovalsReport>('./approvals-load.ts', {
        port,
        connections,
        seconds,
        apiKey: contender.apiKey,
        appId: contender.appId,
        users: USERS,
        deviceKey,
        from: round * 10_000_000,
      })
      await end(child)
      contender.rounds.push({ bare, report })
      const figures = ACTS.map(
        (act) => `${act} ${perSecond(report[act])}/s (refused ${report[act].refused})`,
      )
      console.error(`round ${round}: bare ${bare}/s, ${contender.name}: ${figures.join(', ')}`)
    }
  }
  return [
    '| approval requests, durable | ratio to bare `node:http` (range) | requests/s | p50 ms | p99 ms (range) |',
    '| --- | --- | --- | --- | --- |',
    ...contenders.flatMap((contender) =>
      ACTS.map((act) => rowOf(`${act}, ${contender.name}`, act, contender)),
    ),
  ].join('\n')
}

function rowOf(name: string, act: (typeof ACTS)[number], { rounds }: Contender): string {
  const reports: readonly LoadReport[] = rounds.map(({ report }) => report[act])
  const ratios = rounds.map(({ bare, report }) => perSecond(report[act]) / bare)
  const p99 = reports.map((report) => report.p99Ms)
  return `| ${name} | ${median(ratios).toFixed(3)} (${range(ratios, 3)}) | ${median(reports.map(perSecond))} | ${median(reports.map((report) => report.p50Ms)).toFixed(1)} | ${median(p99).toFixed(1)} (${range(p99, 1)}) |`
}
