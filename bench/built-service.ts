import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { get } from 'node:http'
import { createServer } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const BUILD = fileURLToPath(new URL('../apps/cli/build/build.ts', import.meta.url))
const COMMAND = fileURLToPath(new URL('../apps/cli/dist/main.js', import.meta.url))

/** How often to ask whether it answers: more often would take time from what is measured. */
const ASK_EVERY_MS = 3

/** The service as `npm start` runs it. */
export interface BuiltService {
  readonly port: number
  /** From the start of the process to its first answer, in milliseconds. */
  readonly startedInMs: number
  /** As the operating system counts it; 0 where that is no Linux. */
  readonly rssBytes: () => number
  readonly stop: () => Promise<void>
}

export function buildService(): void {
  execFileSync(process.execPath, [BUILD], { stdio: 'inherit' })
}

/** @param stdout `pipe` where it is stopped at once: from its greeting on it stops gracefully, which also writes the compile cache */
export async function startBuilt(
  env: Readonly<Record<string, string>>,
  stdout: 'ignore' | 'pipe' = 'ignore',
): Promise<BuiltService> {
  const port = await findFreePort()
  const startedAt = performance.now()
  const child = spawn(process.execPath, [COMMAND, 'serve'], {
    // Its log goes where a service's log goes, to somewhere that takes it: here to nothing.
    stdio: ['ignore', stdout, 'inherit'],
    env: { ...process.env, ...env, PORT: String(port) },
  })
  const ended = once(child, 'exit')
  const greeted = child.stdout === null ? undefined : once(child.stdout, 'data')
  let status: number | undefined
  while ((status = await askHealth(port)) === undefined) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`The service ended with ${child.exitCode ?? child.signalCode}.`)
    await wait(ASK_EVERY_MS)
  }
  const startedInMs = performance.now() - startedAt
  if (status !== 200) throw new Error(`/healthz answered ${status}`)
  return {
    port,
    startedInMs,
    rssBytes: () => readRss(child.pid ?? 0),
    async stop() {
      await greeted
      child.kill('SIGTERM')
      await ended
    },
  }
}

function readRss(pid: number): number {
  if (process.platform !== 'linux') return 0
  const [, kilobytes] =
    /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kilobytes ?? 0) * 1_024
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
