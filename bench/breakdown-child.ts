import type { Profiler } from 'node:inspector'
import { Session } from 'node:inspector/promises'
import './server-child.ts'

/** What the sampling profiler of V8 saw on one thread. */
export interface ThreadProfile {
  readonly thread: string
  readonly profile: Profiler.Profile
}

/** Microseconds between two samples. */
const INTERVAL_US = 500

/**
 * The service with the profiler of its own process beside it: the hot path has no probes, in the product as here.
 * `start profile` and `stop profile`, each answered once it is done.
 */
const session = new Session()
session.connect()
const workers = new Map<string, string>()
const waiting = new Map<number, (result: unknown) => void>()
let lastId = 0
session.on('NodeWorker.attachedToWorker', ({ params }) =>
  workers.set(params.sessionId, params.workerInfo.title),
)
session.on('NodeWorker.detachedFromWorker', ({ params }) => workers.delete(params.sessionId))
session.on('NodeWorker.receivedMessageFromWorker', ({ params }) => {
  // The inspector protocol (JSON): an answer has the id of its question.
  const { id, result } = JSON.parse(params.message) as { id?: number; result?: unknown }
  if (id === undefined) return
  waiting.get(id)?.(result)
  waiting.delete(id)
})
await session.post('NodeWorker.enable', { waitForDebuggerOnStart: false })

process.on('message', (asked) => {
  if (asked === 'start profile') void start().then(() => process.send?.('started'))
  if (asked === 'stop profile') void stop().then((threads) => process.send?.(threads))
})

async function start(): Promise<void> {
  await session.post('Profiler.enable')
  await session.post('Profiler.setSamplingInterval', { interval: INTERVAL_US })
  await session.post('Profiler.start')
  for (const worker of workers.keys()) {
    await ask(worker, 'Profiler.enable')
    await ask(worker, 'Profiler.setSamplingInterval', { interval: INTERVAL_US })
    await ask(worker, 'Profiler.start')
  }
}

async function stop(): Promise<readonly ThreadProfile[]> {
  const main = await session.post('Profiler.stop')
  const threads = [{ thread: 'main', profile: main.profile }]
  for (const [worker, title] of workers) {
    // The answer to Profiler.stop, by the protocol.
    const { profile } = (await ask(worker, 'Profiler.stop')) as Profiler.StopReturnType
    threads.push({ thread: title.replace(/^\[worker \d+\] /, ''), profile })
  }
  return threads
}

async function ask(worker: string, method: string, params: object = {}): Promise<unknown> {
  const id = ++lastId
  const answered = new Promise((resolve) => waiting.set(id, resolve))
  const message = JSON.stringify({ id, method, params })
  await session.post('NodeWorker.sendMessageToWorker', { sessionId: worker, message })
  return await answered
}
