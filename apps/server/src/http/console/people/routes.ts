import type { ConsoleRoute } from '../route.ts'
import {
  liftSuspension,
  removePerson,
  revokeDevice,
  sendInstallLink,
  sendToken,
  suspendPerson,
} from './change-person.ts'
import { listActivities } from './list-activities.ts'
import { listApprovals } from './list-approvals.ts'
import { listMessagesOfPerson } from './list-messages.ts'
import { listPeople } from './list-people.ts'
import { readPerson } from './read-person.ts'
import { readTimeline } from './read-timeline.ts'

export const PEOPLE_ROUTES: readonly ConsoleRoute[] = [
  listPeople,
  readPerson,
  readTimeline,
  listMessagesOfPerson,
  listApprovals,
  listActivities,
  suspendPerson,
  liftSuspension,
  removePerson,
  revokeDevice,
  sendToken,
  sendInstallLink,
]
