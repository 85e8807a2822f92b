import type { FastifyReply } from 'fastify'
import type { Deps } from '../../deps.ts'
import { type ConsoleAnswer, refuse } from './route.ts'

/** Below the minute after which proxies cut a silent connection. */
const HEARTBEAT_MS = 25_000

/** Then it ends, and the page comes back: a session that was revoked meanwhile does not. */
const STREAM_LIFE_MS = 600_000

/** Of one process: each costs a query a second. */
const MOST_STREAMS = 100

/** Bytes that wait for a page that does not read. */
const MOST_UNREAD_BYTES = 1_048_576

const openStreams = new WeakMap<Deps, number>()

/**
 * Answers with server-sent events, one for each item, until the page goes or the service stops.
 *
 * @param watch what comes; an empty list tells the page that everything from here on will
 */
export async function streamItems<Item>(
  deps: Deps,
  reply: FastifyReply,
  closed: AbortSignal,
  watch: (closed: AbortSignal) => AsyncGenerator<readonly Item[]>,
): Promise<ConsoleAnswer<string>> {
  const open = openStreams.get(deps) ?? 0
  if (open >= MOST_STREAMS)
    return refuse({ code: 'too-many', message: 'Too many live views are open. Close one.' })
  openStreams.set(deps, open + 1)
  const { raw } = reply.hijack()
  const endsAt = deps.now() + STREAM_LIFE_MS
  const over = new AbortController()
  const heartbeat = setInterval(() => {
    raw.write(':\n\n')
    if (deps.now() >= endsAt) over.abort()
  }, HEARTBEAT_MS).unref()
  try {
    // Headers of the scope are not sent by themselves once the reply is taken over.
    for (const [name, value] of Object.entries(reply.getHeaders()))
      if (value !== undefined) raw.setHeader(name, value)
    raw.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      // It ends when the service does, which would then wait for a connection that is kept.
      Connection: 'close',
      // nginx would hold events back until its buffer is full.
      'X-Accel-Buffering': 'no',
    })
    raw.flushHeaders()
    for await (const items of watch(AbortSignal.any([closed, over.signal]))) {
      if (items.length === 0) raw.write(': nothing yet\n\n')
      for (const item of items) raw.write(`data: ${JSON.stringify(item)}\n\n`)
      if (raw.writableLength > MOST_UNREAD_BYTES) break
    }
  } catch (error) {
    deps.log.warn({ err: error }, 'a live view could not be read')
  } finally {
    clearInterval(heartbeat)
    openStreams.set(deps, (openStreams.get(deps) ?? 1) - 1)
    raw.end()
  }
  return { ok: 'answered' }
}
