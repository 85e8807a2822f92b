import type { Deps } from '../../deps.ts'
import {
  type EventFilter,
  type EventRow,
  findLastEvent,
  listEvents as listRows,
  listEventsAfter,
} from '../../store/events.ts'

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

/** Events of the apps, newest first. */
export async function listEvents(
  deps: Deps,
  filter: EventFilter,
  page: { readonly after: number | undefined; readonly limit: number },
): Promise<EventPage> {
  const { after: below, limit } = page
  const { rows, next } = await listRows(deps.readDb, filter, { below, limit })
  return { items: await viewsOf(deps, rows), next: next === undefined ? null : String(next) }
}

/** How often a live feed looks, in milliseconds. */
const LOOK_EVERY_MS = 1_000

/** On PostgreSQL a row may appear after one with a higher id: so far back is looked again. */
const OVERLAP = 500

/** Events in one look; where more come, the feed shows the newest of them a little later. */
const MOST_A_LOOK = 200

/** What comes from now on, as it comes; an empty list says where that begins. Ends when `closed` is aborted. */
export async function* watchEvents(
  deps: Deps,
  filter: Pick<EventFilter, 'appIds' | 'kind'>,
  closed: AbortSignal,
): AsyncGenerator<readonly EventView[]> {
  let last = await findLastEvent(deps.readDb)
  const before = await listEventsAfter(deps.readDb, filter, last - OVERLAP, OVERLAP)
  let seen = new Set(before.map(({ id }) => id).filter((id) => id <= last))
  yield []
  while (!closed.aborted) {
    const rows = await listEventsAfter(deps.readDb, filter, last - OVERLAP, OVERLAP + MOST_A_LOOK)
    const fresh = rows.filter(({ id }) => !seen.has(id))
    last = Math.max(last, ...rows.map(({ id }) => id))
    seen = new Set(rows.map(({ id }) => id))
    if (fresh.length > 0) yield await viewsOf(deps, fresh)
    await deps.wait(LOOK_EVERY_MS, closed)
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
