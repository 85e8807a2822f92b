import { maskPhoneNumber } from '../mask-phone.ts'
import type { WireObject } from '../wire-value.ts'

/**
 * Answer to `users/new`. The id is the only digits in it, and it holds none of the words cellphone,
 * email, country: authy-ssh and the OpenVPN script find them with grep (docs/wire §1, 10).
 */
export function userCreated(authyId: number): WireObject {
  return { message: 'User created successfully.', user: { id: authyId }, success: true }
}

export interface DetailedDevice {
  readonly deviceType: string
  readonly osType: string
  readonly registrationDeviceId: number | null
  readonly registrationMethod: string | null
  readonly deviceId: number
  /** Unix seconds. */
  readonly lastSyncDate: number
  /** Unix seconds. */
  readonly creationDate: number
}

export interface UserStatus {
  readonly authyId: number
  /** Has used a valid token before. */
  readonly confirmed: boolean
  /** Has an authenticator app. */
  readonly registered: boolean
  readonly countryCode: number
  /** The whole national number; masked here. */
  readonly nationalNumber: string
  readonly email: string | undefined
  readonly devices: readonly string[]
  readonly hasHardToken: boolean
  readonly accountDisabled: boolean
  readonly detailedDevices: readonly DetailedDevice[]
  readonly deletedDevices: readonly DetailedDevice[]
}

/** Answer to `users/{id}/status` (docs/wire §3.2). */
export function userStatus(user: UserStatus): WireObject {
  return {
    status: {
      authy_id: user.authyId,
      confirmed: user.confirmed,
      registered: user.registered,
      country_code: user.countryCode,
      phone_number: maskPhoneNumber(user.nationalNumber),
      ...(user.email === undefined ? {} : { email: user.email }),
      devices: [...user.devices],
      has_hard_token: user.hasHardToken,
      account_disabled: user.accountDisabled,
      detailed_devices: user.detailedDevices.map(detailedDevice),
      deleted_devices: user.deletedDevices.map(detailedDevice),
    },
    message: 'User status.',
    success: true,
  }
}

function detailedDevice(device: DetailedDevice): WireObject {
  return {
    device_type: device.deviceType,
    os_type: device.osType,
    registration_device_id: device.registrationDeviceId,
    registration_method: device.registrationMethod,
    device_id: device.deviceId,
    last_sync_date: device.lastSyncDate,
    creation_date: device.creationDate,
  }
}

/** Answer to the three spellings of delete (docs/wire §3.3). */
export function userRemoved(): WireObject {
  return { message: 'User removed from application', success: true }
}

export function userUpdated(): WireObject {
  return { message: 'User was updated successfully', success: true }
}

/** Answer to `users/{id}/register_activity`; authy-client compares the text (docs/wire §3.5). */
export function activityCreated(): WireObject {
  return { message: 'Activity was created.', success: true }
}

export interface UserSecret {
  readonly label: string
  readonly issuer: string
  /** An absolute image URL or a data URI: authy-devise puts it into an `<img>`. */
  readonly qrCode: string
  /** An extension of ours: for applications that draw the QR code themselves. */
  readonly otpauthUri?: string
}

/** Answer to `users/{id}/secret` (docs/wire §3.6). */
export function userSecret(secret: UserSecret): WireObject {
  return {
    label: secret.label,
    issuer: secret.issuer,
    qr_code: secret.qrCode,
    ...(secret.otpauthUri === undefined ? {} : { otpauth_uri: secret.otpauthUri }),
    success: true,
  }
}

/** Answer to `users/{id}/phone_number`; here `country_code` is text (docs/wire §3.7). */
export function phoneNumber(phone: {
  readonly countryCode: number
  readonly nationalNumber: string
}): WireObject {
  return {
    phone_number: phone.nationalNumber,
    country_code: String(phone.countryCode),
    e164: `+${phone.countryCode}${phone.nationalNumber}`,
    success: true,
  }
}

/** Answer to `users/{id}/secret/export`: the secret in base32 and its present code (docs/wire §3.7). */
export function secretExported(exported: {
  readonly secret: string
  readonly otp: string
}): WireObject {
  return { secret: exported.secret, otp: exported.otp, success: true }
}
