import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { chosen, numberOf, oneOf, textOf, type Typed } from '../../app/search-params.ts'
import { shellRoute } from '../../app/shell-route.tsx'

export const CHANNELS = ['sms', 'call', 'email'] as const
export const STATUSES = ['queued', 'sent', 'failed', 'refused'] as const

const messages = createRoute({
  getParentRoute: () => shellRoute,
  path: '/messages',
  validateSearch: (typed: Typed) =>
    chosen({
      app: numberOf(typed, 'app'),
      channel: oneOf(typed, 'channel', CHANNELS),
      status: oneOf(typed, 'status', STATUSES),
      provider: textOf(typed, 'provider'),
      to: textOf(typed, 'to'),
      from: textOf(typed, 'from'),
      until: textOf(typed, 'until'),
      after: textOf(typed, 'after'),
    }),
  component: lazyRouteComponent(() => import('./messages-page.tsx'), 'MessagesPage'),
})

const handset = createRoute({
  getParentRoute: () => shellRoute,
  path: '/handset',
  validateSearch: (typed: Typed) =>
    chosen({ to: textOf(typed, 'to'), authyId: numberOf(typed, 'authyId') }),
  component: lazyRouteComponent(() => import('./handset-page.tsx'), 'HandsetPage'),
})

export const MESSAGE_ROUTES = [messages, handset] as const
