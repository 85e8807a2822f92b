import type { WireObject, WireValue } from '../wire-value.ts'
import { objectId } from './object-id.ts'

/**
 * Answer to `approval_requests`. Top-level `message` is for authy-rs, which fails without one
 * (docs/wire §1, 17); `number_matching` is ours.
 */
export function approvalCreated(created: {
  readonly uuid: string
  readonly number: string | null
}): WireObject {
  return {
    approval_request: {
      uuid: created.uuid,
      ...(created.number === null ? {} : { number_matching: { code: created.number } }),
    },
    message: 'Approval request was created.',
    success: true,
  }
}

export interface ApprovalFacts {
  readonly uuid: string
  readonly appId: number
  readonly appName: string
  readonly authyId: number
  readonly email: string
  readonly createdAtMs: number
  readonly notifiedAtMs: number | undefined
  readonly answeredAtMs: number | undefined
  readonly secondsToExpire: number
  readonly status: 'pending' | 'approved' | 'denied' | 'expired'
  /** Once it was answered. */
  readonly answer:
    | {
        readonly hiddenDetails: WireValue
        readonly device: WireObject
        /** The compact JWS, and the key that verifies it as JWK. Ours. */
        readonly statement: string
        readonly publicKey: WireObject
      }
    | undefined
  readonly notMe: boolean
}

/** Answer to `approval_requests/{uuid}`: thirteen fields that authy-client checks by type (docs/wire §7.2), then ours. */
export function approvalStatus(approval: ApprovalFacts): WireObject {
  const { answer, answeredAtMs, createdAtMs } = approval
  return {
    approval_request: {
      _app_name: approval.appName,
      _app_serial_id: approval.appId,
      _authy_id: approval.authyId,
      _id: approval.uuid.replaceAll('-', '').slice(0, 24),
      _user_email: approval.email,
      app_id: objectId(approval.appId),
      created_at: isoSeconds(createdAtMs),
      notified: approval.notifiedAtMs !== undefined,
      processed_at: answeredAtMs === undefined ? null : isoSeconds(answeredAtMs),
      seconds_to_expire: approval.secondsToExpire,
      status: approval.status,
      updated_at: isoSeconds(answeredAtMs ?? approval.notifiedAtMs ?? createdAtMs),
      user_id: objectId(approval.authyId),
      uuid: approval.uuid,
      ...(answer === undefined
        ? {}
        : {
            hidden_details: answer.hiddenDetails,
            device: answer.device,
            not_me: approval.notMe,
            signed_answer: { statement: answer.statement, public_key: answer.publicKey },
          }),
    },
    message: 'Approval request status.',
    success: true,
  }
}

function isoSeconds(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d{3}Z$/, 'Z')
}
