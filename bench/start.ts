import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { end, forkServer } from './children.ts'
import type { BenchOptions } from './contenders.ts'
import { median, range } from './ratios.ts'
import { prepareVerify } from './verify.ts'

const STARTS = 5
/** What the aim is about. */
const MOST_USERS = 1_000_000

/** From the start of the process to the first answer of /healthz, on a database that is there already. */
export async function measureStart(options: BenchOptions): Promise<string> {
  const fitting = options.users.filter((users) => users <= MOST_USERS)
  const contenders = await prepareVerify(options, Math.max(...fitting))
  const lines = [
    `| from start to first answer, ms | first start ever | later starts (range) | starts |`,
    '| --- | --- | --- | --- |',
  ]
  for (const { name, env, database, nodes } of contenders) {
    if (nodes > 1) continue
    const cache = mkdtempSync(join(options.folder, 'compile-cache-'))
    const cold = await timeOfStart({ ...env, NODE_COMPILE_CACHE: cache })
    const warm: number[] = []
    for (let start = 0; start < STARTS; start++)
      warm.push(await timeOfStart({ ...env, NODE_COMPILE_CACHE: cache }))
    if (database === 'sqlite') options.figures.set('start ms', median(warm))
    lines.push(
      `| ${name} | ${cold.toFixed(0)} | ${median(warm).toFixed(0)} (${range(warm, 0)}) | ${STARTS} |`,
    )
    console.error(lines.at(-1))
  }
  return [
    ...lines,
    '',
    'The first start ever compiles what the later ones find in the cache of compiled code (`NODE_COMPILE_CACHE`, which ' +
      '`npm start` sets). Both run the TypeScript sources, whose types Node takes out as it loads them.',
  ].join('\n')
}

async function timeOfStart(env: Readonly<Record<string, string>>): Promise<number> {
  const startedAt = performance.now()
  const { child, port } = await forkServer(env)
  const answer = await fetch(`http://127.0.0.1:${port}/healthz`)
  const took = performance.now() - startedAt
  if (answer.status !== 200) throw new Error(`/healthz answered ${answer.status}`)
  await end(child)
  return took
}
