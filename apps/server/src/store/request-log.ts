import type { Kysely } from 'kysely'
import type { Schema } from './schema.ts'

export interface LoggedRequest {
  readonly appId: number
  readonly at: number
  readonly method: string
  readonly route: string
  readonly path: string
  readonly status: number
  readonly errorCode: string | null
  readonly durationMs: number
  readonly requestId: string
  readonly requestBody: string
  readonly responseBody: string
  readonly expiresAt: number
}

const ROWS_AT_ONCE = 200

/** Rows that are walked over in one question, so that a rare one costs no more than a common one. */
const MOST_LOOKED_AT = 20_000

export async function insertRequests(
  db: Kysely<Schema>,
  rows: readonly LoggedRequest[],
): Promise<void> {
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    await db
      .insertInto('request_log')
      .values(
        rows.slice(from, from + ROWS_AT_ONCE).map((row) => ({
          app_id: row.appId,
          at: row.at,
          method: row.method,
          route: row.route,
          path: row.path,
          status: row.status,
          error_code: row.errorCode,
          duration_ms: row.durationMs,
          request_id: row.requestId,
          request_body: row.requestBody,
          response_body: row.responseBody,
          expires_at: row.expiresAt,
        })),
      )
      .execute()
  }
}

export interface RequestFilter {
  readonly appId: number
  /** A hundred: 400 for 400 to 499. Or one status. */
  readonly status: number | undefined
  readonly errorCode: string | undefined
  readonly path: string | undefined
  readonly requestId: string | undefined
  readonly from: number
  readonly until: number | undefined
}

/** An app's requests, newest first; `next` is where to go on, also where the page is not full. */
export async function listRequests(
  db: Kysely<Schema>,
  filter: RequestFilter,
  { below, limit }: { readonly below: number | undefined; readonly limit: number },
) {
  const { appId, status, errorCode, path, requestId, from, until } = filter
  const candidates = db
    .selectFrom('request_log')
    .selectAll()
    .where('app_id', '=', appId)
    .$if(below !== undefined, (query) => query.where('id', '<', below ?? 0))
    .orderBy('id', 'desc')
    .limit(MOST_LOOKED_AT)
  const rows = await db
    .selectFrom(candidates.as('candidates'))
    .selectAll()
    .where('at', '>=', from)
    .$if(until !== undefined, (query) => query.where('at', '<', until ?? 0))
    .$if(status !== undefined && status % 100 === 0, (query) =>
      query.where('status', '>=', status ?? 0).where('status', '<', (status ?? 0) + 100),
    )
    .$if(status !== undefined && status % 100 !== 0, (query) =>
      query.where('status', '=', status ?? 0),
    )
    .$if(errorCode !== undefined, (query) => query.where('error_code', '=', errorCode ?? ''))
    .$if(requestId !== undefined, (query) => query.where('request_id', '=', requestId ?? ''))
    .$if(path !== undefined, (query) =>
      query.where('path', 'like', `%${(path ?? '').replaceAll(/[%_\\]/g, '')}%`),
    )
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
  const last = rows[limit - 1]
  return { rows: rows.slice(0, limit), next: rows.length > limit ? last?.id : undefined }
}
