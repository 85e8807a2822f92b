import { type Ceilings, perSecond } from './children.ts'
import type { LoadReport } from './driver.ts'

/** What one contender reached in one round, and what the machine's ceiling was in the same round. */
export interface Round {
  readonly ceilings: Ceilings
  readonly report: LoadReport
  /** Of the largest process of the service, as it was after the load. */
  readonly rssMb?: number
}

/** Rows of figures as ratios to a bare answer of the same round, median and range over the rounds. */
export function ratioTable(
  title: string,
  rows: readonly { readonly name: string; readonly rounds: readonly Round[] }[],
): string {
  const ceilings = rows[0]?.rounds.map((round) => round.ceilings) ?? []
  const ceilingRow = (name: string, pick: (of: Ceilings) => LoadReport) =>
    ratioRow(
      name,
      ceilings.map((each) => ({ ceilings: each, report: pick(each) })),
    )
  return [
    `| ${title} | ratio to bare \`node:http\` (range) | requests/s (range) | p50 ms | p99 ms (range) | memory | refused |`,
    '| --- | --- | --- | --- | --- | --- | --- |',
    ceilingRow('bare `node:http` answer', ({ bare }) => bare),
    ceilingRow('bare Fastify answer', ({ fastify }) => fastify),
    ...rows.map(({ name, rounds }) => ratioRow(name, rounds)),
  ].join('\n')
}

function ratioRow(name: string, rounds: readonly Round[]): string {
  const ratios = rounds.map(ratioOf)
  const rates = rounds.map(({ report }) => perSecond(report))
  const p99 = rounds.map(({ report }) => report.p99Ms)
  const p50 = median(rounds.map(({ report }) => report.p50Ms))
  const memory = rounds.flatMap(({ rssMb }) => rssMb ?? [])
  const refused = rounds.reduce((sum, { report }) => sum + report.refused, 0)
  return `| ${name} | ${median(ratios).toFixed(3)} (${range(ratios, 3)}) | ${median(rates)} (${range(rates, 0)}) | ${p50.toFixed(1)} | ${median(p99).toFixed(1)} (${range(p99, 1)}) | ${memory.length === 0 ? '' : `${median(memory)} MB`} | ${refused} |`
}

/** How much of a bare answer's rate was reached in that round. */
export function ratioOf({ ceilings, report }: Round): number {
  return perSecond(report) / perSecond(ceilings.bare)
}

/** The middle one; of an even number the upper of the two. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

export function range(numbers: readonly number[], digits: number): string {
  return `${Math.min(...numbers).toFixed(digits)}–${Math.max(...numbers).toFixed(digits)}`
}
