import type { Deps } from '../../deps.ts'
import { ALL_APPS, appsWith, isAtLeast, roleIn } from '../../domain/operator.ts'
import { recordRefusedAccess } from './refused-access.ts'
import type { SignedIn } from './sessions.ts'
import { listVisibleApps } from './visible-apps.ts'

/** The apps that a page over several of them is about. */
export interface ChosenApps {
  readonly appIds: readonly number[]
  /** Whether that is all there are. */
  readonly isAll: boolean
  /** Whether what operators do to each other is theirs to see: an owner's of all apps. */
  readonly hasOperators: boolean
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
  const { grants } = operator
  const hasOperators = isAtLeast(roleIn(grants, ALL_APPS), 'owner')
  const visible = (await listVisibleApps(deps, { grants })).map(({ id }) => id)
  if (appId !== undefined) {
    if (visible.includes(appId)) return { appIds: [appId], isAll: false, hasOperators }
    await recordRefusedAccess(deps, operator, { route, appId, ip })
    return undefined
  }
  const isAll = appsWith(grants, 'support') === 'all'
  return { appIds: isAll ? [ALL_APPS, ...visible] : visible, isAll, hasOperators }
}
