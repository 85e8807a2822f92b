import type { Deps } from '../deps.ts'
import type { App } from '../domain/app.ts'
import { allowsCountry, wishedLocale } from '../domain/app-settings.ts'
import { lineTypeOf, type PhoneNumber } from '../domain/phone-number.ts'
import { chooseLocale } from '../languages/choose-locale.ts'
import type { Locale } from '../languages/locales.ts'
import {
  phoneKeyOf,
  type StartCodeInput,
  type StartCodeResult,
} from './hot/phone-verification-input.ts'
import type { ExceededLimit } from './hot/counting.ts'

export interface StartPhoneVerificationInput {
  readonly app: App
  readonly phone: PhoneNumber
  readonly via: 'sms' | 'call'
  readonly codeLength: number
  readonly customCode: string | undefined
  readonly locale: string | undefined
  readonly userIp: string | undefined
}

export type StartPhoneVerificationResult =
  | {
      readonly result: 'started'
      /** Absent in the sandbox, where nothing is kept. */
      readonly id: string | undefined
      readonly secondsToExpire: number
      readonly locale: Locale
      readonly messageId: string | undefined
    }
  | { readonly result: 'landline' }
  | { readonly result: 'channel-disabled' }
  | ({ readonly result: 'throttled' } & ExceededLimit)

/** Sends a code to a number, or the living one again: no user is involved (docs/wire, phone verification). */
export async function startPhoneVerification(
  deps: Deps,
  input: StartPhoneVerificationInput,
): Promise<StartPhoneVerificationResult> {
  const { app, phone, via } = input
  const isEnabled = via === 'sms' ? app.settings.smsEnabled : app.settings.callsEnabled
  const isSandbox = app.plan === 'sandbox'
  if (!allowsCountry(app.settings, phone.region)) return { result: 'channel-disabled' }
  if (!isEnabled || !(isSandbox || deps.settings.channels.has(via)))
    return { result: 'channel-disabled' }
  const type = lineTypeOf(phone)
  if (via === 'sms' && type === 'landline') return { result: 'landline' }
  const locale = chooseLocale(wishedLocale(app.settings, input.locale), phone.region)
  if (isSandbox) {
    return {
      result: 'started',
      id: undefined,
      secondsToExpire: 0,
      locale,
      messageId: undefined,
    }
  }
  const { settings } = app
  const start: StartCodeInput = {
    appId: app.id,
    authyId: 0,
    appName: app.name,
    phoneHash: deps.vault.blindIndex('phone', phone.e164),
    e164: phone.e164,
    region: phone.region,
    via,
    codeLength: input.codeLength,
    customCode: input.customCode,
    locale,
    userIp: input.userIp,
    sendsPerToken: settings.sendsPerToken,
    sendsPerPhone: settings.sendsPerPhone,
    sendsPerAddress: settings.sendsPerAddress,
    sendsPerApp: settings.sendsPerAppPerMinute,
  }
  // run-acts.ts answers a 'start-phone-verification' with exactly this.
  const outcome = (await deps.runAct(
    'start-phone-verification',
    phoneKeyOf(start),
    start,
  )) as StartCodeResult
  if (outcome.result === 'throttled') {
    deps.tally.countRefused(app.id, outcome.limit)
    return outcome
  }
  if (outcome.messageId !== undefined) deps.wakeWorker()
  return { ...outcome, locale }
}
