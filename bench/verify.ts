import type { Figures } from './aims.ts'
import { measureCeilings, perSecond, runChild } from './children.ts'
import { type BenchOptions, type Contender, prepareContenders, startNodes } from './contenders.ts'
import type { LoadReport } from './load.ts'
import { median, ratioOf, ratioTable, type Round } from './ratios.ts'
import { tokensEachFor, tokensReachedIn } from './population.ts'
import { seedMany } from './seed-many.ts'

const LONGEST_WARM_UP_S = 5

interface Verifying extends Contender {
  readonly users: number
  readonly tokensEach: number
  readonly rounds: Round[]
  /** The write-ahead log of SQLite at the end of each round, before the service stops and writes it back. */
  readonly walMb: number[]
}

/** The databases of so many users, each with tokens enough for the longest round. */
export async function prepareVerify(
  options: BenchOptions,
  users: number,
): Promise<readonly Verifying[]> {
  const seconds = options.seconds + LONGEST_WARM_UP_S
  const tokensEach = tokensEachFor(users, seconds)
  const reached = tokensReachedIn(seconds)
  const prepared = await prepareContenders(options, {
    slug: `${users}-${Math.min(reached, users * tokensEach)}`,
    users,
    seed: (opened, appId) => seedMany(opened, appId, { users, tokensEach, reached }),
  })
  return prepared.map((each) => ({ ...each, users, tokensEach, rounds: [], walMb: [] }))
}

/**
 * Verify, valid tokens and durable, as a ratio to a bare `node:http` answer measured in the same run.
 * Rounds are interleaved and medians printed with their ranges: single figures drift.
 */
export async function measureVerify(options: BenchOptions): Promise<string> {
  const contenders: Verifying[] = []
  for (const users of options.users) contenders.push(...(await prepareVerify(options, users)))
  for (let round = 1; round <= options.rounds; round++) {
    const ceilings = await measureCeilings(options.connections, options.seconds)
    console.error(`round ${round}: bare ${perSecond(ceilings.bare)}/s`)
    for (const contender of contenders) {
      const { report, rssMb, walMb } = await measureValid(contender, options)
      contender.walMb.push(walMb)
      contender.rounds.push({ ceilings, report, rssMb })
      console.error(
        `round ${round}: ${contender.name} ${perSecond(report)}/s, p99 ${report.p99Ms.toFixed(1)} ms, max ${report.maxMs.toFixed(0)} ms, ` +
          `refused ${report.refused}, WAL ${walMb} MB, memory ${rssMb} MB`,
      )
    }
  }
  noteFigures(contenders, options.figures)
  const table = ratioTable('verify, valid tokens, durable', contenders)
  const walMb = contenders.flatMap((each) => (each.database === 'sqlite' ? each.walMb : []))
  return walMb.length === 0
    ? table
    : `${table}\n\nThe write-ahead log of SQLite was ${Math.max(...walMb)} MB at most at the end of a round, while the service ran.`
}

/** The aims are about one node, and about ratios within this run. */
function noteFigures(contenders: readonly Verifying[], figures: Figures): void {
  for (const database of ['sqlite', 'postgres'] as const) {
    const of = (users: number) =>
      contenders.find(
        (each) => each.database === database && each.nodes === 1 && each.users === users,
      )
    const some = of(200_000)
    const many = of(1_000_000)
    const most = of(10_000_000)
    if (many !== undefined) {
      const { rounds } = many
      figures.set(`${database} ratio`, median(rounds.map(ratioOf)))
      figures.set(`${database} p99 ms`, median(rounds.map(({ report }) => report.p99Ms)))
      figures.set(`${database} memory MB`, median(rounds.map(({ rssMb }) => rssMb ?? 0)))
    }
    if (some !== undefined && many !== undefined)
      figures.set(`${database} of 200k at 1M`, partOf(many, some))
    if (some !== undefined && most !== undefined)
      figures.set(`${database} of 200k at 10M`, partOf(most, some))
  }
}

/** Round by round, since a machine drifts. */
function partOf(one: Verifying, other: Verifying): number {
  return median(
    one.rounds.map(
      ({ report }, round) => perSecond(report) / perSecond(other.rounds[round]?.report),
    ),
  )
}

/** Valid tokens against one contender, each token once. */
export async function measureValid(
  contender: Contender & { readonly users: number; readonly tokensEach: number },
  { connections, seconds }: BenchOptions,
): Promise<{ readonly report: LoadReport; readonly rssMb: number; readonly walMb: number }> {
  await makeTokensUnused(contender)
  const { users, tokensEach, apiKey } = contender
  const nodes = await startNodes(contender)
  const load = async (forSeconds: number, from: number) =>
    await runChild<LoadReport>('./load.ts', {
      ports: nodes.ports,
      connections,
      seconds: forSeconds,
      requests: { kind: 'verify', apiKey, users, tokensEach, from },
    })
  const warm = await load(Math.min(seconds, LONGEST_WARM_UP_S), 0)
  const report = await load(seconds, warm.next)
  const rssMb = nodes.rssMb()
  const walMb = Math.round(contender.walBytes() / 1e6)
  await nodes.end()
  return { report, rssMb, walMb }
}

/** Every round finds every token unused, and the log of the former round written back. */
export async function makeTokensUnused(contender: Contender): Promise<void> {
  await contender.change(async ({ deps }) => {
    await deps.db
      .updateTable('sent_tokens')
      .set({ used_at: null })
      .where('used_at', 'is not', null)
      .execute()
  })
  await contender.administer('VACUUM sent_tokens')
  await contender.administer('CHECKPOINT')
}
