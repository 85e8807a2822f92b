import type { MessageContent } from '../domain/message.ts'
import { chooseLocale } from '../languages/choose-locale.ts'
import type { Locale } from '../languages/locales.ts'
import { renderCodeSms, renderInstallLinkSms, renderTokenSms } from '../languages/render-sms.ts'
import { renderTokenEmail } from '../languages/render-token-email.ts'
import { renderVoice } from '../languages/render-voice.ts'

/** A message in the language of its reader. */
export interface Rendered {
  readonly locale: Locale
  readonly content: MessageContent
}

/** A token by SMS, call or e-mail. */
export function renderToken(message: {
  readonly channel: 'sms' | 'call' | 'email'
  readonly to: string
  readonly region: string | undefined
  readonly appName: string
  readonly token: string
  readonly minutes: number
  readonly actionMessage: string | undefined
  readonly locale: string | undefined
}): Rendered {
  const { channel, to, appName, token, minutes, actionMessage = '' } = message
  const locale = chooseLocale(message.locale, message.region)
  switch (channel) {
    case 'sms':
      return {
        locale,
        content: {
          to,
          appName,
          token,
          text: renderTokenSms(locale, { appName, token, actionMessage }),
        },
      }
    case 'call':
      return { locale, content: spoken(locale, to, appName, token) }
    case 'email': {
      const { subject, text } = renderTokenEmail(locale, { appName, token, minutes, actionMessage })
      return { locale, content: { to, appName, token, subject, text } }
    }
  }
}

/** The code of a phone verification, by SMS or call, in the language that the caller has chosen. */
export function renderCode(message: {
  readonly via: 'sms' | 'call'
  readonly to: string
  readonly appName: string
  readonly code: string
  readonly locale: Locale
}): MessageContent {
  const { via, to, appName, code, locale } = message
  return via === 'call'
    ? spoken(locale, to, appName, code)
    : { to, appName, token: code, text: renderCodeSms(locale, { appName, code }) }
}

/** Where to get the authenticator, by SMS. */
export function renderInstallLink(message: {
  readonly to: string
  readonly region: string | undefined
  readonly appName: string
  readonly url: string
  readonly locale: string | undefined
}): Rendered {
  const { to, appName, url } = message
  const locale = chooseLocale(message.locale, message.region)
  return { locale, content: { to, appName, text: renderInstallLinkSms(locale, { appName, url }) } }
}

function spoken(locale: Locale, to: string, appName: string, token: string): MessageContent {
  const { languageTag, parts, text } = renderVoice(locale, { appName, token })
  const [greeting = '', again = '', goodbye = ''] = parts.flatMap((part) =>
    part.kind === 'words' ? [part.text] : [],
  )
  return { to, appName, token, text, speech: { languageTag, greeting, again, goodbye } }
}
