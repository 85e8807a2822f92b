import type { Need } from '../../../src/domain/operator.ts'

/** Who may call each route of the console: written apart from the routes, so that a slip in one shows. */
export const ACCESS: Readonly<Record<string, Need | 'self' | 'nobody'>> = {
  'GET /session': 'self',

  'GET /people': { role: 'support', apps: 'any' },
  'GET /people/:authyId': { role: 'support', apps: 'any' },
  'GET /people/:authyId/timeline': { role: 'support', apps: 'any' },
  'GET /people/:authyId/messages': { role: 'support', apps: 'any' },
  'GET /people/:authyId/approvals': { role: 'support', apps: 'any' },
  'GET /people/:authyId/activities': { role: 'support', apps: 'any' },
  'POST /apps/:appId/people/:authyId/suspend': { role: 'support', apps: 'one' },
  'POST /apps/:appId/people/:authyId/lift': { role: 'support', apps: 'one' },
  'POST /apps/:appId/people/:authyId/remove': { role: 'operator', apps: 'one' },
  'POST /apps/:appId/people/:authyId/devices/:deviceId/revoke': { role: 'operator', apps: 'one' },
  'POST /apps/:appId/people/:authyId/send-token': { role: 'operator', apps: 'one' },
  'POST /apps/:appId/people/:authyId/send-install-link': { role: 'operator', apps: 'one' },

  'GET /messages': { role: 'support', apps: 'any' },
  'GET /messages/stream': { role: 'support', apps: 'any' },
  'POST /apps/:appId/messages/:messageId/resend': { role: 'operator', apps: 'one' },
  'GET /handsets': { role: 'support', apps: 'any' },
  'GET /handset': { role: 'support', apps: 'any' },
}
