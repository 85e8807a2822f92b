import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { check } from './check/check.ts'
import type { Problem } from './check/facts.ts'
import { FAULTS } from './faults/faults.ts'
import { type HistoryRecord, readHistory, writeHistory } from './history.ts'
import type { DatabaseKind } from './real/database.ts'
import { torture } from './real/torture.ts'
import { simulate } from './simulate/run.ts'
import { prepareTemplate } from './simulate/template.ts'

/**
 * `npm run torture`: breaks the service, its database and its surroundings under load, and lets a checker
 * decide on the log of all requests and answers. `--simulate RUNS` does the same in this process, where a
 * seed is a run to the byte. `--check FILE` decides on a log that `--out FILE` has written.
 */
const { values: asked } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    seed: { type: 'string', default: String(randomInt(1, 1_000_000)) },
    databases: { type: 'string', default: 'sqlite,postgres' },
    faults: { type: 'string', default: FAULTS.map(({ name }) => name).join(',') },
    clients: { type: 'string', default: '32' },
    simulate: { type: 'string' },
    check: { type: 'string' },
    out: { type: 'string' },
  },
})
const seed = wholeNumber('seed', asked.seed)

if (asked.check !== undefined) checkFile(asked.check)
else if (asked.simulate !== undefined) await runSimulations(wholeNumber('simulate', asked.simulate))
else for (const database of asked.databases.split(',')) await runReal(parseDatabase(database))
process.exit()

function checkFile(path: string): void {
  const records = readHistory(path)
  report(path, records, check(records))
}

async function runReal(database: DatabaseKind): Promise<void> {
  const names = asked.faults.split(',')
  const unknown = names.find((name) => !FAULTS.some((fault) => fault.name === name))
  if (unknown !== undefined)
    throw new Error(
      `--faults: expected some of ${FAULTS.map(({ name }) => name).join(', ')}; got ${unknown}.`,
    )
  console.log(`${database}: seed ${seed}, ${asked.minutes} minutes, ${asked.clients} clients`)
  const { records, problems } = await torture({
    database,
    seed,
    seconds: Number(asked.minutes) * 60,
    clients: wholeNumber('clients', asked.clients),
    faults: FAULTS.filter(
      ({ name, databases }) => names.includes(name) && databases.includes(database),
    ),
    pace: { rest: [2_000, 5_000], lasts: [200, 3_500] },
  })
  if (asked.out !== undefined) writeHistory(`${asked.out}.${database}`, records)
  report(database, records, problems)
}

/** The seeds are `seed`, `seed + 1`, …: each by itself is a run that can be repeated. */
async function runSimulations(runs: number): Promise<void> {
  console.log(`simulation: seed ${seed}, ${runs} runs`)
  const template = await prepareTemplate()
  const counts: Counts = new Map()
  for (let run = seed; run < seed + runs; run++) {
    const { records, problems } = await simulate(template, run)
    countRecords(counts, records)
    if (problems.length === 0) continue
    print(problems, `PROBLEM  seed ${run}: `)
    console.log(`Again: npm run torture -- --simulate 1 --seed ${run} --out FILE`)
    if (asked.out !== undefined) writeHistory(asked.out, records)
    process.exitCode = 1
    return
  }
  printCounts(counts)
  console.log('Every promise was kept.')
}

function report(
  name: string,
  records: readonly HistoryRecord[],
  problems: readonly Problem[],
): void {
  const counts: Counts = new Map()
  countRecords(counts, records)
  printCounts(counts)
  print(problems, 'PROBLEM  ')
  console.log(
    problems.length === 0
      ? `${name}: every promise was kept.`
      : `${name}: ${problems.length} problems.`,
  )
  if (problems.length > 0) process.exitCode = 1
}

function print(problems: readonly Problem[], before: string): void {
  for (const { rule, text } of problems) console.log(`${before}${rule}: ${text}`)
}

type Counts = Map<string, number>

function countRecords(counts: Counts, records: readonly HistoryRecord[]): void {
  const count = (name: string) => counts.set(name, (counts.get(name) ?? 0) + 1)
  for (const record of records) {
    if (record.kind === 'call') {
      count(`call ${record.op.kind}`)
      count(`answer ${record.answer?.code ?? 'none'}`)
    } else if (record.kind === 'fault') count(`fault ${record.name}`)
    else if (record.kind === 'message' || record.kind === 'callback')
      count(`${record.kind} ${record.outcome}`)
  }
}

function printCounts(counts: Counts): void {
  for (const [name, times] of [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)))
    console.log(`${name.padEnd(32)}${String(times).padStart(8)}`)
}

function parseDatabase(name: string): DatabaseKind {
  if (name === 'sqlite' || name === 'postgres') return name
  throw new Error(`--databases: expected sqlite, postgres or both; got ${name}.`)
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text))
    throw new Error(`--${name}: expected a whole number, got ${JSON.stringify(text)}.`)
  return Number(text)
}
