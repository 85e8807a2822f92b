import type { Deps } from '../../deps.ts'
import { ALL_APPS, isAtLeast, type Role, roleIn } from '../../domain/operator.ts'
import type { SignedIn } from './sessions.ts'
import { listVisibleApps } from './visible-apps.ts'

/** The apps through which an operator sees people and messages, and as what. */
export interface Scope {
  readonly apps: readonly { readonly id: number; readonly name: string; readonly role: Role }[]
  readonly appIds: readonly number[]
  /** Whether what the service itself sends is theirs to see: operators of every app. */
  readonly seesService: boolean
  readonly isOperatorOf: (appId: number) => boolean
}

/** @param appId one app alone; then no app is left where the operator does not see it */
export async function readScope(
  deps: Deps,
  { grants }: Pick<SignedIn, 'grants'>,
  appId?: number,
): Promise<Scope> {
  const apps = (await listVisibleApps(deps, { grants })).flatMap(({ id, name }) => {
    const role = roleIn(grants, id)
    return role === undefined || (appId !== undefined && id !== appId) ? [] : [{ id, name, role }]
  })
  const seesService = isAtLeast(roleIn(grants, ALL_APPS), 'operator')
  return {
    apps,
    appIds: apps.map(({ id }) => id),
    seesService: seesService && (appId === undefined || appId === ALL_APPS),
    isOperatorOf: (id) =>
      id === ALL_APPS
        ? seesService
        : isAtLeast(apps.find((app) => app.id === id)?.role, 'operator'),
  }
}
