import { LOCALES } from '../../src/languages/locales.ts'
import type { Locale } from '../../src/languages/locales.ts'
import { phoneStartMessage } from '../../src/languages/phone-start-message.ts'
import {
  renderCodeSms,
  renderInstallLinkSms,
  renderTokenSms,
} from '../../src/languages/render-sms.ts'
import { renderTokenEmail } from '../../src/languages/render-token-email.ts'
import { renderVoice } from '../../src/languages/render-voice.ts'

export interface Rendered {
  readonly kind: string
  readonly text: string
}

/** Everything one language can say, with the same values in each. */
export function everyText(
  locale: Locale,
  values: { readonly appName: string; readonly action: string },
): readonly Rendered[] {
  const { appName, action: actionMessage } = values
  const token = '12345678'
  const email = renderTokenEmail(locale, { appName, token, minutes: 10 })
  const emailWithAction = renderTokenEmail(locale, { appName, token, minutes: 10, actionMessage })
  const voice = renderVoice(locale, { appName, token })
  return [
    { kind: 'token SMS', text: renderTokenSms(locale, { appName, token }) },
    { kind: 'action SMS', text: renderTokenSms(locale, { appName, token, actionMessage }) },
    { kind: 'code SMS', text: renderCodeSms(locale, { appName, code: '1234567890' }) },
    { kind: 'link SMS', text: renderInstallLinkSms(locale, { appName, url: 'https://a.test/i' }) },
    { kind: 'voice', text: voice.text },
    { kind: 'e-mail subject', text: email.subject },
    { kind: 'e-mail', text: email.text },
    { kind: 'action e-mail', text: emailWithAction.text },
    { kind: 'SMS started', text: phoneStartMessage(locale, 'sms', '+1 987-654-3210') },
    { kind: 'call started', text: phoneStartMessage(locale, 'call', '+1 987-654-3210') },
  ]
}

export const ALL_LOCALES = LOCALES.map((locale) => ({ locale }))
