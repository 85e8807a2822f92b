import { phoneFromE164 } from '@countersign/server'

/** `+1 555 123-4567` as `+15551234567`; undefined when it is no number that a phone may have. */
export function parsePhoneArgument(text: string): string | undefined {
  const digits = text.replaceAll(/[\s().-]/g, '')
  return /^\+\d{5,15}$/.test(digits) ? phoneFromE164(digits)?.e164 : undefined
}
