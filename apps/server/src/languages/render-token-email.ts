import { TEXTS } from './all-texts.ts'
import { fill } from './fill.ts'
import type { Locale } from './locales.ts'

/**
 * The e-mail that carries a token: a subject, and a plain-text body in which the token has a line to
 * itself and is the first number. `minutes` is how long the token lives, a whole number from 1.
 */
export function renderTokenEmail(
  locale: Locale,
  values: {
    readonly appName: string
    readonly token: string
    readonly minutes: number
    readonly actionMessage?: string | undefined
  },
): { readonly subject: string; readonly text: string } {
  const { appName: app, token, minutes, actionMessage = '' } = values
  const { subject, lead, expires, neverShare, ignore } = TEXTS[locale].email
  const form = new Intl.PluralRules(locale).select(minutes)
  const expiry = fill(expires[form] ?? expires.other, { minutes: String(minutes) })
  const action = actionMessage === '' ? [] : [actionMessage]
  const paragraphs = [fill(lead, { app }), token, ...action, `${expiry}\n${neverShare}`, ignore]
  return { subject: fill(subject, { app }), text: `${paragraphs.join('\n\n')}\n` }
}
