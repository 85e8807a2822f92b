import type { DeviceSystem } from '../../domain/device.ts'
import type { SendDecision, SendRules } from '../../domain/send-token.ts'
import type { RecipientRow } from '../../store/hot.ts'
import type { ExceededLimit } from './counting.ts'

export interface SendTokenInput {
  readonly appId: number
  readonly appName: string
  readonly isSandbox: boolean
  readonly authyId: number
  readonly channel: 'sms' | 'call' | 'email'
  /** Empty when the request named none. */
  readonly action: string
  /** Whether a person with a device is shown the token there instead. */
  readonly preferDevice: boolean
  readonly actionMessage: string | undefined
  /** As asked for; the phone's region and English stand in. */
  readonly locale: string | undefined
  readonly userIp: string | undefined
  /** The app's, for the countries that it sends to. */
  readonly allowedCountries: string
  readonly rules: SendRules
  readonly sendsPerPhone: number
  readonly sendsPerAddress: number
  readonly sendsPerApp: number
}

export type SendTokenResult =
  | {
      readonly result: 'sent'
      readonly phone: string
      readonly countryCode: number
      readonly email: string | undefined
      /** Absent where the send was joined to an identical one, or nothing is sent at all (sandbox). */
      readonly messageId: string | undefined
    }
  /** The person has a device, which was told to show the token. */
  | {
      readonly result: 'ignored'
      readonly phone: string
      readonly countryCode: number
      readonly system: DeviceSystem
    }
  | { readonly result: 'unknown-user' }
  | { readonly result: 'suspended' }
  | { readonly result: 'no-email' }
  | { readonly result: 'country-refused' }
  | ({ readonly result: 'throttled' } & ExceededLimit)

/** One send on its way through the act. */
export interface Recipient {
  readonly place: number
  readonly input: SendTokenInput
  readonly row: RecipientRow
  readonly phone: string
  readonly email: string | undefined
  readonly decision: SendDecision
}
