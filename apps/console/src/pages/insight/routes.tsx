import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { shellRoute } from '../../app/shell-route.tsx'
import { readEventsSearch } from './events-search.ts'
import { readInsightSearch } from './insight-search.ts'

const insight = createRoute({
  getParentRoute: () => shellRoute,
  path: '/insight',
  validateSearch: readInsightSearch,
  component: lazyRouteComponent(() => import('./insight-page.tsx'), 'InsightPage'),
})

const events = createRoute({
  getParentRoute: () => shellRoute,
  path: '/events',
  validateSearch: readEventsSearch,
  component: lazyRouteComponent(() => import('./events-page.tsx'), 'EventsPage'),
})

export const INSIGHT_ROUTES = [insight, events] as const
