import type { Answer } from './answer.ts'
import { type AuthyId, idPart } from './authy-id.ts'
import { call } from './call.ts'
import type { CallOptions, Settings } from './options.ts'
import { isBody, optionalNumberIn, optionalTextIn, secondsIn } from './read-body.ts'

/** One-time passwords (docs/wire §4). Every call throws CountersignError for a fault. */
export interface Tokens {
  /**
   * Sends a token. By `push` the person's authenticator shows its own; whoever has none gets an SMS.
   *
   * @param how.action what the token is for, up to 255 characters; it then verifies with the same `action` only
   * @param how.actionMessage what the message says about it
   * @param how.locale such as `de` or `pt-BR`; by the phone's country unless given
   * @example
   * const sent = await countersign.tokens.send(authyId, { channel: 'sms', locale: 'de' })
   * if (!sent.ok) return sent.reason
   * return `We sent a code to ${sent.to}.`
   */
  send(
    authyId: AuthyId,
    how: SendToken,
    options?: CallOptions,
  ): Promise<Answer<TokenSent, TokenNotSent>>
  /**
   * Checks a token, whichever way the person got it. A right one is right once.
   *
   * @param token as it was typed: spaces and dashes do not count
   * @param purpose.action the action with which it was sent
   * @example
   * const verified = await countersign.tokens.verify(authyId, token)
   * if (!verified.ok) return verified.reason
   * return 'Welcome'
   */
  verify(
    authyId: AuthyId,
    token: string,
    purpose?: { readonly action?: string; readonly userIp?: string },
    options?: CallOptions,
  ): Promise<Answer<{ readonly device: TokenDevice }, TokenRefused>>
}

export type Channel = 'sms' | 'call' | 'email' | 'push'

export interface SendToken {
  readonly channel: Channel
  readonly action?: string
  readonly actionMessage?: string
  readonly locale?: string
  readonly userIp?: string
}

export interface TokenSent {
  /** The way it went: an SMS where a push was asked for and the person has no authenticator. */
  readonly channel: Channel
  /** Masked phone number, or the e-mail address. */
  readonly to: string
}

export type TokenNotSent =
  | 'unknown-user'
  /** Too many wrong tokens. */
  | 'suspended'
  /** The app's settings, or the operator's, do not allow this way. */
  | 'channel-disabled'
  /** There is no e-mail address. */
  | 'no-email'
  /** Never to this number: a landline, a country that is not allowed, somebody who opted out. */
  | 'undeliverable'
  /** Not now: another way, or later. */
  | 'not-sent'
  | 'throttled'

/** Where a right token came from. */
export interface TokenDevice {
  /** Absent for a token that was sent, and for another vendor's authenticator app. */
  readonly id: number | undefined
  /** `sms` for one that was sent; else `android`, `ios`, `desktop` or `generic`. */
  readonly osType: string
  /** Milliseconds since 1970. */
  readonly registeredAt: number | undefined
}

export type TokenRefused =
  /** Wrong, or no longer right. */
  | 'invalid'
  /** Right, and used before. */
  | 'reused'
  /** Not 6 to 12 digits. */
  | 'malformed'
  | 'unknown-user'
  | 'suspended'
  /** Nobody looked at it: the app has the legacy setting for that. Not a yes. */
  | 'not-checked'
  | 'throttled'

/** What any client of the contract sends (docs/wire §4.3). */
const TOKEN = /^\d{6,12}$/

/** @internal Of a message to a phone, whatever is in it. */
export const DELIVERY_REFUSALS = {
  'channel-disabled': '60006 60007 60031',
  undeliverable: '60013 60082 60083 60115',
  'not-sent': '60014 60015',
  throttled: '60003 60009 60010 60011 60012 60120',
}

/** @internal */
export function createTokens(settings: Settings): Tokens {
  return {
    send(authyId, { channel, action, actionMessage, locale, userIp }, options) {
      const isEmail = channel === 'email'
      const way = channel === 'push' ? 'sms' : channel
      return call(
        settings,
        {
          route: `${isEmail ? 'POST' : 'GET'} /${way}/{authy_id}`,
          parts: idPart(authyId),
          params: {
            force: channel !== 'push',
            action,
            action_message: actionMessage,
            locale,
            user_ip: userIp,
          },
          refusals: {
            ...DELIVERY_REFUSALS,
            'unknown-user': '60026',
            suspended: '60017',
            'no-email': '60038',
          },
          read: (body) => ({
            // Only an answer that nothing was sent has this key (docs/wire §1, 13).
            channel: 'ignored' in body ? 'push' : way,
            to: optionalTextIn(body, isEmail ? 'email' : 'cellphone') ?? '',
          }),
        },
        options,
      )
    },
    async verify(authyId, token, { action, userIp } = {}, options) {
      const digits = token.replaceAll(/[\s-]/g, '')
      // Not sent as it came: `..` would lead to another route.
      if (!TOKEN.test(digits)) return { ok: false, reason: 'malformed' }
      // Not harmless: if it was right and the answer was lost, a second one would be told `reused`.
      const answer = await call(
        settings,
        {
          route: 'GET /verify/{token}/{authy_id}',
          parts: { token: digits, ...idPart(authyId) },
          params: { force: true, action, user_ip: userIp },
          refusals: {
            invalid: '60020',
            reused: '60019',
            malformed: '60020/400',
            'unknown-user': '60016 60026',
            suspended: '60017',
            throttled: '60003',
          },
          read: (body) => body,
        },
        options,
      )
      if (!answer.ok) return answer
      // A status of 200 alone is no yes (docs/wire §4.3).
      if (answer['token'] !== 'is valid') return { ok: false, reason: 'not-checked' }
      const device = isBody(answer['device']) ? answer['device'] : {}
      return {
        ok: true,
        device: {
          id: optionalNumberIn(device, 'id'),
          osType: optionalTextIn(device, 'os_type') ?? 'sms',
          registeredAt: secondsIn(device, 'registration_date'),
        },
      }
    },
  }
}
