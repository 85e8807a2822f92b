import type { Deps } from '../../../deps.ts'
import { activityRow } from '../../sealed-rows.ts'
import type { SignedIn } from '../sessions.ts'
import { findPerson } from './read-person.ts'

export interface PersonActivity {
  readonly id: number
  readonly appId: number
  readonly kind: string
  readonly at: number
  readonly userIp: string | null
  /** The app's own words, as JSON; for operators. */
  readonly data: string | undefined
}

/** What apps reported of a person, newest first. */
export async function listActivities(
  deps: Deps,
  operator: SignedIn,
  query: { readonly authyId: number; readonly before: number; readonly limit: number },
): Promise<
  { readonly activities: readonly PersonActivity[]; readonly next: number | undefined } | undefined
> {
  const found = await findPerson(deps, operator, query.authyId)
  if (found === undefined) return undefined
  const rows = await deps.readDb
    .selectFrom('activities')
    .selectAll()
    .where('app_id', 'in', [...found.appIds])
    .where('authy_id', '=', query.authyId)
    .where('id', '<', query.before)
    .orderBy('id', 'desc')
    .limit(query.limit + 1)
    .execute()
  const page = rows.slice(0, query.limit)
  return {
    activities: page.map((row) => ({
      id: row.id,
      appId: row.app_id,
      kind: row.kind,
      at: row.at,
      userIp: row.user_ip,
      data: found.scope.isOperatorOf(row.app_id)
        ? deps.vault.open(row.sealed_data, activityRow(row.app_id, query.authyId))
        : undefined,
    })),
    next: rows.length > query.limit ? page.at(-1)?.id : undefined,
  }
}
