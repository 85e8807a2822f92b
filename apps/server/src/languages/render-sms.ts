import { TEXTS } from './all-texts.ts'
import { fill } from './fill.ts'
import type { Locale } from './locales.ts'

/**
 * The SMS that carries a token, with the app's own words if it gave any.
 *
 * The name and the words go in as they are: callers pass a name that was validated when it was set
 * (one line, no control or formatting characters), here as in all functions of this room.
 */
export function renderTokenSms(
  locale: Locale,
  values: {
    readonly appName: string
    readonly token: string
    readonly actionMessage?: string | undefined
  },
): string {
  const { appName: app, token, actionMessage: action = '' } = values
  const texts = TEXTS[locale]
  if (action === '') return fill(texts.tokenSms, { app, token })
  return fill(texts.tokenSmsWithAction, { app, token, action })
}

/** The SMS that carries the code of a phone verification. */
export function renderCodeSms(
  locale: Locale,
  values: { readonly appName: string; readonly code: string },
): string {
  return fill(TEXTS[locale].codeSms, { app: values.appName, code: values.code })
}

/** The SMS that tells a new user where to get the authenticator. */
export function renderInstallLinkSms(
  locale: Locale,
  values: { readonly appName: string; readonly url: string },
): string {
  return fill(TEXTS[locale].installLinkSms, { app: values.appName, url: values.url })
}
