import type { ServerResponse } from 'node:http'
import { findSignedIn, type SignedIn } from '../../actions/console/sessions.ts'
import type { Deps } from '../../deps.ts'
import { type ConsoleAnswer, type OperatorRequest, refuse } from './route.ts'
import { readSessionCookie } from './session-cookie.ts'

/** How soon a page hears of something. */
const LOOK_EVERY_MS = 1_000

/** The session is judged anew, and a byte keeps proxies from cutting the connection. */
const LOOKS_A_BEAT = 15

/** A page opens one; more are tabs. */
const STREAMS_PER_OPERATOR = 6

/** Streams of a node that are open, by who they are for; a process that closes ends them all. */
const openStreams = new WeakMap<
  Deps['signals'],
  Set<{ readonly operatorId: number; readonly end: () => void }>
>()

/** Ends what would otherwise keep the server from closing. */
export function endLiveStreams(deps: Deps): void {
  for (const stream of openStreams.get(deps.signals) ?? []) stream.end()
}

/**
 * Server-sent events that say *something changed*, and nothing of what: `look` gives a text that is
 * another one then. The stream ends with the session, with the right to see, and with the process.
 */
export async function openLiveStream(
  { deps, http, reply, operator, whenClosed }: OperatorRequest<unknown, unknown, unknown>,
  stream: {
    /** Of the event. */
    readonly name: string
    readonly look: (operator: SignedIn) => Promise<string>
  },
): Promise<ConsoleAnswer<unknown>> {
  const streams = openStreams.get(deps.signals) ?? new Set()
  openStreams.set(deps.signals, streams)
  const ofOperator = [...streams].filter(({ operatorId }) => operatorId === operator.operatorId)
  if (ofOperator.length >= STREAMS_PER_OPERATOR)
    return refuse({
      code: 'too-many',
      message: 'So many pages of yours are live already. Close one of them.',
    })
  const ended = new AbortController()
  const own = { operatorId: operator.operatorId, end: () => ended.abort() }
  streams.add(own)
  whenClosed().addEventListener('abort', own.end)
  const { raw } = reply.hijack()
  try {
    raw.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      // It ends when the service does, which would then wait for a connection that is kept.
      Connection: 'close',
      // nginx would hold events back until its buffer is full.
      'X-Accel-Buffering': 'no',
    })
    await lookUntil(ended.signal, raw)
  } catch (error) {
    // The browser connects again, and is then told what it may be told.
    deps.log.warn({ err: error }, 'a live stream of the console could not be read')
  } finally {
    streams.delete(own)
    raw.end()
  }
  return { ok: 'answered' }

  async function lookUntil(signal: AbortSignal, to: ServerResponse): Promise<void> {
    let current: SignedIn | undefined = operator
    let seen = await stream.look(operator)
    // Only now: whoever reads the page's things after this is told of all that comes later.
    to.write('event: hello\ndata: {}\n\n')
    for (let looks = 1; !signal.aborted; looks++) {
      await deps.wait(LOOK_EVERY_MS, signal)
      if (signal.aborted) return
      if (looks % LOOKS_A_BEAT === 0) {
        const token = readSessionCookie(http, deps.settings.publicUrl)
        current = token === undefined ? undefined : await findSignedIn(deps, token)
        if (current === undefined) return
        to.write(':\n\n')
      }
      const now = await stream.look(current)
      if (now === seen) continue
      seen = now
      to.write(`event: ${stream.name}\ndata: {}\n\n`)
    }
  }
}
