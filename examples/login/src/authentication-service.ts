import type {
  ApprovalNotAsked,
  SignedAnswer,
  TokenNotSent,
  TokenRefused,
} from '@countersign/client'

/**
 * What this app asks of two-factor authentication. A client of @countersign/client is one as it stands; so is
 * anything else that speaks to the same server (test/authy-library.test.ts does it with npm `authy`).
 */
export interface AuthenticationService {
  readonly users: {
    readonly create: (person: Person) => Promise<Created>
    readonly status: (authyId: number) => Promise<PersonStatus>
    readonly createQrSecret: (
      authyId: number,
      options: { readonly label: string },
    ) => Promise<QrSecret>
  }
  readonly approvals: {
    readonly request: (authyId: number, question: Question) => Promise<Asked>
    readonly status: (uuid: string) => Promise<Answered>
  }
  readonly tokens: {
    readonly send: (
      authyId: number,
      options: { readonly channel: Channel; readonly userIp?: string },
    ) => Promise<Sent>
    readonly verify: (
      authyId: number,
      token: string,
      options?: { readonly userIp?: string },
    ) => Promise<Verified>
  }
}

export type Channel = 'sms' | 'call' | 'email'

export interface Person {
  readonly email: string
  readonly phone: string
  readonly countryCode: string
}

export type Created =
  | { readonly ok: true; readonly authyId: number }
  | {
      readonly ok: false
      readonly reason: 'invalid-user'
      readonly fields: {
        readonly email?: string
        readonly phone?: string
        readonly countryCode?: string
      }
    }

export type PersonStatus =
  | { readonly ok: true; readonly user: { readonly isRegistered: boolean } }
  | { readonly ok: false; readonly reason: 'unknown-user' }

export type QrSecret =
  | { readonly ok: true; readonly qrCodeUrl: string }
  | { readonly ok: false; readonly reason: 'unknown-user' | 'disabled' }

export interface Question {
  readonly message: string
  readonly details: Readonly<Record<string, string>>
  /** Nobody is shown these; they come back with the answer. */
  readonly hiddenDetails: Readonly<Record<string, string>>
  readonly secondsToExpire: number
  readonly userIp?: string
  /** The same question under the same key is asked once. */
  readonly idempotencyKey?: string
}

export type Asked =
  | { readonly ok: true; readonly uuid: string; readonly number: string | undefined }
  | { readonly ok: false; readonly reason: ApprovalNotAsked }

export type Answered =
  | {
      readonly ok: true
      readonly approval: {
        readonly status: 'pending' | 'approved' | 'denied' | 'expired'
        readonly isNotMe: boolean
        /** What the device signed, where the server keeps it. */
        readonly signedAnswer: SignedAnswer | undefined
      }
    }
  | { readonly ok: false; readonly reason: 'not-found' }

export type Sent =
  | { readonly ok: true; readonly to: string }
  | { readonly ok: false; readonly reason: TokenNotSent }

export type Verified =
  | { readonly ok: true; readonly device: { readonly osType: string } }
  | { readonly ok: false; readonly reason: TokenRefused }
