import type { Need } from '../../../src/domain/operator.ts'

/** Who may call each route of the console: written apart from the routes, so that a slip in one shows. */
export const ACCESS: Readonly<Record<string, Need | 'self' | 'nobody'>> = {
  'GET /session': 'self',
  'GET /insight': { role: 'support', apps: 'any' },
  'GET /insight/unusual': { role: 'support', apps: 'any' },
  'GET /insight/tables/:table': { role: 'support', apps: 'any' },
  'GET /events': { role: 'support', apps: 'any' },
  'GET /events/live': { role: 'support', apps: 'any' },
  'GET /apps/:appId/developers': { role: 'support', apps: 'one' },
  'GET /apps/:appId/requests': { role: 'support', apps: 'one' },
  'GET /apps/:appId/webhooks': { role: 'operator', apps: 'one' },
  'POST /apps/:appId/webhooks': { role: 'operator', apps: 'one' },
  'DELETE /apps/:appId/webhooks/:webhookId': { role: 'operator', apps: 'one' },
  'POST /apps/:appId/webhooks/:webhookId/enable': { role: 'operator', apps: 'one' },
  'POST /apps/:appId/webhooks/:webhookId/test': { role: 'operator', apps: 'one' },
  'GET /apps/:appId/webhooks/:webhookId/deliveries': { role: 'operator', apps: 'one' },
  'POST /apps/:appId/webhooks/:webhookId/deliveries/:deliveryId/redeliver': {
    role: 'operator',
    apps: 'one',
  },
  'GET /apps/:appId/access-keys': { role: 'operator', apps: 'one' },
  'POST /apps/:appId/access-keys': { role: 'operator', apps: 'one' },
  'DELETE /apps/:appId/access-keys/:keyId': { role: 'operator', apps: 'one' },
}
