import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { shellRoute } from '../../app/shell-route.tsx'

const insight = createRoute({
  getParentRoute: () => shellRoute,
  path: '/insight',
  component: lazyRouteComponent(() => import('./insight-page.tsx'), 'InsightPage'),
})

const events = createRoute({
  getParentRoute: () => shellRoute,
  path: '/events',
  component: lazyRouteComponent(() => import('./events-page.tsx'), 'EventsPage'),
})

export const INSIGHT_ROUTES = [insight, events] as const
