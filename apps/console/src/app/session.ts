import type { Role, SessionAnswer } from '@countersign/server/console-api'
import { queryOptions, useSuspenseQuery } from '@tanstack/react-query'
import { ask } from './ask.ts'

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal }) =>
    await ask<SessionAnswer>('GET', '/session', { signal, isBare: true }),
  staleTime: 60_000,
})

const ROLES: readonly Role[] = ['support', 'operator', 'owner']

/** Who is signed in, and what they may do; inside the shell there always is somebody. */
export function useSession() {
  const { data } = useSuspenseQuery(sessionQuery)
  /** Whether they have at least this role in the app, or, without one, in any. For what the page shows: the service decides. */
  const may = (role: Role, appId?: number | 'all') =>
    data.operator.grants.some(
      (grant) =>
        ROLES.indexOf(grant.role) >= ROLES.indexOf(role) &&
        (appId === undefined || grant.appId === 0 || grant.appId === appId),
    )
  const appName = (appId: number) =>
    data.apps.find(({ id }) => id === appId)?.name ?? `Application ${appId}`
  return { ...data, may, appName }
}
