import type { Need } from '../../../src/domain/operator.ts'

/** Who may call each route of the console: written apart from the routes, so that a slip in one shows. */
export const ACCESS: Readonly<Record<string, Need | 'self' | 'nobody'>> = {
  'GET /session': 'self',
}
