import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { shellRoute } from '../../app/shell-route.tsx'
import { readRequestsSearch } from '../developers/requests-search.ts'
import { readAppsSearch } from './apps-search.ts'

const apps = createRoute({
  getParentRoute: () => shellRoute,
  path: '/apps',
  validateSearch: readAppsSearch,
  component: lazyRouteComponent(() => import('./apps-page.tsx'), 'AppsPage'),
})

const app = createRoute({
  getParentRoute: () => shellRoute,
  path: '/apps/$appId',
  component: lazyRouteComponent(() => import('./app-page.tsx'), 'AppPage'),
})

const overview = createRoute({
  getParentRoute: () => app,
  path: '/',
  component: lazyRouteComponent(() => import('./overview-tab.tsx'), 'OverviewTab'),
})

const keys = createRoute({
  getParentRoute: () => app,
  path: '/keys',
  component: lazyRouteComponent(() => import('./keys-tab.tsx'), 'KeysTab'),
})

const settings = createRoute({
  getParentRoute: () => app,
  path: '/settings',
  component: lazyRouteComponent(() => import('./settings-tab.tsx'), 'SettingsTab'),
})

const callback = createRoute({
  getParentRoute: () => app,
  path: '/callback',
  component: lazyRouteComponent(() => import('./callback-tab.tsx'), 'CallbackTab'),
})

const webhooks = createRoute({
  getParentRoute: () => app,
  path: '/webhooks',
  component: lazyRouteComponent(() => import('../developers/webhooks-tab.tsx'), 'WebhooksTab'),
})

const developers = createRoute({
  getParentRoute: () => app,
  path: '/developers',
  validateSearch: readRequestsSearch,
  component: lazyRouteComponent(() => import('../developers/developers-tab.tsx'), 'DevelopersTab'),
})

/** The tabs of an application; app-tabs.ts has them in their order. */
const TABS = [overview, keys, settings, callback, webhooks, developers] as const

export const APP_ROUTES = [apps, app.addChildren([...TABS])] as const
