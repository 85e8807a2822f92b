import type { CameFrom } from '../../../actions/console/sessions.ts'
import type { ConsoleRequest } from '../route.ts'

/** Where a request came from, as sessions and events keep it. */
export function cameFrom({
  http,
  ip,
}: Pick<ConsoleRequest<unknown, unknown, unknown>, 'http' | 'ip'>): CameFrom {
  return { ip, userAgent: http.headers['user-agent'] ?? '' }
}
