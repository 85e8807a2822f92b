import type { WireObject, WireValue } from '../wire-value.ts'

type Scalar = string | number | boolean | null

export interface CallbackPayload {
  readonly authyId: number
  readonly uuid: string
  readonly status: 'approved' | 'denied'
  /** 24 hexadecimal digits. */
  readonly appId: string
  readonly appSerialId: number
  readonly message: string
  /** In the types in which the app gave them; null where it gave none. */
  readonly details: Readonly<Record<string, Scalar>> | null
  readonly hiddenDetails: Readonly<Record<string, Scalar>> | null
  readonly logos: readonly { readonly res: string; readonly url: string }[] | null
  readonly createdAtMs: number
  /** Null where the request never expires. */
  readonly expiresAtMs: number | null
  readonly answeredAtMs: number
  /** The person said "this was not me". */
  readonly notMe: boolean
  /** Never empty: authy-client refuses a callback without it (docs/wire §1, 23). */
  readonly signature: string
  readonly device: CallbackDevice
}

export interface CallbackDevice {
  readonly id: number
  readonly osType: string
  readonly ip: string | null
  readonly city?: string | null
  readonly country?: string | null
  readonly registrationIp: string | null
  readonly registrationMethod: string
  readonly registeredAtMs: number
  readonly lastSyncAtMs: number
}

/**
 * What a callback tells, in the order of the recordings (docs/wire §8.1): as JSON the body of a POST,
 * as canonical query that of a GET.
 */
export function callbackPayload(facts: CallbackPayload): WireObject {
  const { uuid, status } = facts
  return {
    authy_id: facts.authyId,
    // Text: authy-client refuses a number here, and nobody refuses a text (docs/wire §1, 22).
    device_uuid: String(facts.device.id),
    callback_action: 'approval_request_status',
    uuid,
    status,
    approval_request: {
      transaction: {
        details: facts.details,
        device_details: null,
        device_geolocation: null,
        device_signing_time: unixSeconds(facts.answeredAtMs),
        encrypted: false,
        flagged: facts.notMe,
        hidden_details: facts.hiddenDetails,
        message: facts.message,
        reason: facts.notMe ? 'not_me' : null,
        requester_details: null,
        status,
        uuid,
        created_at_time: unixSeconds(facts.createdAtMs),
        customer_uuid: facts.appSerialId,
      },
      expiration_timestamp: facts.expiresAtMs === null ? null : unixSeconds(facts.expiresAtMs),
      logos: logosOf(facts.logos),
      app_id: facts.appId,
    },
    signature: facts.signature,
    device: deviceOf(facts.device),
  }
}

/** The test callback: the recorded sample, of the person 1234 whom Authy's console used for it. */
export function sampleCallback(): WireObject {
  return callbackPayload(SAMPLE)
}

const SAMPLE: CallbackPayload = {
  // flask's sample app knows this one and looks nobody up for it.
  authyId: 1234,
  uuid: 'dda2c400-bc43-0135-d7be-1285ca17e122',
  status: 'approved',
  appId: '4ffbf2d0f75dea5dc4fa8f33',
  appSerialId: 1,
  message: 'Login requested, ok?',
  details: { 'Email Address': 'jdoe@example.com' },
  hiddenDetails: { ip: '1.1.1.1' },
  logos: null,
  createdAtMs: 1_699_999_900_000,
  expiresAtMs: 1_700_086_300_000,
  answeredAtMs: 1_700_000_000_000,
  notMe: false,
  signature: 'abc+/def==',
  device: {
    id: 1_234_567,
    osType: 'android',
    ip: '10.0.0.1',
    city: 'Bogotá',
    country: 'Colombia',
    registrationIp: null,
    registrationMethod: 'sms',
    registeredAtMs: 1_690_000_000_000,
    lastSyncAtMs: 1_690_000_001_000,
  },
}

/** Order `res`, `url` on the wire whatever ours is (docs/wire §9.3); none is null, not an empty list. */
function logosOf(logos: CallbackPayload['logos']): WireValue {
  if (logos === null || logos.length === 0) return null
  return logos.map(({ res, url }) => ({ res, url }))
}

/** Not `appDevice` of tokens.ts: callbacks had the same members in another order, and no `registration_device_id`. */
function deviceOf(device: CallbackDevice): WireObject {
  return {
    city: device.city ?? null,
    country: device.country ?? null,
    ip: device.ip,
    region: null,
    registration_city: null,
    registration_country: null,
    registration_ip: device.registrationIp,
    registration_method: device.registrationMethod,
    registration_region: null,
    os_type: device.osType,
    last_account_recovery_at: null,
    id: device.id,
    registration_date: unixSeconds(device.registeredAtMs),
    last_sync_date: unixSeconds(device.lastSyncAtMs),
  }
}

function unixSeconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000)
}
