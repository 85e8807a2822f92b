import { type Kysely, sql } from 'kysely'
import { findEdge, type Log } from './log-horizon.ts'
import type { Schema } from './schema.ts'
import { SPAN } from './spans.ts'

export interface TimelineEvent {
  readonly id: number
  readonly appId: number
  readonly at: number
  readonly kind: string
  readonly facts: string
}

export interface TimelineQuery {
  readonly authyId: number
  readonly appIds: readonly number[]
  /** Beginnings of kinds, `token_`; none for every kind. */
  readonly kinds: readonly string[]
  readonly before: number
  readonly limit: number
}

/** A person's events before a number, newest first: the parts of the index, from the newest, until the page is full. */
export async function readTimeline(
  db: Kysely<Schema>,
  query: TimelineQuery,
): Promise<readonly TimelineEvent[]> {
  const found: TimelineEvent[] = []
  if (query.appIds.length === 0) return found
  for (const span of await spansBefore(db, 'events', query.before)) {
    const rows = await selectTimeline(db, span, query).execute()
    found.push(...rows.slice(0, query.limit - found.length))
    if (found.length >= query.limit) break
  }
  return found
}

/** The statement for one part of the index, for its plan too. */
export function selectTimeline(db: Kysely<Schema>, span: number, query: TimelineQuery) {
  return db
    .selectFrom('user_events')
    .innerJoin('events', 'events.id', 'user_events.event_id')
    .select(['events.id', 'events.app_id as appId', 'events.at', 'events.kind', 'events.facts'])
    .where('user_events.span', '=', span)
    .where('user_events.authy_id', '=', query.authyId)
    .where('user_events.event_id', '<', query.before)
    .where('user_events.app_id', 'in', [...query.appIds])
    .$if(query.kinds.length > 0, (all) =>
      all.where((eb) =>
        eb.or(
          query.kinds.map((kind) => sql<boolean>`substr(events.kind, 1, ${kind.length}) = ${kind}`),
        ),
      ),
    )
    .orderBy('user_events.event_id', 'desc')
    .limit(query.limit)
}

/** The parts of a log's index in which rows before a number are, from the newest to that of the log's first row. */
export async function spansBefore(
  db: Kysely<Schema>,
  log: Log,
  before: number,
): Promise<readonly number[]> {
  const first = await findEdge(db, log, 'min')
  const last = await findEdge(db, log, 'max')
  if (first === undefined || last === undefined) return []
  const newest = Math.floor(Math.min(before - 1, last) / SPAN)
  const oldest = Math.floor(first / SPAN)
  return Array.from({ length: Math.max(0, newest - oldest + 1) }, (_, index) => newest - index)
}
