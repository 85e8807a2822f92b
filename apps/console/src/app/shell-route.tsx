import { createRoute } from '@tanstack/react-router'
import { ProblemPage } from '../parts/problem-note.tsx'
import { SignedInShell } from '../parts/signed-in-shell.tsx'
import { queryClient } from './queries.ts'
import { rootRoute } from './root-route.tsx'
import { sessionQuery } from './session.ts'

/** Around every page for which one is signed in. */
export const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'shell',
  component: SignedInShell,
  errorComponent: ProblemPage,
  // Not waited for: the page is on its way meanwhile.
  beforeLoad: () => {
    void queryClient.prefetchQuery(sessionQuery)
  },
})
