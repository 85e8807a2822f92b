import type { UserKey } from './user-key.ts'

/** The part of a hot transaction that tells a repeated request from a new one. */
export interface ApprovalKeyTransaction {
  /** The requests that these keys stand for, as long as they do. */
  findByKeys(keys: readonly ApprovalKey[], now: number): Promise<readonly (string | undefined)[]>
  /** From now on a key stands for this request, whatever it stood for before. */
  writeApprovalKeys(rows: readonly ApprovalKeyWrite[]): Promise<void>
}

export interface ApprovalKey extends UserKey {
  readonly keyHash: string
}

export interface ApprovalKeyWrite extends ApprovalKey {
  readonly uuid: string
  readonly expiresAt: number
}
