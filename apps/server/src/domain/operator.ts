/** From the least to the most: each may do what the one before may. */
export const ROLES = ['support', 'operator', 'owner'] as const
export type Role = (typeof ROLES)[number]

/** The app id of a grant for every app, those to come too. */
export const ALL_APPS = 0

export interface Grant {
  readonly appId: number
  readonly role: Role
}

/** What a route asks of whoever calls it. */
export interface Need {
  readonly role: Role
  /** `one`: in the app that the path names. `any`: in some app, and sees those alone. `all`: in every app. */
  readonly apps: 'one' | 'any' | 'all'
}

/** The best role in an app, or undefined: a grant for all apps counts in each. */
export function roleIn(grants: readonly Grant[], appId: number): Role | undefined {
  const roles = grants
    .filter((grant) => grant.appId === appId || grant.appId === ALL_APPS)
    .map((grant) => grant.role)
  return ROLES.findLast((role) => roles.includes(role))
}

export function isAtLeast(role: Role | undefined, least: Role): boolean {
  return role !== undefined && ROLES.indexOf(role) >= ROLES.indexOf(least)
}

/** The apps in which these grants give at least this role: a list of ids, or all. */
export function appsWith(grants: readonly Grant[], least: Role): 'all' | readonly number[] {
  const fitting = grants.filter((grant) => isAtLeast(grant.role, least))
  if (fitting.some((grant) => grant.appId === ALL_APPS)) return 'all'
  return fitting.map((grant) => grant.appId)
}

/** @param appId of the path, where the need is in one app */
export function decideAccess(
  grants: readonly Grant[],
  need: Need,
  appId: number | undefined,
): 'allowed' | 'forbidden' {
  const isAllowed = () => {
    switch (need.apps) {
      case 'one':
        return appId !== undefined && isAtLeast(roleIn(grants, appId), need.role)
      case 'any':
        return appsWith(grants, need.role).length > 0
      case 'all':
        return isAtLeast(roleIn(grants, ALL_APPS), need.role)
    }
  }
  return isAllowed() ? 'allowed' : 'forbidden'
}

export const MOST_OPERATOR_NAME_CHARACTERS = 80

/** The name as stored, or undefined: one line of 1 to 80 visible characters. */
export function parseOperatorName(text: string): string | undefined {
  const name = text.trim()
  const isOneLine = !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(name)
  return name.length > 0 && Array.from(name).length <= MOST_OPERATOR_NAME_CHARACTERS && isOneLine
    ? name
    : undefined
}

/** Grants as stored, by the apps' order, or undefined: at least one, and one role for each app. */
export function parseGrants(grants: readonly Grant[]): readonly Grant[] | undefined {
  const apps = new Set(grants.map(({ appId }) => appId))
  if (grants.length === 0 || apps.size !== grants.length) return undefined
  return grants.map(({ appId, role }) => ({ appId, role })).sort((a, b) => a.appId - b.appId)
}

/** Whether these grants allow managing operators. Of those who may, one must always be left. */
export function isOwnerOfAll(grants: readonly Grant[]): boolean {
  return roleIn(grants, ALL_APPS) === 'owner'
}
