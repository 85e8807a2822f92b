import type { Answer } from './answer.ts'
import { call } from './call.ts'
import type { CallOptions, Settings } from './options.ts'
import { booleanIn, numberIn, optionalTextIn, textIn } from './read-body.ts'
import { DELIVERY_REFUSALS } from './tokens.ts'

/**
 * Proof that somebody has a phone, without a user, and what is known of a number (docs/wire §6). Every
 * call throws CountersignError for a fault.
 */
export interface Phones {
  /**
   * Sends a code to a phone number. It is right for ten minutes; starting again sends the same one.
   *
   * @param how.codeLength digits, 4 to 10; 4 unless given. Ask for 6: four are soon guessed
   * @param how.customCode a code of your own, 4 to 10 letters and digits
   * @example
   * const started = await countersign.phones.startVerification({ countryCode, phone, channel: 'sms', codeLength: 6 })
   * return started.ok ? started.message : started.reason
   */
  startVerification(
    how: StartVerification,
    options?: CallOptions,
  ): Promise<Answer<VerificationStarted, VerificationNotStarted>>
  /**
   * Checks the code that the person typed. It is right once; five wrong ones end it (`throttled`).
   *
   * @example
   * const checked = await countersign.phones.checkVerification({ countryCode, phone, code })
   * return checked.ok ? 'This is your number.' : checked.reason
   */
  checkVerification(
    what: Phone & { readonly code: string; readonly userIp?: string },
    options?: CallOptions,
  ): Promise<Answer<unknown, 'incorrect' | 'none-pending' | 'invalid-phone' | 'throttled'>>
  /**
   * Reads how far a verification is.
   *
   * @param which its `uuid`, or the number
   * @example
   * const found = await countersign.phones.verificationStatus({ countryCode, phone })
   * return found.ok && found.status === 'verified'
   */
  verificationStatus(
    which: Phone | { readonly uuid: string },
    options?: CallOptions,
  ): Promise<Answer<VerificationStatus, 'none-pending' | 'invalid-phone'>>
  /**
   * Tells what is known of a number.
   *
   * @example
   * const known = await countersign.phones.lookUp({ countryCode, phone })
   * return known.ok && known.type
   */
  lookUp(
    phone: Phone,
    options?: CallOptions,
  ): Promise<Answer<PhoneFacts, 'invalid-phone' | 'unavailable'>>
}

export interface Phone {
  readonly countryCode: number | string
  /** With dashes, dots, spaces or nothing between the digits. */
  readonly phone: string
}

export interface StartVerification extends Phone {
  readonly channel: 'sms' | 'call'
  readonly codeLength?: number
  readonly locale?: string
  readonly customCode?: string
  readonly userIp?: string
}

export interface VerificationStarted {
  /** Absent in the sandbox plan. */
  readonly uuid: string | undefined
  /** For the person, in the language asked for. It has the whole number in it. */
  readonly message: string
  readonly secondsToExpire: number
  readonly carrier: string
  readonly isCellphone: boolean
}

export type VerificationNotStarted =
  | 'invalid-phone'
  | 'channel-disabled'
  | 'undeliverable'
  | 'not-sent'
  | 'throttled'

export interface VerificationStatus {
  readonly status: 'pending' | 'verified' | 'expired'
  readonly secondsToExpire: number
}

export interface PhoneFacts {
  readonly type: 'voip' | 'landline' | 'cellphone' | 'unknown'
  /** `unknown` or empty where nothing tells it. */
  readonly provider: string
  readonly isPorted: boolean
}

const INVALID = { 'invalid-phone': '60033 60078 60021' }

/** @internal */
export function createPhones(settings: Settings): Phones {
  return {
    startVerification: async (how, options) =>
      isFilledIn(how)
        ? await call(
            settings,
            {
              route: 'POST /phones/verification/start',
              params: {
                ...phoneParams(how),
                via: how.channel,
                code_length: how.codeLength,
                locale: how.locale,
                custom_code: how.customCode,
                user_ip: how.userIp,
              },
              refusals: { ...DELIVERY_REFUSALS, ...INVALID },
              read: (body) => ({
                uuid: optionalTextIn(body, 'uuid'),
                message: textIn(body, 'message'),
                secondsToExpire: numberIn(body, 'seconds_to_expire'),
                carrier: optionalTextIn(body, 'carrier') ?? '',
                isCellphone: booleanIn(body, 'is_cellphone'),
              }),
            },
            options,
          )
        : INVALID_PHONE,
    async checkVerification(what, options) {
      const code = what.code.replaceAll(/[\s-]/g, '')
      if (!isFilledIn(what)) return INVALID_PHONE
      if (code === '') return { ok: false, reason: 'incorrect' }
      return await call(
        settings,
        {
          route: 'GET /phones/verification/check',
          params: { ...phoneParams(what), verification_code: code, user_ip: what.userIp },
          refusals: {
            ...INVALID,
            incorrect: '60022',
            'none-pending': '60023',
            throttled: '60003',
          },
          read: () => ({}),
        },
        options,
      )
    },
    verificationStatus: async (which, options) =>
      'uuid' in which || isFilledIn(which)
        ? await call(
            settings,
            {
              route: 'GET /phones/verification/status',
              params: 'uuid' in which ? { uuid: which.uuid } : phoneParams(which),
              refusals: { ...INVALID, 'none-pending': '60023' },
              isHarmless: true,
              read: (body) => ({
                status: oneOf(textIn(body, 'status'), ['pending', 'verified'], 'expired'),
                secondsToExpire: numberIn(body, 'seconds_to_expire'),
              }),
            },
            options,
          )
        : INVALID_PHONE,
    lookUp: async (phone, options) =>
      isFilledIn(phone)
        ? await call(
            settings,
            {
              route: 'GET /phones/info',
              params: phoneParams(phone),
              refusals: { ...INVALID, unavailable: '60024 60025' },
              isHarmless: true,
              read: (body) => ({
                type: oneOf(textIn(body, 'type'), ['voip', 'landline', 'cellphone'], 'unknown'),
                provider: optionalTextIn(body, 'provider') ?? '',
                isPorted: booleanIn(body, 'ported'),
              }),
            },
            options,
          )
        : INVALID_PHONE,
  }
}

const INVALID_PHONE = { ok: false, reason: 'invalid-phone' } as const

/** What a server of this contract answers as a bad request, and is only what a person typed. */
function isFilledIn({ countryCode, phone }: Phone): boolean {
  return /^\+?\d{1,4}$/.test(String(countryCode).trim()) && phone.trim() !== ''
}

function phoneParams({ countryCode, phone }: Phone) {
  return { country_code: String(countryCode), phone_number: phone }
}

function oneOf<const T extends string>(value: string, known: readonly T[], otherwise: T): T {
  return known.find((each) => each === value) ?? otherwise
}
