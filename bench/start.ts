import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { get } from 'node:http'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { BenchOptions } from './contenders.ts'
import { median, range } from './ratios.ts'
import { prepareVerify } from './verify.ts'

const STARTS = 5
/** What the aim is about. */
const MOST_USERS = 1_000_000

/** How often to ask whether it answers: more often would take time from what is measured. */
const ASK_EVERY_MS = 3

const BUILD = fileURLToPath(new URL('../apps/cli/build/build.ts', import.meta.url))
const COMMAND = fileURLToPath(new URL('../apps/cli/dist/main.js', import.meta.url))

/** From the start of the process to the first answer of /healthz, on a database that is there already. */
export async function measureStart(options: BenchOptions): Promise<string> {
  execFileSync(process.execPath, [BUILD], { stdio: 'inherit' })
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
  const port = await findFreePort()
  const startedAt = performance.now()
  const child = spawn(process.execPath, [COMMAND, 'serve'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env, PORT: String(port) },
  })
  const greeted = once(child.stdout, 'data')
  const ended = once(child, 'exit')
  let status: number | undefined
  while ((status = await askHealth(port)) === undefined) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`The service ended with ${child.exitCode ?? child.signalCode}.`)
    await wait(ASK_EVERY_MS)
  }
  const took = performance.now() - startedAt
  if (status !== 200) throw new Error(`/healthz answered ${status}`)
  // From then on it stops gracefully, which also writes the cache.
  await greeted
  child.kill('SIGTERM')
  await ended
  return took
}

/** The status of the answer; undefined where nobody listens yet. By `node:http`: the first `fetch` of a process takes its own time. */
async function askHealth(port: number): Promise<number | undefined> {
  return await new Promise((resolve) => {
    get({ host: '127.0.0.1', port, path: '/healthz', agent: false }, (answer) => {
      answer.resume()
      resolve(answer.statusCode)
    }).on('error', () => resolve(undefined))
  })
}

/** One that was free a moment ago: whoever waits for the service to say which it took waits for more than its first answer. */
async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}
