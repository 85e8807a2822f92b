import { approvalKeys } from './migrations/approval-keys.ts'
import { growth } from './migrations/growth.ts'
import { insight } from './migrations/insight.ts'
import type { Migration } from './migrations/migration.ts'
import { months } from './migrations/months.ts'
import { oneTimePasswords } from './migrations/one-time-passwords.ts'
import { operators } from './migrations/operators.ts'
import { people } from './migrations/people.ts'
import { pushApprovals } from './migrations/push-approvals.ts'
import { upgrades } from './migrations/upgrades.ts'

export const MIGRATIONS: readonly Migration[] = [
  oneTimePasswords,
  pushApprovals,
  approvalKeys,
  operators,
  people,
  insight,
  months,
  growth,
  upgrades,
]
