import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { shellRoute } from '../../app/shell-route.tsx'

const messages = createRoute({
  getParentRoute: () => shellRoute,
  path: '/messages',
  component: lazyRouteComponent(() => import('./messages-page.tsx'), 'MessagesPage'),
})

const handset = createRoute({
  getParentRoute: () => shellRoute,
  path: '/handset',
  component: lazyRouteComponent(() => import('./handset-page.tsx'), 'HandsetPage'),
})

export const MESSAGE_ROUTES = [messages, handset] as const
