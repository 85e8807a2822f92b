import { MESSAGE_ROUTES } from './messages/routes.ts'
import { PEOPLE_ROUTES } from './people/routes.ts'
import type { ConsoleRoute } from './route.ts'
import { SESSION_ROUTES } from './session/routes.ts'

/** Every route of the console's dialect, part by part. */
export const CONSOLE_ROUTES: readonly ConsoleRoute[] = [
  ...SESSION_ROUTES,
  ...PEOPLE_ROUTES,
  ...MESSAGE_ROUTES,
]
