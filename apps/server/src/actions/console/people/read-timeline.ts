import type { Deps } from '../../../deps.ts'
import { TIMELINE_PARTS, type TimelinePart } from '../../../domain/timeline.ts'
import { readTimeline as readStored } from '../../../store/timelines.ts'
import type { SignedIn } from '../sessions.ts'
import { findPerson } from './read-person.ts'

export interface TimelineEntry {
  readonly id: number
  readonly appId: number
  readonly at: number
  readonly kind: string
  /** As the act wrote them; never a token, a number or an address of a person. */
  readonly facts: Readonly<Record<string, unknown>>
  /** The operator who did it, where one did. */
  readonly operator: string | undefined
}

/** All that happened to a person in the apps that the operator sees, newest first; undefined where they see none. */
export async function readTimeline(
  deps: Deps,
  operator: SignedIn,
  query: {
    readonly authyId: number
    readonly part: TimelinePart | undefined
    readonly before: number
    readonly limit: number
  },
): Promise<
  { readonly entries: readonly TimelineEntry[]; readonly next: number | undefined } | undefined
> {
  const found = await findPerson(deps, operator, query.authyId)
  if (found === undefined) return undefined
  const rows = await readStored(deps.readDb, {
    authyId: query.authyId,
    appIds: found.appIds,
    kinds: query.part === undefined ? [] : TIMELINE_PARTS[query.part],
    before: query.before,
    limit: query.limit + 1,
  })
  const page = rows.slice(0, query.limit)
  // Written by our own acts as JSON objects.
  const entries = page.map((row) => ({
    ...row,
    facts: JSON.parse(row.facts) as Readonly<Record<string, unknown>>,
  }))
  const names = await operatorNames(
    deps,
    entries.flatMap(({ facts }) =>
      typeof facts['operatorId'] === 'number' ? [facts['operatorId']] : [],
    ),
  )
  return {
    entries: entries.map((entry) => ({
      ...entry,
      operator: names.get(Number(entry.facts['operatorId'])),
    })),
    next: rows.length > query.limit ? page.at(-1)?.id : undefined,
  }
}

async function operatorNames(
  { readDb }: Deps,
  ids: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  if (ids.length === 0) return new Map()
  const rows = await readDb
    .selectFrom('operators')
    .select(['id', 'name'])
    .where('id', 'in', [...new Set(ids)])
    .execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}
