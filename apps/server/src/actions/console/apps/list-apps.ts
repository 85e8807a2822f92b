import type { Deps } from '../../../deps.ts'
import type { Plan } from '../../../domain/app.ts'
import { appsWith, type Role, roleIn } from '../../../domain/operator.ts'
import { listAppsPage } from '../../../store/apps.ts'
import type { SignedIn } from '../sessions.ts'

export const APP_SORTS = ['name', '-name', 'created', '-created'] as const

export interface AppListInput {
  readonly search: string | undefined
  readonly plan: Plan | undefined
  readonly sort: (typeof APP_SORTS)[number]
  readonly after: string | undefined
  readonly limit: number
}

export interface AppListItem {
  readonly id: number
  readonly name: string
  readonly plan: Plan
  readonly createdAt: number
  /** What the operator is in it. */
  readonly role: Role
}

/** A page of the apps that an operator may see; undefined for a cursor that is none of this list. */
export async function listApps(
  deps: Pick<Deps, 'readDb'>,
  operator: Pick<SignedIn, 'grants'>,
  input: AppListInput,
): Promise<{ readonly items: readonly AppListItem[]; readonly next: string | null } | undefined> {
  const by = input.sort.endsWith('name') ? 'name' : 'id'
  const after = input.after === undefined ? undefined : readCursor(input.after, by)
  if (input.after !== undefined && after === undefined) return undefined
  const apps = await listAppsPage(deps.readDb, {
    ids: appsWith(operator.grants, 'support'),
    search: input.search,
    plan: input.plan,
    // Ids are counted up: their order is that of making.
    sort: { by, isDown: input.sort.startsWith('-') },
    after,
    limit: input.limit + 1,
  })
  const shown = apps.slice(0, input.limit)
  const last = shown.at(-1)
  return {
    items: shown.map(({ id, name, plan, createdAt }) => ({
      id,
      name,
      plan,
      createdAt,
      role: roleIn(operator.grants, id) ?? 'support',
    })),
    next: apps.length > input.limit && last !== undefined ? writeCursor(last[by]) : null,
  }
}

function writeCursor(place: string | number): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url')
}

function readCursor(cursor: string, by: 'name' | 'id'): string | number | undefined {
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    if (by === 'name') return typeof place === 'string' ? place : undefined
    return typeof place === 'number' && Number.isSafeInteger(place) ? place : undefined
  } catch {
    return undefined
  }
}
