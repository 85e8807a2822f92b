import { createApp } from '@countersign/server'
import { testOperator } from '../apps/server/test/operator.ts'
import { end, forkServer } from './children.ts'
import { type BenchDatabase, prepareDatabase } from './databases.ts'
import { seededAuthyId, seededOrder, seededPhone } from './population.ts'
import { seedConsole } from './seed-console.ts'
import type { BenchOptions } from './contenders.ts'

const EVENTS_A_PERSON = 10
/** Of each list, one after the other: an operator looks at one page at a time. */
const REQUESTS = 200

/** What an operator asks for; `index` is another person each time. */
const LISTS: readonly (readonly [name: string, path: (index: number) => string])[] = [
  ['people, newest', () => '/people'],
  ['people, a later page', (index) => `/people?after=${1_700_000_000_000 + index}.1.1`],
  ['people, by country and device', () => '/people?country=US&devices=none'],
  ['people, a filter that fits nobody', () => '/people?country=DE'],
  ['people, suspended', () => '/people?standing=suspended'],
  ['search by phone', (index) => `/people?search=${encodeURIComponent(seededPhone(index))}`],
  ['search by Authy id', (index) => `/people?search=${seededAuthyId(index)}`],
  ['person', (index) => `/people/${seededAuthyId(index)}`],
  ['timeline', (index) => `/people/${seededAuthyId(index)}/timeline`],
  ['timeline, tokens alone', (index) => `/people/${seededAuthyId(index)}/timeline?part=tokens`],
  ['messages, newest', () => '/messages'],
  ['messages, failed', () => '/messages?status=failed'],
  ['messages to a phone', (index) => `/messages?to=${encodeURIComponent(seededPhone(index))}`],
  ['messages of a person', (index) => `/people/${seededAuthyId(index)}/messages`],
]

interface Measured {
  readonly name: string
  readonly times: readonly number[]
}

/** How long the console's lists take at the server with so many people, ten events each and a message for every fifth. */
export async function measureConsole(options: BenchOptions): Promise<string> {
  const users = Math.max(...options.users)
  const tables: string[] = []
  for (const database of options.databases) {
    const prepared = await prepareDatabase({
      name: `${database}, ${users.toLocaleString('en')} users, ${(users * EVENTS_A_PERSON).toLocaleString('en')} events`,
      slug: `console-${database}-${users}`,
      folder: options.folder,
      url: database === 'postgres' ? options.postgresUrl : undefined,
      seed: (opened, appId) =>
        seedConsole(opened, appId, { users, events: users * EVENTS_A_PERSON }),
    })
    tables.push(tableOf(prepared.name, await measure(prepared, users)))
  }
  return tables.join('\n\n')
}

async function measure(database: BenchDatabase, users: number): Promise<readonly Measured[]> {
  let cookie = ''
  await database.change(async ({ deps }) => {
    // Of a former run on a database that was kept.
    for (const table of ['operator_sessions', 'operator_grants', 'operators'] as const)
      await deps.db.deleteFrom(table).execute()
    // A second app, so that lists are those of several.
    await createApp(deps, { name: 'Other', plan: 'production' })
    const operator = await testOperator({ deps, url: 'http://127.0.0.1' })
    cookie = operator.cookie
  })
  const { child, port } = await forkServer(database.env)
  const measured: Measured[] = []
  for (const [name, path] of LISTS) {
    const times: number[] = []
    for (let request = 0; request < REQUESTS; request++) {
      const url = `http://127.0.0.1:${port}/console/api${path(seededOrder(request + 1, users))}`
      const startedAt = performance.now()
      const response = await fetch(url, { headers: { cookie } })
      await response.arrayBuffer()
      times.push(performance.now() - startedAt)
      if (response.status !== 200) throw new Error(`${name} answered ${response.status}`)
    }
    measured.push({ name, times: times.toSorted((a, b) => a - b) })
    console.error(
      `${database.name}: ${name}, p95 ${at(
        times.toSorted((a, b) => a - b),
        0.95,
      )} ms`,
    )
  }
  await end(child)
  return measured
}

function tableOf(name: string, measured: readonly Measured[]): string {
  return [
    `| console, ${name} | p50 ms | p95 ms | max ms |`,
    '| --- | --- | --- | --- |',
    ...measured.map(
      ({ name: list, times }) =>
        `| ${list} | ${at(times, 0.5)} | ${at(times, 0.95)} | ${at(times, 1)} |`,
    ),
  ].join('\n')
}

function at(sorted: readonly number[], part: number): string {
  const place = Math.min(sorted.length - 1, Math.floor(sorted.length * part))
  return (sorted[place] ?? Number.NaN).toFixed(1)
}
