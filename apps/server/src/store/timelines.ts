import { type Kysely, sql } from 'kysely'
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
  const newest = Math.min(query.before - 1, await findLast(db, 'events'))
  for (let span = Math.floor(newest / SPAN); span >= 0; span--) {
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

/** The number of the last row of a log. */
export async function findLast(db: Kysely<Schema>, log: 'events' | 'messages'): Promise<number> {
  const number = log === 'events' ? 'id' : 'number'
  const { rows } = await sql<{ readonly last: number | null }>`
    SELECT max(${sql.ref(number)}) AS last FROM ${sql.table(log)}`.execute(db)
  return rows[0]?.last ?? 0
}
