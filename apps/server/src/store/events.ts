import { type Kysely, sql } from 'kysely'
import { ALL_APPS } from '../domain/operator.ts'
import type { Schema } from './schema.ts'

export interface EventFilter {
  /** Undefined for every app of a customer; the service's own, in which operators are users, is nobody's to see. */
  readonly appIds: readonly number[] | undefined
  /** Whether what belongs to no app is there too, where `appIds` is undefined: what operators do to each other. */
  readonly hasOperators: boolean
  /** A kind, or with a `_` at its end the beginning of several. */
  readonly kind: string | undefined
  /** Milliseconds: at or after, and before. */
  readonly from: number | undefined
  readonly until: number | undefined
}

export interface EventRow {
  readonly id: number
  readonly appId: number
  readonly authyId: number | null
  readonly at: number
  readonly kind: string
  readonly facts: string
}

/** Events looked at in one query, and in one answer: what is rare is looked for a piece at a time. */
const EVENTS_A_LOOK = 20_000
const MOST_LOOKS = 5

/**
 * Events, newest first. They have no index beside their key (docs/data-model.md), so what a filter leaves out
 * is walked over: at most so many, and `next` says from where to go on although the page is not full.
 *
 * @param below the id under which to begin; undefined for the newest
 */
export async function listEvents(
  db: Kysely<Schema>,
  filter: EventFilter,
  { below, limit }: { readonly below: number | undefined; readonly limit: number },
): Promise<{ readonly rows: readonly EventRow[]; readonly next: number | undefined }> {
  const { appIds, hasOperators, kind, from, until } = filter
  if (appIds?.length === 0) return { rows: [], next: undefined }
  const end = until === undefined ? (await findEdge(db, 'last')) + 1 : await findEventAt(db, until)
  let upper = Math.min(below ?? end, end)
  const first = from === undefined ? await findEdge(db, 'first') : await findEventAt(db, from)
  const rows: EventRow[] = []
  for (let look = 0; look < MOST_LOOKS && upper > first; look++) {
    const lower = Math.max(first, upper - EVENTS_A_LOOK)
    const found = await matching(db, { appIds, hasOperators, kind }, { lower, upper })
      .orderBy('id', 'desc')
      .limit(limit + 1 - rows.length)
      .execute()
    rows.push(...found)
    if (rows.length > limit) return { rows: rows.slice(0, limit), next: rows[limit - 1]?.id }
    upper = lower
  }
  return { rows, next: upper > first ? upper : undefined }
}

/** What came after an id, oldest first. */
export async function listEventsAfter(
  db: Kysely<Schema>,
  filter: Pick<EventFilter, 'appIds' | 'hasOperators' | 'kind'>,
  after: number,
  limit: number,
): Promise<readonly EventRow[]> {
  if (filter.appIds?.length === 0) return []
  return await matching(db, filter, { lower: after + 1, upper: Number.MAX_SAFE_INTEGER })
    .orderBy('id')
    .limit(limit)
    .execute()
}

export async function findLastEvent(db: Kysely<Schema>): Promise<number> {
  return await findEdge(db, 'last')
}

function matching(
  db: Kysely<Schema>,
  { appIds, hasOperators, kind }: Pick<EventFilter, 'appIds' | 'hasOperators' | 'kind'>,
  { lower, upper }: { readonly lower: number; readonly upper: number },
) {
  return (
    db
      .selectFrom('events')
      .select(['id', 'app_id as appId', 'authy_id as authyId', 'at', 'kind', 'facts'])
      .where('id', '>=', lower)
      .where('id', '<', upper)
      .$if(appIds !== undefined, (query) => query.where('app_id', 'in', [...(appIds ?? [])]))
      .$if(appIds === undefined, (query) =>
        query.where((eb) =>
          eb('app_id', 'not in', eb.selectFrom('service_apps').select('service_apps.app_id')),
        ),
      )
      .$if(appIds === undefined && !hasOperators, (query) => query.where('app_id', '<>', ALL_APPS))
      // Not LIKE: in it a `_` stands for any letter.
      .$if(kind?.endsWith('_') === true, (query) =>
        query.where(sql`substr(kind, 1, ${kind?.length ?? 0})`, '=', kind ?? ''),
      )
      .$if(kind !== undefined && !kind.endsWith('_'), (query) =>
        query.where('kind', '=', kind ?? ''),
      )
  )
}

async function findEdge(db: Kysely<Schema>, edge: 'first' | 'last'): Promise<number> {
  const row = await db
    .selectFrom('events')
    .select('id')
    .orderBy('id', edge === 'first' ? 'asc' : 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.id ?? 0
}

/** The first event at or after a moment: ids and times rise together, so a few dozen looks at the key find it. */
export async function findEventAt(db: Kysely<Schema>, at: number): Promise<number> {
  let low = await findEdge(db, 'first')
  let high = (await findEdge(db, 'last')) + 1
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const row = await db
      .selectFrom('events')
      .select(['id', 'at'])
      .where('id', '>=', middle)
      .orderBy('id')
      .limit(1)
      .executeTakeFirst()
    if (row === undefined || row.at >= at) high = middle
    else low = row.id + 1
  }
  return low
}
