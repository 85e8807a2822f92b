import type { AuthyRoute } from '../authy/route.ts'
import { createApprovalAct } from './create-approval.ts'
import { createApprovalDescription } from './describe/create-approval.ts'
import { readApprovalDescription } from './describe/read-approval.ts'
import { readApprovalAct } from './read-approval.ts'

/** The approval requests of the Authy API, below `/onetouch/{json|xml}` (docs/wire, onetouch). */
export const ONETOUCH_ROUTES: readonly AuthyRoute[] = [
  {
    methods: ['POST'],
    paths: ['/users/:id/approval_requests'],
    act: createApprovalAct,
    description: createApprovalDescription,
  },
  {
    methods: ['GET', 'POST'],
    paths: ['/approval_requests/:uuid'],
    act: readApprovalAct,
    description: readApprovalDescription,
  },
]
