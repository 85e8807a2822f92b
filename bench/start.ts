import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { startBuilt } from './built-service.ts'
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
      '`npm start` sets). Both run the built command, as `npm start` does once it is built.',
  ].join('\n')
}

async function timeOfStart(env: Readonly<Record<string, string>>): Promise<number> {
  const service = await startBuilt(env, 'pipe')
  await service.stop()
  return service.startedInMs
}
