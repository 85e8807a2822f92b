import { approvalStatus, type WireObject } from '@countersign/wire'
import { readApproval, waitForApproval } from '../../actions/read-approval.ts'
import { approvalStatusAt, type Details } from '../../domain/approval-request.ts'
import { deviceOf } from '../authy/device.ts'
import { integerParam } from '../authy/params.ts'
import { type AuthyAnswer, type AuthyRequest, ok, refuse } from '../authy/route.ts'

/** Any UUID will do (docs/wire §7.1); what is none is not looked up. */
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Below what proxies commonly allow an answer to take. */
export const LONGEST_WAIT_SECONDS = 55

type Found = Extract<Awaited<ReturnType<typeof readApproval>>, { readonly result: 'found' }>

/** `GET approval_requests/{uuid}`; `wait=SECONDS` answers as soon as it is decided. */
export async function readApprovalAct(request: AuthyRequest): Promise<AuthyAnswer> {
  const { deps, app, params } = request
  const wait = integerParam(params, 'wait')
  if (!wait.ok) return refuse(wait.failure)
  const uuid = (request.path['uuid'] ?? '').toLowerCase()
  if (!UUID.test(uuid)) return refuse({ error: 'approvalRequestNotFound', uuid })
  const waitMs = Math.min(Math.max(wait.value ?? 0, 0), LONGEST_WAIT_SECONDS) * 1_000
  const found =
    waitMs === 0
      ? await readApproval(deps, app.id, uuid)
      : await waitForApproval(deps, app.id, uuid, { waitMs, closed: request.whenClosed() })
  if (found.result === 'not-found') return refuse({ error: 'approvalRequestNotFound', uuid })
  return ok(statusOf(found, deps.now()))
}

function statusOf({ view, email, signingKey }: Found, now: number): WireObject {
  const { row, content, device, statement } = view
  const isAnswered = row.status !== 'pending' && device !== undefined
  return approvalStatus({
    uuid: row.uuid,
    appId: row.appId,
    appName: content.appName,
    authyId: row.authyId,
    // authy-client wants an address; a user who was removed since has none left.
    email: email ?? 'removed@invalid.example',
    createdAtMs: row.createdAt,
    notifiedAtMs: row.notifiedAt,
    answeredAtMs: row.answeredAt,
    secondsToExpire: content.secondsToExpire,
    status: approvalStatusAt(row, now),
    answer: isAnswered
      ? {
          hiddenDetails: hashOf(content.hiddenDetails),
          device: deviceOf(device),
          statement: statement ?? '',
          // A public JWK, as the device registered it.
          publicKey: JSON.parse(signingKey ?? '{}') as WireObject,
        }
      : undefined,
    notMe: row.notMeAt !== undefined,
  })
}

function hashOf(details: Details | null): WireObject | null {
  return details === null ? null : Object.fromEntries(details)
}
