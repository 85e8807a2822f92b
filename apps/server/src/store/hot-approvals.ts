import type { DeviceFacts } from '../domain/device.ts'
import type { ApprovalKeyTransaction } from './hot-approval-keys.ts'
import type { UserKey } from './user-key.ts'

/** The part of a hot transaction that asks people and takes their answers. Arrays, as everywhere in it. */
export interface ApprovalTransaction extends ApprovalKeyTransaction {
  /** Every device that a person ever had. */
  loadDevices(authyIds: readonly number[]): Promise<readonly (readonly DeviceRow[])[]>
  loadDevicesById(ids: readonly number[]): Promise<readonly (DeviceRow | undefined)[]>
  /** A living request that says the same. */
  findPending(keys: readonly PendingKey[], now: number): Promise<readonly (string | undefined)[]>
  insertApprovals(rows: readonly ApprovalWrite[]): Promise<void>
  loadApprovals(uuids: readonly string[]): Promise<readonly (ApprovalRow | undefined)[]>
  /** Answers what is pending and not expired; false for the slower of two, and for the late. */
  claimAnswers(answers: readonly AnswerClaim[], now: number): Promise<readonly boolean[]>
  /** Adds one to each and returns the new counts. */
  countWrongNumbers(uuids: readonly string[]): Promise<readonly number[]>
  /** Takes a nonce for its device; false for one that was seen before. */
  claimNonces(rows: readonly NonceClaim[]): Promise<readonly boolean[]>
  writePushState(rows: readonly PushStateWrite[]): Promise<void>
  touchDevices(rows: readonly DeviceTouch[]): Promise<void>
  /** Numbers them for each person in the order in which commits become visible. */
  appendDeviceEvents(rows: readonly DeviceEventWrite[]): Promise<void>
  insertWakes(rows: readonly WakeWrite[]): Promise<void>
  /** With their jobs; only for apps that have a callback. */
  insertCallbacks(rows: readonly CallbackWrite[]): Promise<void>
}

export interface DeviceRow extends DeviceFacts {
  readonly authyId: number
  /** Public key, a JWK as JSON. */
  readonly signingKey: string
  readonly revokedAt: number | undefined
  readonly hasPush: boolean
}

export interface PendingKey extends UserKey {
  readonly requestHash: string
}

export interface ApprovalWrite extends UserKey {
  readonly uuid: string
  readonly requestHash: string
  readonly sealedContent: string
  readonly createdAt: number
  readonly expiresAt: number | undefined
}

export interface ApprovalRow extends UserKey {
  readonly uuid: string
  readonly sealedContent: string
  readonly status: 'pending' | 'approved' | 'denied'
  readonly wrongNumbers: number
  readonly createdAt: number
  readonly expiresAt: number | undefined
  readonly notifiedAt: number | undefined
  readonly answeredAt: number | undefined
  readonly deviceId: number | undefined
  readonly sealedStatement: string | undefined
  readonly notMeAt: number | undefined
}

export interface AnswerClaim {
  readonly uuid: string
  readonly status: 'approved' | 'denied'
  readonly deviceId: number
  readonly sealedStatement: string | undefined
  readonly notMeAt: number | undefined
}

export interface NonceClaim {
  readonly deviceId: number
  readonly nonce: string
  readonly nonceExpiresAt: number
}

export interface PushStateWrite extends UserKey {
  readonly pushesSinceSuccess: number
  readonly pushesPausedAt: number | undefined
  readonly lastApprovalDay: number | undefined
}

export interface DeviceTouch {
  readonly id: number
  readonly at: number
  readonly ip: string | undefined
}

export interface DeviceEventWrite {
  readonly authyId: number
  readonly at: number
  readonly name: string
  /** JSON. */
  readonly data: string
}

export interface WakeWrite {
  readonly id: string
  readonly deviceId: number
  readonly at: number
  readonly deadlineAt: number
}

export interface CallbackWrite extends UserKey {
  readonly id: string
  readonly sealedFacts: string
  readonly at: number
  readonly deadlineAt: number
}
