import type { Deps } from '../../deps.ts'
import { ALL_APPS, appsWith } from '../../domain/operator.ts'
import { listApps } from '../../store/apps.ts'
import { recordRefusedAccess } from './refused-access.ts'
import type { SignedIn } from './sessions.ts'

/** The apps that a page over several of them is about. */
export interface ChosenApps {
  readonly appIds: readonly number[]
  /** Whether that is all there are: then what belongs to no app is shown too. */
  readonly isAll: boolean
}

/**
 * The app that an operator chose, or all that they see.
 *
 * @returns undefined for an app that they do not see, which is kept as a refused access
 */
export async function chooseApps(
  deps: Deps,
  operator: Pick<SignedIn, 'operatorId' | 'grants'>,
  chosen: { readonly appId: number | undefined; readonly route: string; readonly ip: string },
): Promise<ChosenApps | undefined> {
  const { appId, route, ip } = chosen
  const visible = appsWith(operator.grants, 'support')
  if (appId !== undefined) {
    if (visible === 'all' || visible.includes(appId)) return { appIds: [appId], isAll: false }
    await recordRefusedAccess(deps, operator, { route, appId, ip })
    return undefined
  }
  if (visible !== 'all') return { appIds: visible, isAll: false }
  const apps = await listApps(deps.readDb)
  return { appIds: [ALL_APPS, ...apps.map(({ id }) => id)], isAll: true }
}
