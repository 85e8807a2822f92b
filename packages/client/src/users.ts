import type { Answer } from './answer.ts'
import { type AuthyId, idPart } from './authy-id.ts'
import { call } from './call.ts'
import type { CallOptions, Settings } from './options.ts'
import {
  type Body,
  booleanIn,
  isBody,
  listIn,
  numberIn,
  objectIn,
  optionalNumberIn,
  optionalTextIn,
  secondsIn,
  textIn,
} from './read-body.ts'

// Past 250 lines by its documentation: what each call promises stands in the file that keeps it.

/** The people who log in to your app (docs/wire §3). Every call throws CountersignError for a fault. */
export interface Users {
  /**
   * Registers a person, and gives the Authy id to keep beside your own user. The same phone number is
   * the same person: calling it again gives the same id.
   *
   * @param user.phone with dashes, dots, spaces or nothing between the digits
   * @param user.countryCode calling code, such as 1 or 49
   * @param user.sendInstallLink whether an SMS with the authenticator's address goes out; the app's setting decides unless given
   * @example
   * const created = await countersign.users.create({ email, phone, countryCode })
   * if (!created.ok) return created.fields
   * return created.authyId
   */
  create(
    user: NewUser,
    options?: CallOptions,
  ): Promise<Answer<{ readonly authyId: number }, 'invalid-user'>>
  /**
   * Reads what is known of a person.
   *
   * @example
   * const found = await countersign.users.status(authyId)
   * return found.ok && found.user.isRegistered
   */
  status(
    authyId: AuthyId,
    options?: CallOptions,
  ): Promise<Answer<{ readonly user: User }, 'unknown-user'>>
  /**
   * Changes a person's e-mail address. A phone number is never changed: it is who they are.
   *
   * @example
   * const updated = await countersign.users.update(authyId, { email })
   * return updated.ok
   */
  update(
    authyId: AuthyId,
    change: { readonly email: string },
    options?: CallOptions,
  ): Promise<Answer<unknown, 'unknown-user' | 'invalid-user'>>
  /**
   * Removes a person from your app, at once.
   *
   * @example
   * const removed = await countersign.users.remove(authyId)
   * return removed.ok
   */
  remove(authyId: AuthyId, options?: CallOptions): Promise<Answer<unknown, 'unknown-user'>>
  /**
   * Makes a secret for another authenticator app, and ends the one before it. Show the image, and ask
   * for one token before you rely on it.
   *
   * @param secret.label what the app shows; the name of your app unless given
   * @param secret.sizePixels of the image, 96 to 320; 256 unless given
   * @example
   * const made = await countersign.users.createQrSecret(authyId, { label: email })
   * return made.ok && `<img src="${made.qrCodeUrl}" alt="QR code">`
   */
  createQrSecret(
    authyId: AuthyId,
    secret?: { readonly label?: string; readonly sizePixels?: number },
    options?: CallOptions,
  ): Promise<Answer<QrSecret, 'unknown-user' | 'disabled'>>
  /**
   * Puts something that happened to the account on its record.
   *
   * @example
   * const noted = await countersign.users.registerActivity(authyId, { type: 'password_reset' })
   * return noted.ok
   */
  registerActivity(
    authyId: AuthyId,
    activity: Activity,
    options?: CallOptions,
  ): Promise<Answer<unknown, 'unknown-user'>>
  /**
   * Reads the whole phone number, for taking your users elsewhere.
   *
   * @example
   * const number = await countersign.users.phoneNumber(authyId)
   * return number.ok && number.e164
   */
  phoneNumber(authyId: AuthyId, options?: CallOptions): Promise<Answer<PhoneNumber, 'unknown-user'>>
  /**
   * Reads the secret of `createQrSecret`, for taking your users elsewhere: `disabled` unless the app's
   * setting `migrationToolsEnabled` is on.
   *
   * @example
   * const exported = await countersign.users.exportSecret(authyId)
   * return exported.ok && exported.secret
   */
  exportSecret(
    authyId: AuthyId,
    options?: CallOptions,
  ): Promise<Answer<ExportedSecret, 'unknown-user' | 'disabled'>>
}

export interface NewUser {
  readonly email: string
  readonly phone: string
  readonly countryCode: number | string
  readonly sendInstallLink?: boolean
  /** The address of the person, where you know it. */
  readonly userIp?: string
}

/** Times are milliseconds since 1970. */
export interface User {
  readonly authyId: number
  /** Has used a right token before. */
  readonly isConfirmed: boolean
  /** Has an authenticator that approvals reach. */
  readonly isRegistered: boolean
  readonly isDisabled: boolean
  readonly countryCode: number
  /** Masked but for its end. */
  readonly phone: string
  readonly email: string | undefined
  readonly devices: readonly {
    readonly id: number | undefined
    /** `android`, `ios` or `desktop`. */
    readonly osType: string
    readonly registeredAt: number | undefined
    readonly lastSeenAt: number | undefined
  }[]
}

export interface QrSecret {
  /** Of a PNG, for an `<img>`. */
  readonly qrCodeUrl: string
  readonly label: string
  readonly issuer: string
}

export interface Activity {
  readonly type: 'password_reset' | 'banned' | 'unbanned' | 'cookie_login'
  readonly data?: Readonly<Record<string, unknown>>
  readonly userIp?: string
}

export interface PhoneNumber {
  /** National digits. */
  readonly phone: string
  readonly countryCode: number
  readonly e164: string
}

export interface ExportedSecret {
  /** Base32. */
  readonly secret: string
  /** What it shows now. */
  readonly token: string
}

const UNKNOWN = { 'unknown-user': '60026' }
const INVALID = { 'invalid-user': '60027' }

/** @internal */
export function createUsers(settings: Settings): Users {
  return {
    create: ({ email, phone, countryCode, sendInstallLink, userIp }, options) =>
      call(
        settings,
        {
          route: 'POST /users/new',
          params: {
            user: { email, cellphone: phone, country_code: String(countryCode) },
            send_install_link_via_sms: sendInstallLink,
            user_ip: userIp,
          },
          refusals: INVALID,
          // Only the link would come twice.
          isHarmless: sendInstallLink === false,
          read: (body) => ({ authyId: numberIn(objectIn(body, 'user'), 'id') }),
        },
        options,
      ),
    status: (authyId, options) =>
      call(
        settings,
        {
          route: 'GET /users/{authy_id}/status',
          parts: idPart(authyId),
          refusals: UNKNOWN,
          isHarmless: true,
          read: (body) => ({ user: userIn(objectIn(body, 'status')) }),
        },
        options,
      ),
    update: (authyId, { email }, options) =>
      call(
        settings,
        {
          route: 'POST /users/{authy_id}/update',
          parts: idPart(authyId),
          params: { email },
          refusals: { ...UNKNOWN, ...INVALID },
          isHarmless: true,
          read: nothing,
        },
        options,
      ),
    remove: (authyId, options) =>
      call(
        settings,
        {
          route: 'POST /users/{authy_id}/remove',
          parts: idPart(authyId),
          refusals: UNKNOWN,
          read: nothing,
        },
        options,
      ),
    createQrSecret: (authyId, { label, sizePixels } = {}, options) =>
      call(
        settings,
        {
          route: 'POST /users/{authy_id}/secret',
          parts: idPart(authyId),
          params: { label, qr_size: sizePixels },
          refusals: { ...UNKNOWN, disabled: '60123' },
          read: (body) => ({
            qrCodeUrl: textIn(body, 'qr_code'),
            // Only the image is certain on every server of this contract (docs/wire §3.6).
            label: optionalTextIn(body, 'label') ?? '',
            issuer: optionalTextIn(body, 'issuer') ?? '',
          }),
        },
        options,
      ),
    registerActivity: (authyId, { type, data = {}, userIp }, options) =>
      call(
        settings,
        {
          route: 'POST /users/{authy_id}/register_activity',
          parts: idPart(authyId),
          params: { type, data, user_ip: userIp },
          refusals: UNKNOWN,
          read: nothing,
        },
        options,
      ),
    phoneNumber: (authyId, options) =>
      call(
        settings,
        {
          route: 'GET /users/{authy_id}/phone_number',
          parts: idPart(authyId),
          refusals: UNKNOWN,
          isHarmless: true,
          read: (body) => ({
            phone: textIn(body, 'phone_number'),
            countryCode: numberIn(body, 'country_code'),
            e164: textIn(body, 'e164'),
          }),
        },
        options,
      ),
    exportSecret: (authyId, options) =>
      call(
        settings,
        {
          route: 'GET /users/{authy_id}/secret/export',
          parts: idPart(authyId),
          refusals: { ...UNKNOWN, disabled: '60154' },
          isHarmless: true,
          read: (body) => ({ secret: textIn(body, 'secret'), token: textIn(body, 'otp') }),
        },
        options,
      ),
  }
}

function nothing(): unknown {
  return {}
}

function userIn(status: Body): User {
  return {
    authyId: numberIn(status, 'authy_id'),
    isConfirmed: booleanIn(status, 'confirmed'),
    isRegistered: booleanIn(status, 'registered'),
    isDisabled: booleanIn(status, 'account_disabled'),
    countryCode: numberIn(status, 'country_code'),
    phone: textIn(status, 'phone_number'),
    email: optionalTextIn(status, 'email'),
    devices: listIn(status, 'detailed_devices')
      .filter(isBody)
      .map((device) => ({
        id: optionalNumberIn(device, 'device_id'),
        osType: textIn(device, 'os_type'),
        registeredAt: secondsIn(device, 'creation_date'),
        lastSeenAt: secondsIn(device, 'last_sync_date'),
      })),
  }
}
