import type {
  AnswerDecision,
  ApprovalContent,
  SignedAnswer,
} from '../../domain/approval-request.ts'
import type { ApprovalRow, DeviceRow } from '../../store/hot-approvals.ts'
import type { AttemptsRow } from '../../store/hot.ts'

export interface AnswerApprovalInput {
  readonly appId: number
  readonly authyId: number
  readonly deviceId: number
  readonly ip: string | undefined
  readonly nonce: string
  readonly nonceExpiresAt: number
  /** What the device signed, its signature verified. */
  readonly signed: SignedAnswer
  /** The same as the compact JWS that it came in. */
  readonly statement: string
}

/** A request as it stands after the act. */
export interface ApprovalView {
  readonly row: ApprovalRow
  readonly content: ApprovalContent
  readonly device: DeviceRow | undefined
  /** The signed answer, a compact JWS; absent while there is none. */
  readonly statement: string | undefined
}

export type AnswerApprovalResult =
  | { readonly result: 'accepted'; readonly view: ApprovalView }
  | { readonly result: 'replayed' }
  | { readonly result: 'revoked' }
  | { readonly result: 'not-found' }
  | Exclude<AnswerDecision, { readonly result: 'accept' | 'wrong-number' }>
  | { readonly result: 'wrong-number'; readonly triesLeft: number; readonly view: ApprovalView }

/** One answer on its way through the act. */
export interface Answer {
  readonly place: number
  readonly input: AnswerApprovalInput
  readonly device: DeviceRow
  readonly user: AttemptsRow
  readonly row: ApprovalRow
  readonly content: ApprovalContent
}
