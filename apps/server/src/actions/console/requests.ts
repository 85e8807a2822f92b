import type { Deps } from '../../deps.ts'
import { LOG_DROPPED } from '../../domain/counter-names.ts'
import { HOUR_MS, hourOf } from '../../domain/time-span.ts'
import { findApp } from '../../store/apps.ts'
import { readCounters } from '../../store/read-counters.ts'
import { listRequests as listRows, type RequestFilter } from '../../store/request-log.ts'

/** An app's requests, newest first, of the hours that the app keeps them. */
export async function listRequests(
  deps: Deps,
  filter: Omit<RequestFilter, 'from'> & { readonly from: number | undefined },
  page: { readonly after: number | undefined; readonly limit: number },
) {
  const { after: below, limit } = page
  const hours = await keptHours(deps, filter.appId)
  // A setting that was shortened holds at once, whatever is not deleted yet.
  const from = Math.max(filter.from ?? 0, deps.now() - hours * HOUR_MS)
  const { rows, next } = await listRows(deps.readDb, { ...filter, from }, { below, limit })
  return {
    items: rows.map((row) => ({
      id: row.id,
      at: row.at,
      method: row.method,
      route: row.route,
      path: row.path,
      status: row.status,
      errorCode: row.error_code,
      durationMs: row.duration_ms,
      requestId: row.request_id,
      request: row.request_body,
      response: row.response_body,
    })),
    next: next === undefined ? null : String(next),
  }
}

export interface DeveloperFacts {
  /** Where programs reach the service. */
  readonly publicUrl: string
  readonly requestLogHours: number
  /** Requests of the last hours that were too many for the log. */
  readonly dropped: number
}

/** What the first calls and the request log of an app need to be shown. */
export async function readDeveloperFacts(
  deps: Deps,
  appId: number,
): Promise<DeveloperFacts | undefined> {
  if ((await findApp(deps.readDb, appId)) === undefined) return undefined
  const hours = await keptHours(deps, appId)
  const until = hourOf(deps.now()) + HOUR_MS
  const rows = await readCounters(deps.readDb, {
    appIds: [appId],
    from: until - Math.max(1, hours) * HOUR_MS,
    until,
    names: [LOG_DROPPED],
    each: 'hour',
  })
  const dropped = rows.reduce((sum, { count }) => sum + count, 0)
  return { publicUrl: deps.settings.publicUrl, requestLogHours: hours, dropped }
}

async function keptHours(deps: Deps, appId: number): Promise<number> {
  return (await findApp(deps.readDb, appId))?.settings.requestLogHours ?? 0
}
