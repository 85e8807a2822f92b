import type { Failure } from '@countersign/wire'
import { parsePhoneNumber, type PhoneNumber } from '../../domain/phone-number.ts'
import { type Params, stringParam } from './params.ts'
import { readAll } from './route.ts'

type PhoneRead =
  | { readonly ok: true; readonly phone: PhoneNumber }
  | { readonly ok: false; readonly failure: Failure }

/** The number that a request of this family names, or what is wrong with it (docs/wire, phone verification). */
export function phoneOf(params: Params): PhoneRead {
  const read = readAll({
    countryCode: stringParam(params, 'country_code'),
    phoneNumber: stringParam(params, 'phone_number'),
  })
  if (!read.ok) return read
  const countryCode = (read.values.countryCode ?? '').trim()
  const phoneNumber = (read.values.phoneNumber ?? '').trim()
  if (countryCode === '')
    return { ok: false, failure: invalid('country_code', 'Parameter is required') }
  if (phoneNumber === '')
    return { ok: false, failure: invalid('phone_number', 'Parameter is required') }
  if (!/^\+?\d{1,15}$/.test(countryCode)) {
    return {
      ok: false,
      failure: invalid('country_code', `'${countryCode}' is not a valid Integer`),
    }
  }
  const parsed = parsePhoneNumber(countryCode, phoneNumber)
  if (parsed.ok) return { ok: true, phone: parsed.phone }
  const isCountry = parsed.problem.reason === 'country-code-invalid'
  return { ok: false, failure: { error: isCountry ? 'countryCodeInvalid' : 'phoneInvalid' } }
}

/** 60004, with what is wrong with which parameter. */
export function invalid(name: string, reason: string): Failure {
  return { error: 'invalidParameter', name, reason }
}
