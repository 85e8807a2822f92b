import type { Role } from '@countersign/server/console-api'

/** The tabs of an application, in their order. */
export const APP_TABS = [
  { to: '/apps/$appId', label: 'Overview', role: 'support' },
  { to: '/apps/$appId/keys', label: 'Keys', role: 'operator' },
  { to: '/apps/$appId/settings', label: 'Settings', role: 'support' },
  { to: '/apps/$appId/callback', label: 'Callback', role: 'support' },
  { to: '/apps/$appId/webhooks', label: 'Webhooks', role: 'operator' },
  { to: '/apps/$appId/developers', label: 'Developers', role: 'support' },
] as const satisfies readonly {
  readonly to: string
  readonly label: string
  readonly role: Role
}[]
