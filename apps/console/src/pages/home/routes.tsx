import { createRoute, redirect } from '@tanstack/react-router'
import { shellRoute } from '../../app/shell-route.tsx'

const home = createRoute({
  getParentRoute: () => shellRoute,
  path: '/',
  beforeLoad: () => {
    // eslint-disable-next-line typescript/only-throw-error
    throw redirect({ to: '/insight' })
  },
})

export const HOME_ROUTES = [home] as const
