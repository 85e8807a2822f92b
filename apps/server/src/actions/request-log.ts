import type { Deps } from '../deps.ts'
import type { App } from '../domain/app.ts'
import { LOG_DROPPED } from '../domain/counter-names.ts'
import { maskBody, maskText } from '../domain/mask-body.ts'
import { HOUR_MS } from '../domain/time-span.ts'
import { insertRequests, type LoggedRequest } from '../store/request-log.ts'
import type { CounterTally } from './counter-tally.ts'

/** A call of an app and what came of it, as the dialect has it in its hands. */
export interface AnsweredRequest {
  readonly app: App
  readonly method: string
  /** The path with names for its parts: `/protected/json/verify/:token/:id`. */
  readonly route: string
  /** The parts of the path by their names. */
  readonly parts: Readonly<Record<string, string | undefined>>
  readonly status: number
  readonly errorCode: string | undefined
  readonly durationMs: number
  readonly requestId: string
  /** What was parsed of query and body. */
  readonly params: unknown
  readonly body: unknown
}

export interface RequestLog {
  readonly note: (request: AnsweredRequest) => void
  /** Masks and writes what was noted since the last time. */
  readonly flush: () => Promise<void>
}

/** Requests of one app that are kept at once, and how many more each second: a log is to be read, not to be the load. */
export const BURST = 300
export const A_SECOND = 5

/** Flushes in a row that may fail, about a minute of them: then the requests themselves may be what is refused. */
const MOST_FAILURES = 30

/** Of all apps together, until the next flush. */
const MOST_NOTED = 1_000

interface Allowance {
  left: number
  at: number
}

/**
 * Notes requests in memory; a flush masks them and writes them together. What is past an app's allowance
 * is dropped and counted, so that the log never slows an answer nor fills the disk, whatever comes.
 */
export function createRequestLog(
  deps: Pick<Deps, 'db' | 'now'> & { readonly tally: CounterTally },
): RequestLog {
  let noted: { readonly request: AnsweredRequest; readonly at: number }[] = []
  let failures = 0
  const allowances = new Map<number, Allowance>()

  function isAllowed(appId: number, at: number): boolean {
    const allowance = allowances.get(appId) ?? { left: BURST, at }
    const gained = ((at - allowance.at) / 1_000) * A_SECOND
    allowance.left = Math.min(BURST, allowance.left + Math.max(0, gained))
    allowance.at = at
    allowances.set(appId, allowance)
    if (allowance.left < 1 || noted.length >= MOST_NOTED) return false
    allowance.left -= 1
    return true
  }

  return {
    note(request) {
      const { id, settings } = request.app
      if (settings.requestLogHours === 0) return
      const at = deps.now()
      if (isAllowed(id, at)) noted.push({ request, at })
      else deps.tally.count(id, LOG_DROPPED)
    },
    async flush() {
      if (noted.length === 0) return
      const due = noted
      noted = []
      try {
        const rows = due.map(({ request, at }) => rowOf(request, at))
        await deps.db.transaction().execute(async (tx) => await insertRequests(tx, rows))
        failures = 0
      } catch (error) {
        failures = (failures + 1) % MOST_FAILURES
        if (failures > 0) noted = [...due, ...noted].slice(0, MOST_NOTED)
        throw error
      }
    },
  }
}

function rowOf(request: AnsweredRequest, at: number): LoggedRequest {
  const { app, method, route, parts, status, durationMs, requestId } = request
  return {
    appId: app.id,
    at,
    method,
    route,
    path: pathOf(route, parts),
    status,
    errorCode: request.errorCode ?? null,
    durationMs: Math.round(durationMs),
    requestId,
    requestBody: maskBody(request.params),
    responseBody: maskBody(request.body),
    expiresAt: at + app.settings.requestLogHours * HOUR_MS,
  }
}

function pathOf(route: string, parts: AnsweredRequest['parts']): string {
  return route
    .split('/')
    .map((part) => {
      if (!part.startsWith(':')) return part
      const value = parts[part.slice(1)] ?? ''
      if (part === ':token') return '•••'
      // An id is what one looks for; whatever else a client puts there is a stranger's text.
      return /^\d{1,10}$/.test(value) ? value : maskText(value).slice(0, 60)
    })
    .join('/')
}
