import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { shellRoute } from '../../app/shell-route.tsx'

const operators = createRoute({
  getParentRoute: () => shellRoute,
  path: '/operators',
  component: lazyRouteComponent(() => import('./operators-page.tsx'), 'OperatorsPage'),
})

const account = createRoute({
  getParentRoute: () => shellRoute,
  path: '/account',
  component: lazyRouteComponent(() => import('./account-page.tsx'), 'AccountPage'),
})

export const OPERATOR_ROUTES = [operators, account] as const
