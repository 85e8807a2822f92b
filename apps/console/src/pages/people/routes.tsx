import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { chosen, numberOf, oneOf, textOf, type Typed } from '../../app/search-params.ts'
import { shellRoute } from '../../app/shell-route.tsx'

export const STANDINGS = ['suspended', 'confirmed', 'unconfirmed'] as const
export const TABS = ['overview', 'timeline', 'tokens', 'approvals', 'devices', 'activity'] as const
export const PARTS = ['tokens', 'approvals', 'devices', 'account', 'operators'] as const

const people = createRoute({
  getParentRoute: () => shellRoute,
  path: '/people',
  validateSearch: (typed: Typed) =>
    chosen({
      search: textOf(typed, 'search'),
      app: numberOf(typed, 'app'),
      standing: oneOf(typed, 'standing', STANDINGS),
      country: textOf(typed, 'country'),
      devices: oneOf(typed, 'devices', ['some', 'none']),
      sort: oneOf(typed, 'sort', ['created', '-created']),
      after: textOf(typed, 'after'),
    }),
  component: lazyRouteComponent(() => import('./people-page.tsx'), 'PeoplePage'),
})

const person = createRoute({
  getParentRoute: () => shellRoute,
  path: '/people/$authyId',
  validateSearch: (typed: Typed) =>
    chosen({
      tab: oneOf(typed, 'tab', TABS),
      part: oneOf(typed, 'part', PARTS),
      after: textOf(typed, 'after'),
    }),
  component: lazyRouteComponent(() => import('./person-page.tsx'), 'PersonPage'),
})

export const PEOPLE_ROUTES = [people, person] as const
