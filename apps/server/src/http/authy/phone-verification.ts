import {
  displayPhone,
  type Failure,
  verificationCorrect,
  verificationStarted,
  verificationStatus,
} from '@countersign/wire'
import { checkPhoneVerification } from '../../actions/check-phone-verification.ts'
import { readPhoneVerification, startPhoneVerification } from '../../actions/phone-verification.ts'
import { lineTypeOf, parsePhoneNumber, type PhoneNumber } from '../../domain/phone-number.ts'
import {
  isCustomCode,
  LEAST_CODE_LENGTH,
  MOST_CODE_LENGTH,
} from '../../domain/phone-verification.ts'
import { type Locale, LOCALES } from '../../languages/locales.ts'
import { phoneStartMessage } from '../../languages/phone-start-message.ts'
import { findParam, integerParam, type Params, stringParam } from './params.ts'
import { type AuthyAnswer, type AuthyRequest, ok, readAll, refuse } from './route.ts'
import { userIpOf } from './text.ts'

const STANDARD_CODE_LENGTH = 4

/** The carrier where nothing tells it: authy-rs needs a text here. */
const UNKNOWN_CARRIER = 'unknown'
/** As recorded for the sandbox (docs/wire, phone verification). */
const SANDBOX_CARRIER = 'Google Voice'

type PhoneRead =
  | { readonly ok: true; readonly phone: PhoneNumber }
  | { readonly ok: false; readonly failure: Failure }

/** `POST phones/verification/start` */
export async function startPhoneVerificationAct({
  deps,
  app,
  params,
}: AuthyRequest): Promise<AuthyAnswer> {
  const phone = phoneOf(params)
  if (!phone.ok) return refuse(phone.failure)
  const read = readAll({
    via: stringParam(params, 'via'),
    codeLength: integerParam(params, 'code_length'),
    customCode: stringParam(params, 'custom_code'),
    locale: stringParam(params, 'locale'),
  })
  if (!read.ok) return refuse(read.failure)
  const via = read.values.via ?? 'sms'
  if (via !== 'sms' && via !== 'call') return refuse(invalid('via', `'${via}' is not sms or call`))
  const codeLength = read.values.codeLength ?? STANDARD_CODE_LENGTH
  if (codeLength < LEAST_CODE_LENGTH || codeLength > MOST_CODE_LENGTH) {
    return refuse(
      invalid('code_length', `must be between ${LEAST_CODE_LENGTH} and ${MOST_CODE_LENGTH}`),
    )
  }
  const customCode = read.values.customCode === '' ? undefined : read.values.customCode
  if (customCode !== undefined && !isCustomCode(customCode)) {
    return refuse(
      invalid(
        'custom_code',
        `must have ${LEAST_CODE_LENGTH} to ${MOST_CODE_LENGTH} letters and digits`,
      ),
    )
  }
  if ((findParam(params, 'custom_message') ?? '') !== '')
    return refuse({ error: 'customMessageNotAllowed' })
  const result = await startPhoneVerification(deps, {
    app,
    phone: phone.phone,
    via,
    codeLength,
    customCode,
    locale: read.values.locale,
    userIp: userIpOf(params),
  })
  switch (result.result) {
    case 'started': {
      const shown = displayPhone(phone.phone.countryCode, phone.phone.nationalNumber)
      const type = lineTypeOf(phone.phone)
      const isSandbox = app.plan === 'sandbox'
      const body = verificationStarted({
        carrier: isSandbox ? SANDBOX_CARRIER : UNKNOWN_CARRIER,
        // Only false where the numbering plan says so.
        isCellphone: type === 'cellphone' || type === 'unknown',
        isPorted: false,
        message: phoneStartMessage(localeOf(result.locale), via, shown),
        secondsToExpire: result.secondsToExpire,
        uuid: result.id ?? null,
      })
      // With a code of the app's own, the message's id too (docs/wire, phone verification).
      const isCustom = customCode !== undefined && result.messageId !== undefined
      return ok(isCustom ? { ...body, sms_id: result.messageId ?? null } : body)
    }
    case 'landline':
      return refuse({ error: 'smsToLandline' })
    case 'channel-disabled':
      return refuse({ error: via === 'sms' ? 'smsDisabled' : 'callsDisabled' })
    case 'throttled':
      return refuse({ error: 'dosProtection' }, result.retryAt)
  }
}

function localeOf(text: string): Locale {
  return LOCALES.find((known) => known === text) ?? 'en'
}

/** `GET phones/verification/check` */
export async function checkPhoneVerificationAct({
  deps,
  app,
  params,
}: AuthyRequest): Promise<AuthyAnswer> {
  const phone = phoneOf(params)
  if (!phone.ok) return refuse(phone.failure)
  const code = stringParam(params, 'verification_code')
  if (!code.ok) return refuse(code.failure)
  if (code.value === undefined || code.value.trim() === '')
    return refuse(invalid('verification_code', 'Parameter is required'))
  const result = await checkPhoneVerification(deps, {
    app,
    phone: phone.phone,
    code: code.value.trim(),
    userIp: userIpOf(params),
  })
  switch (result.result) {
    case 'correct':
      return ok(verificationCorrect())
    case 'incorrect':
      return refuse({ error: 'verificationCodeIncorrect' })
    case 'none-pending': {
      const shown = displayPhone(phone.phone.countryCode, phone.phone.nationalNumber)
      return refuse({ error: 'noPendingVerification', phone: shown })
    }
    case 'throttled':
      return refuse({ error: 'dosProtection' }, result.retryAt)
  }
}

/** `GET phones/verification/status` */
export async function phoneVerificationStatusAct({
  deps,
  app,
  params,
}: AuthyRequest): Promise<AuthyAnswer> {
  const uuid = stringParam(params, 'uuid')
  if (!uuid.ok) return refuse(uuid.failure)
  const isByUuid = uuid.value !== undefined && uuid.value !== ''
  const isByPhone =
    (findParam(params, 'phone_number') ?? '') !== '' &&
    (findParam(params, 'country_code') ?? '') !== ''
  if (!isByUuid && !isByPhone) return refuse({ error: 'phoneVerificationParamsInvalid' })
  const phone = isByUuid ? undefined : phoneOf(params)
  if (phone !== undefined && !phone.ok) return refuse(phone.failure)
  const by = phone === undefined ? { id: uuid.value ?? '' } : { phone: phone.phone }
  const found = await readPhoneVerification(deps, app.id, by)
  if (found !== undefined) return ok(verificationStatus(found))
  const shown =
    phone === undefined
      ? undefined
      : displayPhone(phone.phone.countryCode, phone.phone.nationalNumber)
  return refuse({ error: 'noPendingVerification', phone: shown ?? `uuid ${uuid.value ?? ''}` })
}

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

function invalid(name: string, reason: string): Failure {
  return { error: 'invalidParameter', name, reason }
}
