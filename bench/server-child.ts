import { createLog, parseConfig } from '@countersign/server'
import { serve } from '@countersign/server/serve'

/** The service from its sources, with its settings from the environment, for what looks into the process. */
const parsed = parseConfig(process.env)
if (!parsed.ok) throw new Error(parsed.problems.join('\n'))
const server = await serve(parsed.config, createLog(parsed.config.logLevel))
process.send?.({ port: Number(new URL(server.url).port) })
process.on('message', (asked) => {
  if (asked !== 'collected') return
  // As V8 does by itself once a process is idle: it also gives pages back.
  globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' })
  process.send?.({ memory: process.memoryUsage() })
})
process.on('disconnect', () => {
  void server.close().then(() => process.exit(0))
})
