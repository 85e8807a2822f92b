import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from '../../app/root-route.tsx'
import { SignInPage } from './sign-in-page.tsx'

const signIn = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  /** Where to go on after it, a path of ours. */
  validateSearch: (search): { readonly next?: string } =>
    typeof search['next'] === 'string' && /^\/(?!\/)/.test(search['next'])
      ? { next: search['next'] }
      : {},
  // Not loaded by itself: on a slow line its one more way there and back would be what one waits for.
  component: SignInPage,
})

const signOut = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-out',
  component: lazyRouteComponent(() => import('./sign-out-page.tsx'), 'SignOutPage'),
})

/** Where one-time links lead; the token is in the fragment. */
const welcome = createRoute({
  getParentRoute: () => rootRoute,
  path: '/welcome',
  component: lazyRouteComponent(() => import('./welcome-page.tsx'), 'WelcomePage'),
})

export const SIGN_IN_ROUTES = [signIn, signOut, welcome] as const
