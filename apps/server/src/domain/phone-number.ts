import parseMax, { getCountries, getCountryCallingCode } from 'libphonenumber-js/max'

/** A number that the numbering plans know, in one spelling. */
export interface PhoneNumber {
  readonly e164: string
  readonly countryCode: number
  readonly nationalNumber: string
  /** ISO 3166 region, where the number tells. */
  readonly region: string | undefined
}

export type PhoneProblem =
  | { readonly reason: 'country-code-invalid' }
  | { readonly reason: 'number-invalid' }

/** Longest number of E.164, with room for the separators that people type. */
const MAX_TYPED_CHARACTERS = 40

const CALLING_CODES: ReadonlySet<string> = new Set(
  getCountries().map((country) => getCountryCallingCode(country)),
)

/** North American numbers in the 555 area are reserved for fiction and documentation: reaching nobody, they are safe to try with. */
const FICTIONAL_NORTH_AMERICAN = /^555\d{7}$/

/**
 * Checks and normalises what was typed.
 *
 * @param countryCode calling code: `1`, `+1`, `001`-free digits
 * @param typed national digits with dashes, dots, spaces, brackets or nothing between; a full
 *   international number is understood too when it begins with `+`
 */
export function parsePhoneNumber(
  countryCode: string,
  typed: string,
):
  | { readonly ok: true; readonly phone: PhoneNumber }
  | { readonly ok: false; readonly problem: PhoneProblem } {
  const code = countryCode.trim().replace(/^\+/, '')
  if (!CALLING_CODES.has(code)) return { ok: false, problem: { reason: 'country-code-invalid' } }
  const invalid = { ok: false, problem: { reason: 'number-invalid' } } as const
  if (typed.length > MAX_TYPED_CHARACTERS || !/^[+\d\s().\-/]+$/.test(typed)) return invalid
  const digits = typed.replaceAll(/\D/g, '')
  const isInternational = typed.trim().startsWith('+')
  if (isInternational && !digits.startsWith(code)) return invalid
  const parsed = parseMax(isInternational ? `+${digits}` : digits, {
    defaultCallingCode: code,
    extract: false,
  })
  if (parsed === undefined || parsed.countryCallingCode !== code) return invalid
  const national = parsed.nationalNumber
  if (!parsed.isValid() && !(code === '1' && FICTIONAL_NORTH_AMERICAN.test(national)))
    return invalid
  return {
    ok: true,
    phone: {
      e164: parsed.number,
      countryCode: Number(code),
      nationalNumber: national,
      region: parsed.country,
    },
  }
}

/** `+15551234567` again as a PhoneNumber; for numbers that this module normalised. */
export function phoneFromE164(e164: string): PhoneNumber | undefined {
  for (let length = 1; length <= 3; length++) {
    const code = e164.slice(1, 1 + length)
    if (!CALLING_CODES.has(code)) continue
    const parsed = parsePhoneNumber(code, e164)
    if (parsed.ok) return parsed.phone
  }
  return undefined
}

export type LineType = 'cellphone' | 'landline' | 'voip' | 'unknown'

/** The type where the numbering plan tells, else `unknown`: in North America, say, it does not. */
export function lineTypeOf(phone: PhoneNumber): LineType {
  const type = parseMax(phone.e164)?.getType()
  switch (type) {
    case 'MOBILE':
      return 'cellphone'
    case 'FIXED_LINE':
      return 'landline'
    case 'VOIP':
      return 'voip'
    default:
      return 'unknown'
  }
}
