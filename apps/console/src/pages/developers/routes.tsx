import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { shellRoute } from '../../app/shell-route.tsx'
import { readRequestsSearch } from './requests-search.ts'

const developers = createRoute({
  getParentRoute: () => shellRoute,
  path: '/apps/$appId/developers',
  validateSearch: readRequestsSearch,
  component: lazyRouteComponent(() => import('./developers-page.tsx'), 'DevelopersPage'),
})

const webhooks = createRoute({
  getParentRoute: () => shellRoute,
  path: '/apps/$appId/webhooks',
  component: lazyRouteComponent(() => import('./developers-page.tsx'), 'WebhooksPage'),
})

export const DEVELOPER_ROUTES = [developers, webhooks] as const
