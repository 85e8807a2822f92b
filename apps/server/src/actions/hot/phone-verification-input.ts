import type { Locale } from '../../languages/locales.ts'
import type { PhoneKey } from '../../store/hot-phone-verifications.ts'
import type { UserKey } from '../../store/user-key.ts'
import type { ExceededLimit } from './counting.ts'

/** A number in an app, and no user: 0 holds none. */
interface NumberInput extends PhoneKey, UserKey {
  readonly authyId: 0
  readonly region: string | undefined
  readonly userIp: string | undefined
}

export interface StartCodeInput extends NumberInput {
  readonly appName: string
  readonly e164: string
  readonly via: 'sms' | 'call'
  readonly codeLength: number
  /** Of the app's own. */
  readonly customCode: string | undefined
  readonly locale: Locale
  readonly sendsPerToken: number
  readonly sendsPerPhone: number
  readonly sendsPerAddress: number
  readonly sendsPerApp: number
}

export type StartCodeResult =
  | {
      readonly result: 'started'
      readonly id: string
      readonly secondsToExpire: number
      /** Absent where the start was joined to an identical one. */
      readonly messageId: string | undefined
    }
  | ({ readonly result: 'throttled' } & ExceededLimit)

export interface CheckCodeInput extends NumberInput {
  readonly code: string
  readonly wrongTokensPerAddress: number
  readonly wrongTokensPerApp: number
}

export type CheckCodeResult =
  | { readonly result: 'correct' }
  | { readonly result: 'incorrect' }
  | { readonly result: 'none-pending' }
  | ({ readonly result: 'throttled' } & ExceededLimit)

/** Two of one number wait for each other. */
export function phoneKeyOf({ appId, phoneHash }: PhoneKey): string {
  return `${appId}/phone/${phoneHash}`
}
