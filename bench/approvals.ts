import { changeApp } from '@countersign/server'
import type { ApprovalsReport } from './approvals-load.ts'
import { measureCeilings, perSecond, runChild } from './children.ts'
import { type BenchOptions, type Contender, prepareContenders, startNodes } from './contenders.ts'
import type { LoadReport } from './driver.ts'
import { median, range, ratioTable, type Round } from './ratios.ts'
import { seedDevices } from './seed-devices.ts'

const USERS = 20_000

/** A round is four acts, and the answers of one are signed beforehand: a third of the time for each. */
const SHARE = 3

const NAMES = {
  create: 'approval, create',
  read: 'approval, status',
  respond: 'approval, respond',
}
const ACTS = ['create', 'read', 'respond'] as const

interface Approving extends Contender {
  readonly rounds: Readonly<Record<(typeof ACTS)[number], Round[]>>
  readonly waits: LoadReport[]
}

/** Approval requests: asked, read, answered with signatures, and waited for, each as a ratio to a bare answer. */
export async function measureApprovals(options: BenchOptions): Promise<string> {
  const prepared = await prepareContenders(options, {
    slug: 'approvals',
    users: USERS,
    async seed(opened, appId) {
      await seedDevices(opened, appId, USERS)
      await changeApp(opened.deps, appId, 'pushesWithoutSuccess', '1000')
    },
  })
  const contenders = prepared.map((each): Approving => ({
    ...each,
    rounds: { create: [], read: [], respond: [] },
    waits: [],
  }))
  const seconds = Math.max(2, Math.round(options.seconds / SHARE))
  const { connections } = options
  for (let round = 1; round <= options.rounds; round++) {
    const ceilings = await measureCeilings(connections, seconds)
    for (const contender of contenders) {
      const nodes = await startNodes(contender)
      const report = await runChild<ApprovalsReport>('./approvals-load.ts', {
        ports: nodes.ports,
        connections,
        seconds,
        apiKey: contender.apiKey,
        appId: contender.appId,
        users: USERS,
        from: round * 10_000_000,
      })
      const rssMb = nodes.rssMb()
      await nodes.end()
      for (const act of ACTS) contender.rounds[act].push({ ceilings, report: report[act], rssMb })
      contender.waits.push(report.wait)
      const figures = ACTS.map(
        (act) => `${act} ${perSecond(report[act])}/s (refused ${report[act].refused})`,
      )
      console.error(
        `round ${round}: ${contender.name}: ${figures.join(', ')}, long-wait p99 ${report.wait.p99Ms.toFixed(1)} ms`,
      )
    }
  }
  const rows = contenders.flatMap(({ name, rounds }) =>
    ACTS.map((act) => ({ name: `${NAMES[act]}, ${name}`, rounds: rounds[act] })),
  )
  return `${ratioTable('approval requests, durable', rows)}\n\n${waitTable(contenders)}`
}

/** No ratio: whoever waits asks for nothing meanwhile. */
function waitTable(contenders: readonly Approving[]): string {
  return [
    "| long-wait: from a person's answer to the return of whoever waits for it | waits | p50 ms (range) | p99 ms (range) | not answered |",
    '| --- | --- | --- | --- | --- |',
    ...contenders.map(({ name, waits }) => {
      const p50 = waits.map(({ p50Ms }) => p50Ms)
      const p99 = waits.map(({ p99Ms }) => p99Ms)
      const sum = (pick: (report: LoadReport) => number) =>
        waits.reduce((total, report) => total + pick(report), 0)
      return `| ${name} | ${sum(({ requests }) => requests)} | ${median(p50).toFixed(1)} (${range(p50, 1)}) | ${median(p99).toFixed(1)} (${range(p99, 1)}) | ${sum(({ refused }) => refused)} |`
    }),
  ].join('\n')
}
