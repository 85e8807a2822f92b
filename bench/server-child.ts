import { createLog, parseConfig } from '@countersign/server'
import { serve } from '@countersign/server/serve'

/** The service as `npm start` runs it, with its settings from the environment. */
const parsed = parseConfig(process.env)
if (!parsed.ok) throw new Error(parsed.problems.join('\n'))
const server = await serve(parsed.config, createLog(parsed.config.logLevel))
process.send?.({ port: Number(new URL(server.url).port) })
process.on('message', (asked) => {
  if (asked !== 'as-it-is' && asked !== 'collected') return
  // As V8 does by itself once a process is idle: it also gives pages back.
  if (asked === 'collected')
    globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' })
  process.send?.({ memory: process.memoryUsage() })
})
process.on('disconnect', () => {
  void server.close().then(() => process.exit(0))
})
