import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { shellRoute } from '../../app/shell-route.tsx'

const operators = createRoute({
  getParentRoute: () => shellRoute,
  path: '/operators',
  validateSearch: (search): { readonly after?: string } =>
    typeof search['after'] === 'string' ? { after: search['after'] } : {},
  component: lazyRouteComponent(() => import('./operators-page.tsx'), 'OperatorsPage'),
})

const operator = createRoute({
  getParentRoute: () => shellRoute,
  path: '/operators/$operatorId',
  component: lazyRouteComponent(() => import('./operator-page.tsx'), 'OperatorPage'),
})

const account = createRoute({
  getParentRoute: () => shellRoute,
  path: '/account',
  component: lazyRouteComponent(() => import('./account-page.tsx'), 'AccountPage'),
})

export const OPERATOR_ROUTES = [operators, operator, account] as const
