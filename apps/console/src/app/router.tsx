import { createRouter } from '@tanstack/react-router'
import { APP_ROUTES } from '../pages/apps/routes.tsx'
import { HOME_ROUTES } from '../pages/home/routes.tsx'
import { INSIGHT_ROUTES } from '../pages/insight/routes.tsx'
import { MESSAGE_ROUTES } from '../pages/messages/routes.tsx'
import { OPERATOR_ROUTES } from '../pages/operators/routes.tsx'
import { PEOPLE_ROUTES } from '../pages/people/routes.tsx'
import { SIGN_IN_ROUTES } from '../pages/sign-in/routes.tsx'
import { rootRoute } from './root-route.tsx'
import { shellRoute } from './shell-route.tsx'

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    ...SIGN_IN_ROUTES,
    shellRoute.addChildren([
      ...HOME_ROUTES,
      ...INSIGHT_ROUTES,
      ...PEOPLE_ROUTES,
      ...MESSAGE_ROUTES,
      ...APP_ROUTES,
      ...OPERATOR_ROUTES,
    ]),
  ]),
  basepath: '/console',
  defaultPreload: 'intent',
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
