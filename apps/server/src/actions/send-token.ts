import type { Deps } from '../deps.ts'
import type { App } from '../domain/app.ts'
import { wishedLocale } from '../domain/app-settings.ts'
import { userTopic } from '../store/signals.ts'
import type { SendTokenInput, SendTokenResult } from './hot/send-input.ts'

export interface SendTokenRequest {
  readonly app: App
  readonly authyId: number
  readonly channel: 'sms' | 'call' | 'email'
  readonly action: string
  /** Send also to a person who has a device. */
  readonly force: boolean
  readonly actionMessage: string | undefined
  readonly locale: string | undefined
  readonly userIp: string | undefined
}

/** Sends a token: answered once its message and job are on disk, never waiting for the provider. */
export async function sendToken(
  deps: Deps,
  request: SendTokenRequest,
): Promise<SendTokenResult | { readonly result: 'channel-disabled' }> {
  const { app, channel } = request
  const { settings } = app
  const isSandbox = app.plan === 'sandbox'
  const isEnabled = {
    sms: settings.smsEnabled,
    call: settings.callsEnabled,
    email: settings.emailEnabled,
  }[channel]
  if (!isEnabled || !(isSandbox || deps.settings.channels.has(channel)))
    return { result: 'channel-disabled' }
  const input: SendTokenInput = {
    appId: app.id,
    appName: app.name,
    isSandbox,
    authyId: request.authyId,
    channel,
    action: request.action,
    // A token for an act is always sent: the app's tokens are for none (docs/wire, tokens).
    preferDevice: channel !== 'email' && !request.force && request.action === '',
    actionMessage: request.actionMessage,
    locale: wishedLocale(settings, request.locale),
    userIp: request.userIp,
    allowedCountries: settings.allowedCountries,
    rules: {
      digits: settings.tokenDigits,
      lifeMs: settings.tokenLifeSeconds * 1_000,
      resendLivingToken: settings.resendLivingToken,
      sendsPerToken: settings.sendsPerToken,
    },
    sendsPerPhone: settings.sendsPerPhone,
    sendsPerAddress: settings.sendsPerAddress,
    sendsPerApp: settings.sendsPerAppPerMinute,
  }
  // run-acts.ts answers a 'send-token' with exactly this.
  const result = (await deps.runAct(
    'send-token',
    `${app.id}/${request.authyId}`,
    input,
  )) as SendTokenResult
  if (result.result === 'ignored') deps.signals.publish([userTopic(request.authyId)])
  if (result.result === 'throttled') deps.tally.countRefused(app.id, result.limit)
  if (result.result === 'suspended') deps.tally.countRefused(app.id, 'suspended')
  if (result.result !== 'unknown-user') deps.wakeWorker()
  return result
}
