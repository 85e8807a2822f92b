import { Type } from 'typebox'
import { type DeviceDescription, meaning, named } from '../../reference/description.ts'
import { APPROVAL, EXAMPLE_APPROVAL, EXAMPLE_JWS, UUID_PART } from './shapes.ts'

/** What the act keeps to. */
export const MOST_LISTED = 100
export const DEFAULT_LISTED = 20

const ONE = named('ApprovalAnswer', Type.Object({ approval: APPROVAL }))
const NOT_FOUND = { 'not-found': 'The person has no such request.' } as const

export const listApprovalsDescription: DeviceDescription = {
  operationId: 'listApprovals',
  tag: 'Devices',
  summary: 'List approval requests',
  text: 'Newest first.',
  query: Type.Object({
    status: Type.Optional(
      Type.Enum(['pending', 'past'], {
        default: 'pending',
        ...meaning('`past` are those that were answered or have expired.', 'past'),
      }),
    ),
    before: Type.Optional(
      Type.String(meaning('The uuid after which to go on.', EXAMPLE_APPROVAL.uuid)),
    ),
    limit: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: MOST_LISTED,
        ...meaning(`Left out, ${MOST_LISTED} pending or ${DEFAULT_LISTED} past ones.`, 20),
      }),
    ),
  }),
  answer: named('Approvals', Type.Object({ approvals: Type.Array(APPROVAL) })),
  answers: { approvals: { approvals: [EXAMPLE_APPROVAL] } },
  failures: { invalid: 'A parameter is not as described; `fields` names it.' },
}

export const readApprovalDescription: DeviceDescription = {
  operationId: 'getApproval',
  tag: 'Devices',
  summary: 'Get an approval request',
  text: 'Everything in it is text to be shown as text: it comes from the application, and part of it may come from whoever tries to log in.',
  path: { uuid: UUID_PART },
  answer: ONE,
  answers: { pending: { approval: EXAMPLE_APPROVAL } },
  failures: NOT_FOUND,
}

export const answerApprovalDescription: DeviceDescription = {
  operationId: 'answerApproval',
  tag: 'Devices',
  summary: 'Approve or deny',
  text: 'The statement is a compact JWS (`countersign-approval+jwt`) over exactly what was shown and what was answered: `uuid`, `app`, `message`, `details`, `requestedAt`, `requestedFrom`, `answer` (approved or denied), `number`, `notMe` and `answeredAt`. The application gets it, and can show later what was approved.',
  path: { uuid: UUID_PART },
  example: { statement: EXAMPLE_JWS },
  answer: ONE,
  answers: {
    approved: {
      approval: {
        ...EXAMPLE_APPROVAL,
        status: 'approved',
        answeredAt: EXAMPLE_APPROVAL.requestedAt + 5_000,
        answeredBy: { id: 1_234_567, name: 'Phone of Ana' },
      },
    },
  },
  failures: {
    ...NOT_FOUND,
    altered: 'What was signed is not what was asked; `field` names the first difference.',
    'not-pending': 'It was answered already; `status` says how.',
    expired: 'It has expired.',
    'wrong-number': 'The number is not that of the login page; `triesLeft`, at 0 it is denied.',
  },
}

export const notMeDescription: DeviceDescription = {
  operationId: 'reportNotMe',
  tag: 'Devices',
  summary: 'Say afterwards “this was not me”',
  text: 'For a request that is past. Requests of that application pause for this person, and the application is told.',
  path: { uuid: UUID_PART },
  answer: ONE,
  answers: {
    reported: { approval: { ...EXAMPLE_APPROVAL, status: 'expired', notMe: true } },
  },
  failures: { ...NOT_FOUND, invalid: 'It is pending: deny it with a statement.' },
}
