import type { Deps } from '../../deps.ts'
import {
  type EventFilter,
  type EventRow,
  findEventAt,
  findLastEvent,
  listEvents as listRows,
  listEventsAfter,
} from '../../store/events.ts'
import { readTimeline } from '../../store/timelines.ts'

export interface EventView {
  readonly id: number
  readonly appId: number
  readonly authyId: number | null
  readonly at: number
  readonly kind: string
  readonly facts: Readonly<Record<string, unknown>>
  /** Of a change by an operator. */
  readonly operator: { readonly id: number; readonly name: string } | null
}

export interface EventPage {
  readonly items: readonly EventView[]
  /** Null at the end. A page may be short, or empty, and not be the last. */
  readonly next: string | null
}

/** Events of the apps, newest first; of one person by the index that following keeps. */
export async function listEvents(
  deps: Deps,
  asked: EventFilter & {
    /** All that may be seen, where `appIds` is undefined. */
    readonly visible: readonly number[]
    readonly authyId: number | undefined
  },
  page: { readonly after: number | undefined; readonly limit: number },
): Promise<EventPage> {
  const { visible, authyId, ...filter } = asked
  const { after: below, limit } = page
  const db = deps.readDb
  const { rows, next } =
    authyId === undefined
      ? await listRows(db, filter, { below, limit })
      : await listPersonEvents(db, { ...filter, appIds: filter.appIds ?? visible, authyId }, page)
  return { items: await viewsOf(deps, rows), next: next === undefined ? null : String(next) }
}

async function listPersonEvents(
  db: Deps['readDb'],
  filter: EventFilter & { readonly appIds: readonly number[]; readonly authyId: number },
  { after, limit }: { readonly after: number | undefined; readonly limit: number },
) {
  const { appIds, authyId, kind, from, until } = filter
  const end = until === undefined ? Number.MAX_SAFE_INTEGER : await findEventAt(db, until)
  const before = Math.min(after ?? end, end)
  const kinds = kind === undefined ? [] : [kind]
  const found = await readTimeline(db, { authyId, appIds, kinds, before, limit: limit + 1 })
  const rows = found
    .filter((row) => from === undefined || row.at >= from)
    .map((row) => ({ ...row, authyId }))
  const isMore = rows.length > limit
  return { rows: rows.slice(0, limit), next: isMore ? rows[limit - 1]?.id : undefined }
}

/** On PostgreSQL a row may appear after one with a higher id: so far back is looked again. */
const OVERLAP = 500

/** Events in one look; where more come, the next look sees them. */
const MOST_A_LOOK = 200

/**
 * Looks for what came since the last look. Each call answers with another text than before where there was
 * something that the filter lets through.
 */
export function createEventWatch(
  deps: Pick<Deps, 'readDb'>,
): (filter: Pick<EventFilter, 'appIds' | 'hasOperators' | 'kind'>) => Promise<string> {
  let version = 0
  let last: number | undefined
  let seen: ReadonlySet<number> = new Set()
  return async (filter) => {
    const db = deps.readDb
    last ??= await findLastEvent(db)
    const rows = await listEventsAfter(db, filter, last - OVERLAP, OVERLAP + MOST_A_LOOK)
    if (version > 0 && rows.some(({ id }) => !seen.has(id))) version += 1
    version ||= 1
    seen = new Set(rows.map(({ id }) => id))
    last = Math.max(last, ...seen)
    return String(version)
  }
}

async function viewsOf(deps: Deps, rows: readonly EventRow[]): Promise<readonly EventView[]> {
  const parsed = rows.map((row) => ({ ...row, facts: parseFacts(row.facts) }))
  const ids = new Set(parsed.flatMap(({ facts }) => operatorIdOf(facts) ?? []))
  const operators =
    ids.size === 0
      ? []
      : await deps.readDb
          .selectFrom('operators')
          .select(['id', 'name'])
          .where('id', 'in', [...ids])
          .execute()
  const names = new Map(operators.map(({ id, name }) => [id, name]))
  return parsed.map((row) => {
    const id = operatorIdOf(row.facts)
    const operator = id === undefined ? null : { id, name: names.get(id) ?? `Operator ${id}` }
    return { ...row, operator }
  })
}

function operatorIdOf(facts: Readonly<Record<string, unknown>>): number | undefined {
  const { operatorId } = facts
  return typeof operatorId === 'number' ? operatorId : undefined
}

function parseFacts(text: string): Readonly<Record<string, unknown>> {
  const facts: unknown = JSON.parse(text)
  // Whoever records an event writes an object; null is what a test callback has.
  return typeof facts === 'object' && facts !== null ? { ...facts } : {}
}
