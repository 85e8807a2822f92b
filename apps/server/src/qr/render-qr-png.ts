import { Worker } from 'node:worker_threads'

import type { QrRequest } from './draw-qr-png.ts'

export interface WorkerRequest extends QrRequest {
  readonly id: number
}

export interface WorkerAnswer {
  readonly id: number
  readonly png: Uint8Array<ArrayBuffer> | undefined
}

export interface QrRenderer {
  /** A PNG of exactly `size` pixels square that a phone reads as `text`; undefined when it has no room there. Throws only if the thread dies. */
  render(request: QrRequest): Promise<Uint8Array | undefined>
  /** Stops the thread; what is under way rejects, and the next request starts another. */
  close(): Promise<void>
}

/** A renderer whose one thread starts with the first request and again after its death. */
export function createQrRenderer(workerFile: URL): QrRenderer {
  const waiting = new Map<number, PromiseWithResolvers<Uint8Array | undefined>>()
  let running: Worker | undefined
  let lastId = 0

  function start(): Worker {
    const worker = new Worker(workerFile)
    // An idle thread does not keep the process alive; one that somebody waits for does.
    worker.unref()
    worker.on('message', ({ id, png }: WorkerAnswer) => {
      waiting.get(id)?.resolve(png)
      waiting.delete(id)
      if (waiting.size === 0) worker.unref()
    })
    let cause: unknown
    worker.on('error', (error) => {
      cause = error
    })
    worker.on('exit', () => {
      if (running !== worker) return
      running = undefined
      rejectAll(cause)
    })
    return worker
  }

  function rejectAll(cause: unknown): void {
    for (const { reject } of waiting.values()) {
      reject(new Error('The thread that draws QR codes stopped', { cause }))
    }
    waiting.clear()
  }

  return {
    render(request) {
      running ??= start()
      lastId += 1
      const result = Promise.withResolvers<Uint8Array | undefined>()
      waiting.set(lastId, result)
      running.ref()
      running.postMessage({ ...request, id: lastId } satisfies WorkerRequest, [])
      return result.promise
    },
    async close() {
      const worker = running
      running = undefined
      rejectAll(undefined)
      await worker?.terminate()
    },
  }
}
