import type { Role } from '@countersign/server/console-api'
import {
  IconActivity,
  IconApps,
  IconChartLine,
  IconDeviceMobile,
  IconMessages,
  IconShieldLock,
  IconUsers,
} from '@tabler/icons-react'

/** What the side of every page leads to, in its order. */
export const NAVIGATION = [
  { to: '/insight', label: 'Insight', icon: IconChartLine, role: 'support' },
  { to: '/people', label: 'People', icon: IconUsers, role: 'support' },
  { to: '/messages', label: 'Messages', icon: IconMessages, role: 'support' },
  { to: '/handset', label: 'Handset', icon: IconDeviceMobile, role: 'support' },
  { to: '/events', label: 'Events', icon: IconActivity, role: 'support' },
  { to: '/apps', label: 'Applications', icon: IconApps, role: 'support' },
  { to: '/operators', label: 'Operators', icon: IconShieldLock, role: 'owner' },
] as const satisfies readonly { readonly role: Role; readonly [name: string]: unknown }[]
