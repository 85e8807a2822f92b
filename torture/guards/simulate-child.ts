import { simulate } from '../simulate/run.ts'
import { prepareTemplate } from '../simulate/template.ts'
import { GUARDS } from './guards.ts'

// Takes away one guard after the other, and simulates until the checker complains of it.

export interface GuardReport {
  readonly guard: string
  /** How many runs it took; undefined where the rule was never broken. */
  readonly runs: number | undefined
  /** Every rule that was broken on the way. */
  readonly rules: readonly string[]
}

/** Most are seen in the first runs; what shows only when a node dies at one moment takes longer. */
const MOST_RUNS = 60
const RUNS_WITH_ALL = 3

const [, , only = ''] = process.argv
const template = await prepareTemplate()

async function tryGuard(guard: string | undefined, rule: string | undefined): Promise<void> {
  globalThis.brokenGuard = guard
  const rules = new Set<string>()
  let seed = 0
  const most = rule === undefined ? RUNS_WITH_ALL : MOST_RUNS
  while (seed < most && (rule === undefined || !rules.has(rule))) {
    const { problems } = await simulate(template, ++seed)
    for (const problem of problems) rules.add(problem.rule)
  }
  const isFound = rule === undefined ? rules.size === 0 : rules.has(rule)
  const report: GuardReport = {
    guard: guard ?? 'none',
    runs: isFound ? seed : undefined,
    rules: [...rules],
  }
  if (process.send === undefined) console.log(JSON.stringify(report))
  else process.send(report)
}

if (only === '') await tryGuard(undefined, undefined)
for (const { name, rule, seenBy } of GUARDS)
  if (seenBy === 'simulation' && name.includes(only)) await tryGuard(name, rule)
process.exit(0)
