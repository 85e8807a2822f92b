import { type Country, countryOfCallingCode } from './countries.ts'

/** E.164 allows 15 digits; the shortest numbers in use have 7 with their calling code. */
const MOST_DIGITS = 15
const FEWEST_DIGITS = 7

/**
 * What a person typed as E.164, or `undefined` where it cannot be a whole number. A number that begins
 * with `+` or `00` stands for itself; another is one of the country, whose trunk prefix is dropped.
 */
export function toE164(typed: string, callingCode: string): string | undefined {
  const text = asciiDigits(typed).replaceAll(/[^\d+]/g, '')
  const abroad = /^(?:\+|00)(\d+)$/.exec(text)?.[1]
  const digits = abroad ?? callingCode + withoutTrunk(text, countryOfCallingCode(callingCode))
  if (!/^[1-9]\d+$/.test(digits)) return undefined
  if (callingCode === '' && abroad === undefined) return undefined
  return digits.length >= FEWEST_DIGITS && digits.length <= MOST_DIGITS ? `+${digits}` : undefined
}

function withoutTrunk(digits: string, country: Country | undefined): string {
  const prefix = country?.trunkPrefix ?? ''
  // One digit alone cannot be told from a number that begins with it, except for 0, which none does.
  const isTrunk =
    prefix !== '' && digits.startsWith(prefix) && (prefix !== '8' || digits.length > 10)
  return isTrunk ? digits.slice(prefix.length) : digits
}

const DIGIT = /\p{Nd}/gu

/** Keyboards of Arabic, Persian and Hindi write digits of their own. */
export function asciiDigits(text: string): string {
  return text.replaceAll(DIGIT, (digit) => {
    const code = digit.codePointAt(0) ?? 0
    let zero = code
    // Each block of digits runs from 0 to 9 without a gap (Unicode, chapter 4.6).
    while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1
    return code < 128 ? digit : String(code - zero)
  })
}
