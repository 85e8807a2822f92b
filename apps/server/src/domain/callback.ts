import type { ApprovalContent } from './approval-request.ts'
import type { DeviceFacts } from './device.ts'

/** What a callback tells the app, in no dialect: it is rendered when it is delivered. Kept as JSON. */
export interface CallbackFacts {
  readonly uuid: string
  readonly appId: number
  readonly authyId: number
  readonly status: 'approved' | 'denied'
  readonly content: ApprovalContent
  readonly createdAt: number
  readonly expiresAt: number | null
  readonly answeredAt: number
  /** The person said "this was not me". */
  readonly notMe: boolean
  /** The device's signed answer, a compact JWS; some other text where nobody gave one. */
  readonly statement: string
  readonly device: DeviceFacts
}

/** One answer of an endpoint that was none, as the operator sees it. */
export interface CallbackFailure {
  readonly at: number
  readonly attempt: number
  readonly reason: string
}

/** So many are kept for an app: as many as it takes to be disabled. */
export const KEPT_FAILURES = 3
