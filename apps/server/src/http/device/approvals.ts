import { APPROVAL_TYPE, type ApprovalStatement, CLOCK_WINDOW_MS } from '@countersign/wire'
import { Type } from 'typebox'
import { answerApproval } from '../../actions/devices/answer-approval.ts'
import { findApproval, listApprovals } from '../../actions/devices/list-approvals.ts'
import { refuseAnswer } from '../../actions/devices/refuse-answer.ts'
import { reportNotMe } from '../../actions/devices/report-not-me.ts'
import { type AuthenticatedDevice, verifyStatement } from './authenticate.ts'
import { approvalBody } from './bodies.ts'
import {
  DEFAULT_LISTED,
  answerApprovalDescription,
  listApprovalsDescription,
  notMeDescription,
  readApprovalDescription,
  MOST_LISTED,
} from './describe/approvals.ts'
import { type DeviceFailure, NOT_PENDING } from './failure.ts'
import {
  answer,
  type DeviceAnswer,
  type DeviceRequest,
  type DeviceRoute,
  queryPart,
  refuse,
  schema,
  uuidPart,
} from './route.ts'

/** As many details as an app may give, each as long as it may be, fit in it (docs/wire, onetouch). */
const MOST_STATEMENT_CHARACTERS = 60_000

const STATEMENT = schema(
  Type.Object({
    uuid: Type.String(),
    app: Type.Object({
      id: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }),
      name: Type.String(),
    }),
    message: Type.String(),
    details: Type.Array(Type.Tuple([Type.String(), Type.String()])),
    requestedAt: Type.Number(),
    requestedFrom: Type.Union([Type.String(), Type.Null()]),
    answer: Type.Enum(['approved', 'denied']),
    number: Type.Union([Type.String(), Type.Null()]),
    notMe: Type.Boolean(),
    answeredAt: Type.Number(),
  }),
)

export const APPROVAL_ROUTES: readonly DeviceRoute[] = [
  {
    method: 'GET',
    path: '/approvals',
    body: undefined,
    act: list,
    description: listApprovalsDescription,
  },
  {
    method: 'GET',
    path: '/approvals/:uuid',
    body: undefined,
    act: read,
    description: readApprovalDescription,
  },
  {
    method: 'POST',
    path: '/approvals/:uuid/answer',
    body: schema(
      Type.Object({
        statement: Type.String({
          maxLength: MOST_STATEMENT_CHARACTERS,
          description: 'The signed answer.',
        }),
      }),
    ),
    act: answerRequest,
    description: answerApprovalDescription,
    admits: 'in-act',
  },
  {
    method: 'POST',
    path: '/approvals/:uuid/not-me',
    body: undefined,
    act: notMe,
    description: notMeDescription,
  },
]

async function list(
  { deps, http }: DeviceRequest<unknown>,
  { authyId }: AuthenticatedDevice,
): Promise<DeviceAnswer> {
  const status = queryPart(http, 'status') ?? 'pending'
  const limit = queryPart(http, 'limit')
  if (status !== 'pending' && status !== 'past')
    return refuse({ code: 'invalid', fields: { status: 'is neither pending nor past' } })
  if (limit !== undefined && !/^[1-9]\d{0,2}$/.test(limit))
    return refuse({ code: 'invalid', fields: { limit: 'is not a whole number from 1 to 100' } })
  const before = queryPart(http, 'before')
  if (before !== undefined && !/^[0-9a-f-]{36}$/.test(before))
    return refuse({ code: 'invalid', fields: { before: 'is not a uuid' } })
  const most =
    limit === undefined ? (status === 'past' ? DEFAULT_LISTED : MOST_LISTED) : Number(limit)
  const approvals = await listApprovals(deps, authyId, {
    status,
    before,
    limit: Math.min(most, MOST_LISTED),
  })
  const now = deps.now()
  return answer({ approvals: approvals.map((approval) => approvalBody(approval, now)) })
}

async function read(
  { deps, http }: DeviceRequest<unknown>,
  { authyId }: AuthenticatedDevice,
): Promise<DeviceAnswer> {
  const found = await findApproval(deps, authyId, uuidPart(http, 'uuid'))
  if (found === undefined) return refuse({ code: 'not-found' })
  return answer({ approval: approvalBody(found, deps.now()) })
}

async function answerRequest(
  { deps, http, body, ip }: DeviceRequest<unknown>,
  device: AuthenticatedDevice,
): Promise<DeviceAnswer> {
  const { statement } = body as { readonly statement: string }
  const uuid = uuidPart(http, 'uuid')
  const payload = await verifyStatement(statement, APPROVAL_TYPE, device)
  const now = deps.now()
  const turnDown = async (failure: DeviceFailure) => {
    const turned = await refuseAnswer(deps, device, { uuid, reason: failure.code, ip })
    return refuse(turned === 'refused' ? failure : { code: turned })
  }
  if (!STATEMENT().Check(payload)) return await turnDown({ code: 'altered', field: 'statement' })
  // The schema has just checked every member.
  const signed = payload as ApprovalStatement
  if (signed.uuid !== uuid) return await turnDown({ code: 'altered', field: 'uuid' })
  if (Math.abs(now - signed.answeredAt) > CLOCK_WINDOW_MS)
    return await turnDown({ code: 'clock', serverTime: now })
  const { id: deviceId, authyId, nonce, nonceExpiresAt } = device
  const outcome = await answerApproval(deps, {
    appId: signed.app.id,
    authyId,
    deviceId,
    ip,
    nonce,
    nonceExpiresAt,
    signed,
    statement,
  })
  switch (outcome.result) {
    case 'accepted': {
      const { row, content, device: by } = outcome.view
      const answeredBy = by === undefined ? undefined : { id: by.id, name: by.name }
      return answer({ approval: approvalBody({ row, content, answeredBy }, now) })
    }
    case 'replayed':
    case 'revoked':
    case 'not-found':
      return refuse({ code: outcome.result })
    case 'not-pending':
      return refuse({ code: 'not-pending', status: outcome.status, ...NOT_PENDING })
    case 'expired':
      return refuse({ code: 'expired', ...NOT_PENDING })
    case 'altered':
      return refuse({ code: 'altered', field: outcome.field })
    case 'wrong-number':
      return refuse({ code: 'wrong-number', triesLeft: outcome.triesLeft })
  }
}

async function notMe(
  { deps, http }: DeviceRequest<unknown>,
  device: AuthenticatedDevice,
): Promise<DeviceAnswer> {
  const reported = await reportNotMe(deps, device, uuidPart(http, 'uuid'))
  switch (reported.result) {
    case 'reported':
      return answer({ approval: approvalBody(reported.approval, deps.now()) })
    case 'not-found':
      return refuse({ code: 'not-found' })
    case 'pending':
      return refuse({ code: 'invalid', fields: { uuid: 'is pending: deny it with a statement' } })
  }
}
