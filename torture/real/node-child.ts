import type { Worker } from 'node:worker_threads'
import { createLog, parseConfig, setCallback } from '@countersign/server'
import { serve } from '@countersign/server/serve'

// The service in a process of its own, to be tortured: its settings come from the environment, and what
// happens to its clock and its threads from its parent.

export type ToNode =
  | { readonly kind: 'clock'; readonly offset: number }
  | { readonly kind: 'kill-thread' }
  | { readonly kind: 'set-callback'; readonly appId: number; readonly url: string }

export type FromNode =
  | { readonly kind: 'serving'; readonly url: string }
  | { readonly kind: 'done' }

/** Where a process writes past the size that it may: without a listener the signal would end it. */
process.on('SIGXFSZ', () => {})

let writer: Worker | undefined
process.on('worker', (worker: Worker) => {
  // The QR renderer has no name, and the reader's death is nobody's concern.
  if (worker.threadName === 'sqlite-writer') writer = worker
})

let offset = Number(process.env['CLOCK_OFFSET'] ?? 0)
const parsed = parseConfig(process.env)
if (!parsed.ok) throw new Error(parsed.problems.join('\n'))
const log = createLog(parsed.config.logLevel, 'stderr')
const server = await serve(parsed.config, log, { now: () => Date.now() + offset })

function tell(message: FromNode): void {
  process.send?.(message)
}

async function obey(order: ToNode): Promise<void> {
  switch (order.kind) {
    case 'clock':
      offset = order.offset
      return
    case 'kill-thread':
      await writer?.terminate()
      return
    case 'set-callback':
      // One that the database does not take is asked for again a little later.
      await setCallback(server.deps, order.appId, order.url, 'POST').catch(() => {})
  }
}

process.on('message', (order: ToNode) => void obey(order).finally(() => tell({ kind: 'done' })))
process.on('disconnect', () => process.exit(0))
tell({ kind: 'serving', url: server.url })
