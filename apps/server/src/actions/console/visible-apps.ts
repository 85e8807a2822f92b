import type { Deps } from '../../deps.ts'
import type { Plan } from '../../domain/app.ts'
import { appsWith } from '../../domain/operator.ts'
import { findCustomerApp, listApps } from '../../store/apps.ts'
import type { SignedIn } from './sessions.ts'

/** The apps that an operator may see, by their ids' order. */
export async function listVisibleApps(
  deps: Deps,
  operator: Pick<SignedIn, 'grants'>,
): Promise<readonly { readonly id: number; readonly name: string; readonly plan: Plan }[]> {
  const visible = appsWith(operator.grants, 'support')
  const apps = await listApps(deps.db)
  return apps
    .filter(({ id }) => visible === 'all' || visible.includes(id))
    .map(({ id, name, plan }) => ({ id, name, plan }))
}

/** Whether there is such an app, and it is none of the service's own. */
export async function isCustomerApp(
  { db }: Pick<Deps, 'db'>,
  appId: number | undefined,
): Promise<boolean> {
  return appId !== undefined && (await findCustomerApp(db, appId)) !== undefined
}
