/**
 * The device protocol's shapes and words (docs/device-protocol.md), for the service and for
 * authenticators alike. Times are milliseconds.
 */

/** `typ` of the three things that a device signs. */
export const REQUEST_TYPE = 'countersign-request+jwt'
export const APPROVAL_TYPE = 'countersign-approval+jwt'
export const REGISTRATION_TYPE = 'countersign-registration+jwt'

/** How far the time of a request or an answer may be from the server's. */
export const CLOCK_WINDOW_MS = 300_000

export const DEVICE_SYSTEMS = [
  'android',
  'ios',
  'windows',
  'macos',
  'linux',
  'chromeos',
  'other',
] as const
export type DeviceSystem = (typeof DEVICE_SYSTEMS)[number]

export type RegistrationVia = 'sms' | 'call' | 'device'

/** A P-256 public key (RFC 7517). */
export interface PublicJwk {
  readonly kty: 'EC'
  readonly crv: 'P-256'
  readonly x: string
  readonly y: string
}

/** What `Authorization: Device` signs. */
export interface RequestClaims {
  readonly method: string
  readonly path: string
  /** base64url of SHA-256 over the body. */
  readonly body: string
  readonly time: number
  readonly nonce: string
}

export type DeviceErrorCode =
  | 'invalid'
  | 'unauthorized'
  | 'clock'
  | 'replayed'
  | 'revoked'
  | 'not-found'
  | 'not-pending'
  | 'expired'
  | 'altered'
  | 'wrong-number'
  | 'wrong-code'
  | 'refused'
  | 'too-many'
  | 'unavailable'

export interface DeviceErrorBody {
  readonly error: {
    readonly code: DeviceErrorCode
    readonly message: string
    readonly fields?: Readonly<Record<string, string>>
    readonly field?: string
    readonly status?: string
    readonly authyCode?: string
    readonly triesLeft?: number
    readonly retryAt?: number
    readonly serverTime?: number
  }
}

export interface AboutBody {
  readonly service: string
  readonly time: number
  readonly vapidPublicKey: string
}

export interface RegistrationBody {
  readonly id: string
  readonly via: RegistrationVia
  readonly status: 'pending' | 'complete' | 'refused' | 'expired'
  readonly codeDigits: number
  /** Two digits, for `via: 'device'`. */
  readonly number: string | null
  readonly resendAt: number
  readonly expiresAt: number
  /** Once it is complete. */
  readonly device?: DeviceBody
}

export interface NewRegistrationBody {
  readonly phone: string
  readonly via: RegistrationVia
  readonly locale?: string
  readonly name: string
  readonly system: DeviceSystem
  readonly version: string
  readonly signingKey: PublicJwk
  readonly agreementKey: PublicJwk
}

export interface DeviceBody {
  readonly id: number
  readonly name: string
  readonly system: DeviceSystem
  readonly version: string
  readonly registeredAt: number
  readonly registeredVia: RegistrationVia
  readonly lastSeenAt: number
  readonly isThis: boolean
}

export interface OwnDeviceBody {
  readonly device: DeviceBody
  /** Masked. */
  readonly phone: string
  readonly hasPush: boolean
}

export interface RegistrationRequestBody {
  readonly id: string
  readonly name: string
  readonly system: DeviceSystem
  readonly requestedAt: number
  readonly requestedFrom: string | null
  readonly expiresAt: number
}

export interface DeviceAppBody {
  readonly id: number
  readonly name: string
  readonly logoUrl: string | null
  readonly hasToken: boolean
  readonly pushesPausedAt: number | null
}

export interface AppsBody {
  readonly apps: readonly DeviceAppBody[]
  /** JWE of `TokenSecrets`. */
  readonly tokens: string | null
}

export interface TokenSecrets {
  readonly tokens: readonly {
    readonly appId: number
    /** Base32. */
    readonly secret: string
    readonly digits: number
    readonly periodSeconds: number
  }[]
}

/** Name and value as they are shown, in the app's order. */
export type ShownDetail = readonly [name: string, value: string]

export interface ApprovalBody {
  readonly uuid: string
  readonly app: { readonly id: number; readonly name: string }
  readonly message: string
  readonly details: readonly ShownDetail[]
  readonly logos: readonly { readonly res: string; readonly url: string }[]
  readonly requestedAt: number
  readonly requestedFrom: string | null
  readonly expiresAt: number | null
  readonly needsNumber: boolean
  readonly status: 'pending' | 'approved' | 'denied' | 'expired'
  readonly answeredAt: number | null
  readonly answeredBy: { readonly id: number; readonly name: string } | null
  readonly notMe: boolean
}

/** What a device signs as its answer: exactly what it showed, and what was answered. */
export interface ApprovalStatement {
  readonly uuid: string
  readonly app: { readonly id: number; readonly name: string }
  readonly message: string
  readonly details: readonly ShownDetail[]
  readonly requestedAt: number
  readonly requestedFrom: string | null
  readonly answer: 'approved' | 'denied'
  readonly number: string | null
  readonly notMe: boolean
  readonly answeredAt: number
}

export interface RegistrationStatement {
  readonly id: string
  readonly name: string
  readonly system: DeviceSystem
  readonly answer: 'approved' | 'denied'
  readonly number: string | null
  readonly answeredAt: number
}

/** Events of the live stream by name, with their data. */
export interface DeviceEvents {
  readonly hello: { readonly time: number }
  readonly 'approval-requested': { readonly uuid: string }
  readonly 'approval-answered': { readonly uuid: string; readonly status: string }
  readonly 'token-wanted': { readonly appId: number }
  readonly 'apps-changed': Readonly<Record<string, never>>
  readonly 'devices-changed': Readonly<Record<string, never>>
  readonly 'device-revoked': { readonly deviceId: number }
  readonly 'registration-requested': { readonly id: string }
  readonly 'registration-answered': { readonly id: string; readonly status: string }
  readonly reset: Readonly<Record<string, never>>
}
