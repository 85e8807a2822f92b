import type { DetailValue } from './details.ts'

/** What a callback tells, once it is verified (docs/wire §8). */
export interface Callback {
  /** Of the approval request. */
  readonly uuid: string
  readonly status: 'approved' | 'denied'
  readonly authyId: number
  readonly message: string
  readonly details: Readonly<Record<string, DetailValue>>
  readonly hiddenDetails: Readonly<Record<string, DetailValue>>
  /** The person said "this was not me": somebody else knows their password. */
  readonly isNotMe: boolean
  /** Milliseconds since 1970. */
  readonly createdAt: number
  /** Milliseconds since 1970. */
  readonly answeredAt: number
  /** The device's own signed answer, a compact JWS. */
  readonly statement: string
  readonly device: {
    readonly id: number
    /** `android`, `ios` or `desktop`. */
    readonly osType: string
    readonly ip: string | undefined
  }
  /** The `webhook-id`, the same at every delivery; not part of what was verified. */
  readonly deliveryId: string | undefined
}
