/**
 * What one language provides. Where a template holds `{token}` or `{code}`, the digits come first and
 * the app's name after them: a name may hold digits ("Bank 24"), and phones offer the first number of
 * a message, next to the word for "code", as the code. The types say so, so that no language forgets.
 */
export interface Texts {
  /** One SMS with an 8-digit token and a name of 30 characters: 160 of GSM-7 or 70 of UCS-2. */
  readonly tokenSms: `${string}{token}${string}{app}${string}`
  /** The same with the app's own words, of any length. */
  readonly tokenSmsWithAction: `${string}{token}${string}{app}${string}{action}${string}`
  /** Proves control of a number. One SMS, as above, with a code of 10 digits. */
  readonly codeSms: `${string}{code}${string}{app}${string}`
  /** One SMS, as above, with a link of 25 characters. Nothing follows the link that could stick to it. */
  readonly installLinkSms: `${string}{app}${string}{url}`
  readonly voice: VoiceTexts
  readonly email: EmailTexts
  /** The `message` that answers the start of a phone verification (docs/wire: §6.1). */
  readonly phoneStart: {
    readonly sms: `${string}{number}${string}`
    readonly call: `${string}{number}${string}`
  }
}

/** A call says greeting, digits, again, digits, goodbye. Spoken, so no isolates in any language. */
interface VoiceTexts {
  /** The BCP-47 tag of the voice. */
  readonly languageTag: string
  /** Other tags under which speech engines have a voice for the same words, the nearest first. */
  readonly otherTags: readonly string[]
  readonly greeting: `${string}{app}${string}`
  readonly again: string
  readonly goodbye: string
}

interface EmailTexts {
  /** Without the token: mail servers write subjects into their logs. */
  readonly subject: `${string}{app}${string}`
  /** The line above the token. */
  readonly lead: `${string}{app}${string}`
  /** By the language's plural rules (CLDR); `other` stands in for the forms not given. */
  readonly expires: Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> & {
    readonly other: `${string}{minutes}${string}`
  }
  readonly neverShare: string
  /** For whoever did not ask for it. */
  readonly ignore: string
}
