import type { ConsoleRoute } from '../route.ts'
import {
  changeGrants,
  disableOperator,
  enableOperator,
  endTheirSession,
  endTheirSessions,
  removeTheirPasskey,
  renewOperator,
} from './change-operator.ts'
import { inviteOperator, withdrawInvitation } from './invite-operator.ts'
import { listInvitations, listOperators } from './list-operators.ts'
import { readOperator } from './read-operator.ts'

export const OPERATOR_ROUTES: readonly ConsoleRoute[] = [
  listOperators,
  listInvitations,
  inviteOperator,
  withdrawInvitation,
  readOperator,
  changeGrants,
  disableOperator,
  enableOperator,
  renewOperator,
  removeTheirPasskey,
  endTheirSessions,
  endTheirSession,
]
