import { maskCellphone } from '@countersign/wire'

/** A number as supporters see it: `+1-XXX-XXX-XX02`. @param e164 whole */
export function maskPhone(e164: string, countryCode: number): string {
  return maskCellphone(countryCode, e164.slice(1 + String(countryCode).length))
}

/** An address as supporters see it: `j•••@example.com`. */
export function maskEmail(email: string): string {
  return `${email.slice(0, 1)}•••${email.slice(email.lastIndexOf('@'))}`
}

/** Where a message went, for supporters; the country code of a number is not known here. */
export function maskRecipient(to: string): string {
  return to.includes('@') ? maskEmail(to) : `${to.slice(0, 2)}•••••${to.slice(-2)}`
}

/** A text with none of its digits, of any script: a token can be read in each of them. */
export function maskDigits(text: string): string {
  return text.replaceAll(/\p{Nd}/gu, '•')
}
