import { type ChildProcess, fork } from 'node:child_process'
import { end, nextMessage, perSecond, runChild } from './children.ts'
import type { ThreadProfile } from './breakdown-child.ts'
import { type BenchOptions, type Contender, prepareContenders } from './contenders.ts'
import type { LoadReport } from './load.ts'
import { seed } from './seed.ts'
import { stepsOf } from './steps.ts'
import { makeTokensUnused } from './verify.ts'

const USERS = 20_000
const TOKENS_EACH = 8
const WARM_UP_S = 3

/** The tokens that are there last no longer, and the picture does not change. */
const LONGEST_PROFILE_S = 4

/** Of the busy time, below which a step is summed with the others that are as small. */
const LEAST_SHOWN = 0.005

/** Where the processor time of a verify goes, by step, on each thread of the service. */
export async function measureBreakdown(options: BenchOptions): Promise<string> {
  const contenders = await prepareContenders(options, {
    slug: 'breakdown',
    users: USERS,
    seed: (opened, appId) => seed(opened, appId, USERS, TOKENS_EACH),
  })
  const tables: string[] = []
  for (const contender of contenders.filter(({ nodes }) => nodes === 1)) {
    await makeTokensUnused(contender)
    tables.push(await profile(contender, options))
    console.error(`profiled ${contender.name}`)
  }
  return tables.join('\n\n')
}

async function profile(contender: Contender, options: BenchOptions): Promise<string> {
  const child = fork(new URL('./breakdown-child.ts', import.meta.url), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: ['--conditions=source'],
    env: { ...process.env, ...contender.env },
  })
  const { port } = await nextMessage<{ port: number }>(child)
  const load = async (seconds: number, from: number) =>
    await runChild<LoadReport>('./load.ts', {
      ports: [port],
      connections: options.connections,
      seconds,
      requests: {
        kind: 'verify',
        apiKey: contender.apiKey,
        users: USERS,
        tokensEach: TOKENS_EACH,
        from,
      },
    })
  const warm = await load(Math.min(WARM_UP_S, options.seconds), 0)
  await ask(child, 'start profile')
  const report = await load(Math.min(LONGEST_PROFILE_S, options.seconds), warm.next)
  const threads = await ask<readonly ThreadProfile[]>(child, 'stop profile')
  await end(child)
  return tableOf(contender, report, threads)
}

async function ask<Answer>(child: ChildProcess, question: string): Promise<Answer> {
  child.send(question)
  return await nextMessage<Answer>(child)
}

function tableOf(
  { name }: Contender,
  report: LoadReport,
  threads: readonly ThreadProfile[],
): string {
  const all = threads.flatMap(({ thread, profile: seen }) =>
    [...stepsOf(seen).steps].map(([step, us]) => ({ thread, step, us })),
  )
  const busyUs = all.reduce((sum, { us }) => sum + us, 0)
  const shown = all.filter(({ us }) => us >= busyUs * LEAST_SHOWN)
  const restUs = busyUs - shown.reduce((sum, { us }) => sum + us, 0)
  const row = (step: string, thread: string, us: number) =>
    `| ${step} | ${thread} | ${(us / report.requests).toFixed(1)} | ${((us / busyUs) * 100).toFixed(1)} % |`
  return [
    `| a verify on ${name}, ${perSecond(report)}/s while profiled | thread | µs of processor time | part |`,
    '| --- | --- | --- | --- |',
    ...shown.toSorted((a, b) => b.us - a.us).map(({ step, thread, us }) => row(step, thread, us)),
    row('steps below half a percent', 'all', restUs),
    row('together', 'all', busyUs),
    '',
    threads
      .map(({ thread, profile: seen }) => {
        const { idleUs } = stepsOf(seen)
        const wholeUs = seen.endTime - seen.startTime
        return `The ${thread} thread had nothing to do for ${((idleUs / wholeUs) * 100).toFixed(0)} % of the time.`
      })
      .join(' '),
  ].join('\n')
}
