import { createRoute, redirect } from '@tanstack/react-router'
import { ProblemPage } from '../parts/problem-note.tsx'
import { Shell } from '../parts/shell.tsx'
import { Problem } from './problem.ts'
import { queryClient } from './queries.ts'
import { rootRoute } from './root-route.tsx'
import { sessionQuery } from './session.ts'

/** Around every page for which one is signed in. */
export const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'shell',
  component: Shell,
  errorComponent: ProblemPage,
  beforeLoad: async ({ location }) => {
    try {
      await queryClient.ensureQueryData(sessionQuery)
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'unauthenticated') throw error
      // The router's own way to go elsewhere before a page is drawn.
      // eslint-disable-next-line typescript/only-throw-error
      throw redirect({ to: '/sign-in', search: { next: location.href } })
    }
  },
})
