import { DEVELOPER_ROUTES } from './developers/routes.ts'
import { EVENT_ROUTES } from './events/routes.ts'
import { INSIGHT_ROUTES } from './insight/routes.ts'
import type { ConsoleRoute } from './route.ts'
import { SESSION_ROUTES } from './session/routes.ts'

/** Every route of the console's dialect, part by part. */
export const CONSOLE_ROUTES: readonly ConsoleRoute[] = [
  ...SESSION_ROUTES,
  ...INSIGHT_ROUTES,
  ...EVENT_ROUTES,
  ...DEVELOPER_ROUTES,
]
