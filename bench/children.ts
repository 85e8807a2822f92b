import { type ChildProcess, fork } from 'node:child_process'
import type { LoadReport } from './driver.ts'

/** The service in a process of its own, as `npm start` runs it. */
export async function forkServer(
  env: Readonly<Record<string, string>>,
): Promise<{ readonly child: ChildProcess; readonly port: number }> {
  const child = fork(new URL('./server-child.ts', import.meta.url), {
    // Its log goes where a service's log goes, to somewhere that takes it: here to nothing.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: ['--conditions=source', '--expose-gc'],
    env: { ...process.env, ...env },
  })
  const { port } = await nextMessage<{ port: number }>(child)
  return { child, port }
}

/** A load generator in a process of its own: an order in, a report out. */
export async function runChild<Report>(file: string, order: unknown): Promise<Report> {
  const child = fork(new URL(file, import.meta.url))
  child.send(order as object)
  return await nextMessage<Report>(child)
}

/** Memory of a server, in bytes; with everything that could be collected collected first, where asked. */
export async function memoryOf(
  child: ChildProcess,
  after: 'as-it-is' | 'collected',
): Promise<NodeJS.MemoryUsage> {
  child.send(after)
  const { memory } = await nextMessage<{ memory: NodeJS.MemoryUsage }>(child)
  return memory
}

export async function nextMessage<Message>(child: ChildProcess): Promise<Message> {
  return await new Promise((resolve, reject) => {
    const onExit = (code: number | null) =>
      reject(new Error(`A child of the bench ended with ${code}.`))
    child.once('exit', onExit)
    child.once('message', (message) => {
      child.off('exit', onExit)
      resolve(message as Message)
    })
  })
}

export async function end(child: ChildProcess): Promise<void> {
  const exited = new Promise((resolve) => child.once('exit', resolve))
  child.disconnect()
  await exited
}

/** What a bare `node:http` answer reaches on this machine at this moment. */
export async function measureBare(connections: number, seconds: number): Promise<LoadReport> {
  const child = fork(new URL('./bare-child.ts', import.meta.url))
  const { port } = await nextMessage<{ port: number }>(child)
  const requests = { kind: 'bare' }
  await runChild('./load.ts', { port, connections, seconds: 2, requests })
  const report = await runChild<LoadReport>('./load.ts', { port, connections, seconds, requests })
  await end(child)
  return report
}

export function perSecond(report: LoadReport | undefined): number {
  return report === undefined ? 0 : Math.round(report.requests / report.seconds)
}

export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

export function range(numbers: readonly number[], digits: number): string {
  return `${Math.min(...numbers).toFixed(digits)}–${Math.max(...numbers).toFixed(digits)}`
}
