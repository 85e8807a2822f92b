import { TEXTS } from './all-texts.ts'
import { fill } from './fill.ts'
import type { Locale } from './locales.ts'

/** The `message` that answers the start of a phone verification; `number` is as it is to be shown. */
export function phoneStartMessage(locale: Locale, via: 'sms' | 'call', number: string): string {
  return fill(TEXTS[locale].phoneStart[via], { number })
}
