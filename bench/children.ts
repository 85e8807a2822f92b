import { type ChildProcess, fork } from 'node:child_process'
import type { LoadReport } from './driver.ts'

/** A bare answer keeps nothing and grows nothing: past this a longer run says no more. */
const LONGEST_CEILING_S = 10
const WARM_UP_S = 2

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

/** What the machine answers at this moment, by `node:http` alone and by Fastify: neither decides anything. */
export interface Ceilings {
  readonly bare: LoadReport
  readonly fastify: LoadReport
}

export async function measureCeilings(connections: number, seconds: number): Promise<Ceilings> {
  const order = { connections, seconds: Math.min(seconds, LONGEST_CEILING_S) }
  return {
    bare: await measureCeiling('./bare-child.ts', order),
    fastify: await measureCeiling('./fastify-child.ts', order),
  }
}

async function measureCeiling(
  file: string,
  order: { readonly connections: number; readonly seconds: number },
): Promise<LoadReport> {
  const child = fork(new URL(file, import.meta.url))
  const { port } = await nextMessage<{ port: number }>(child)
  const requests = { kind: 'bare', apiKey: '', users: 1, tokensEach: 1, from: 0 }
  await runChild('./load.ts', { ...order, ports: [port], requests, seconds: WARM_UP_S })
  const report = await runChild<LoadReport>('./load.ts', { ...order, ports: [port], requests })
  await end(child)
  return report
}

export function perSecond(report: LoadReport | undefined): number {
  return report === undefined ? 0 : Math.round(report.requests / report.seconds)
}
