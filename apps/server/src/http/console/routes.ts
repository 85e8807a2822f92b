import { ACCOUNT_ROUTES } from './account/routes.ts'
import { APP_ROUTES } from './apps/routes.ts'
import { OPERATOR_ROUTES } from './operators/routes.ts'
import { MESSAGE_ROUTES } from './messages/routes.ts'
import { PEOPLE_ROUTES } from './people/routes.ts'
import { DEVELOPER_ROUTES } from './developers/routes.ts'
import { EVENT_ROUTES } from './events/routes.ts'
import { INSIGHT_ROUTES } from './insight/routes.ts'
import type { ConsoleRoute } from './route.ts'
import { SESSION_ROUTES } from './session/routes.ts'
import { WELCOME_ROUTES } from './welcome/routes.ts'

/** Every route of the console's dialect, part by part. */
export const CONSOLE_ROUTES: readonly ConsoleRoute[] = [
  ...SESSION_ROUTES,
  ...WELCOME_ROUTES,
  ...ACCOUNT_ROUTES,
  ...OPERATOR_ROUTES,
  ...APP_ROUTES,
  ...PEOPLE_ROUTES,
  ...MESSAGE_ROUTES,
  ...INSIGHT_ROUTES,
  ...EVENT_ROUTES,
  ...DEVELOPER_ROUTES,
]
