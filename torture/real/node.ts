import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { FromNode, ToNode } from './node-child.ts'

/** A process of the service that can be killed and comes back on the same data, on another port. */
export interface RealNode {
  /** Undefined while it is dead. */
  readonly url: () => string | undefined
  readonly pid: () => number
  /** Resolves when it has obeyed, or died over it. */
  readonly order: (order: ToNode) => Promise<void>
  /** SIGKILL: nothing is flushed, nothing is said. */
  readonly kill: () => Promise<void>
  readonly start: (clockOffset: number) => Promise<void>
}

const PRELOAD = fileURLToPath(new URL('../guards/break-guards.ts', import.meta.url))

/** @param brokenGuard one of guards/guards.ts, which the service is to be without */
export function createNode(
  env: Readonly<Record<string, string>>,
  brokenGuard: string | undefined,
): RealNode {
  let child: ChildProcess | undefined
  let url: string | undefined
  let exited = Promise.resolve()
  const withoutGuard = brokenGuard === undefined ? [] : ['--import', PRELOAD]
  return {
    url: () => url,
    pid: () => child?.pid ?? 0,
    async order(order) {
      const asked = child
      if (asked === undefined || !asked.connected) return
      await new Promise<void>((resolve) => {
        asked.once('message', () => resolve())
        void exited.then(resolve)
        asked.send(order, (error) => {
          if (error !== null) resolve()
        })
      })
    },
    async kill() {
      url = undefined
      child?.kill('SIGKILL')
      await exited
    },
    async start(clockOffset) {
      const started = fork(new URL('./node-child.ts', import.meta.url), {
        execArgv: ['--conditions=source', ...withoutGuard],
        env: {
          ...process.env,
          ...env,
          PORT: '0',
          LOG_LEVEL: 'fatal',
          CLOCK_OFFSET: String(clockOffset),
          ...(brokenGuard === undefined ? {} : { BROKEN_GUARD: brokenGuard }),
        },
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      })
      child = started
      exited = new Promise((resolve) => started.once('exit', () => resolve()))
      url = await new Promise<string>((resolve, reject) => {
        started.once('exit', (code, signal) =>
          reject(new Error(`A node ended with ${code ?? signal} before it was serving.`)),
        )
        started.once('message', (message: FromNode) => {
          if (message.kind === 'serving') resolve(message.url)
        })
      })
    },
  }
}
