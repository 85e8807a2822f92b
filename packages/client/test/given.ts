import type { Approval, Client } from '@countersign/client'

/** What the examples in the doc comments speak of without saying where it comes from. */
export interface Given {
  readonly apiKey: string
  readonly approval: Approval
  readonly authyId: number
  readonly code: string
  readonly countersign: Client
  readonly countryCode: number
  readonly decided: (uuid: string, status: string) => void
  readonly email: string
  readonly phone: string
  readonly request: Request
  readonly signal: AbortSignal
  readonly token: string
  /** Of the callback. */
  readonly url: string
  readonly uuid: string
}
