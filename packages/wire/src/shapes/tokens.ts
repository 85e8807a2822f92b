import type { WireObject } from '../wire-value.ts'

/**
 * Answer to `sms/{id}`. `cellphone` as `maskCellphone` writes it. `success` comes before `message`:
 * authy-ssh matches the glob `*success*sent*` (docs/wire §1, 14).
 */
export function smsSent(sent: { readonly cellphone: string }): WireObject {
  return { success: true, message: 'SMS token was sent', cellphone: sent.cellphone }
}

export function callStarted(sent: { readonly cellphone: string }): WireObject {
  return { success: true, message: 'Call started...', cellphone: sent.cellphone }
}

export interface Ignored {
  readonly cellphone: string
  /** The operating system of the device last used. */
  readonly device: string
}

/** Nothing was sent, the user has an app. Only here is there a key `ignored` (docs/wire §1, 13). */
export function smsIgnored(ignored: Ignored): WireObject {
  const message =
    'Ignored: SMS is not needed for smartphones. Pass force=true if you want to actually send it anyway.'
  return ignoredBody(message, ignored)
}

export function callIgnored(ignored: Ignored): WireObject {
  // Two spaces before "App", as recorded (docs/wire §4.1).
  const message =
    'Call ignored. User is using  App Tokens and this call is not necessary. Pass force=true if you still want to call users that are using the App.'
  return ignoredBody(message, ignored)
}

function ignoredBody(message: string, { cellphone, device }: Ignored): WireObject {
  return { message, cellphone, device, ignored: true, success: true }
}

/** Answer to `email/{id}`; `emailId` is `EM` and 32 hexadecimal digits (docs/wire §4.2). */
export function emailSent(sent: { readonly email: string; readonly emailId: string }): WireObject {
  return {
    success: true,
    message: 'Email token was sent',
    email: sent.email,
    email_id: sent.emailId,
  }
}

/**
 * Answer to a right token. `success` is text, in this answer alone, and stands before `device`: the
 * OpenVPN plug-in reads only the first 20 JSON tokens (docs/wire §1, 11 and 28).
 */
export function tokenValid(device: WireObject): WireObject {
  return { message: 'Token is valid.', token: 'is valid', success: 'true', device }
}

/** The `device` of a token that was sent: nothing is known of it but when (docs/wire §4.3). */
export function sentTokenDevice(sent: { readonly sentAtMs: number }): WireObject {
  return {
    id: null,
    os_type: 'sms',
    registration_date: unixSeconds(sent.sentAtMs),
    registration_method: null,
    registration_country: null,
    registration_region: null,
    registration_city: null,
    country: null,
    region: null,
    city: null,
    ip: null,
    last_account_recovery_at: null,
    last_sync_date: null,
  }
}

export interface AppDevice {
  readonly id: number | null
  readonly osType: string
  readonly ip: string | null
  readonly registrationIp: string | null
  readonly registrationMethod: string | null
  readonly registeredAtMs: number
  readonly lastSyncAtMs: number | null
}

/** The `device` of a token from an app (docs/wire §4.3). We look up no places: they are null. */
export function appDevice(device: AppDevice): WireObject {
  return {
    city: null,
    country: null,
    ip: device.ip,
    region: null,
    registration_city: null,
    registration_country: null,
    registration_device_id: null,
    registration_ip: device.registrationIp,
    registration_method: device.registrationMethod,
    registration_region: null,
    os_type: device.osType,
    last_account_recovery_at: null,
    id: device.id,
    registration_date: unixSeconds(device.registeredAtMs),
    last_sync_date: device.lastSyncAtMs === null ? null : unixSeconds(device.lastSyncAtMs),
  }
}

/**
 * A 200 for a token that nobody looked at: only for applications that chose the legacy behaviour
 * (docs/wire §4.3). It has no `success`, so that no client can take it for a yes.
 */
export function tokenNotChecked(): WireObject {
  return {
    token:
      'Not checked. User has not yet finished the registration process. Pass force=true to this API to check regardless (more secure).',
  }
}

function unixSeconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000)
}
