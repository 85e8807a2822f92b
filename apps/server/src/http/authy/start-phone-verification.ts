import { displayPhone, verificationStarted } from '@countersign/wire'
import { startPhoneVerification } from '../../actions/start-phone-verification.ts'
import { lineTypeOf } from '../../domain/phone-number.ts'
import {
  isCustomCode,
  LEAST_CODE_LENGTH,
  MOST_CODE_LENGTH,
} from '../../domain/phone-verification.ts'
import { phoneStartMessage } from '../../languages/phone-start-message.ts'
import { findParam, integerParam, stringParam } from './params.ts'
import { invalid, phoneOf } from './phone-param.ts'
import { type AuthyAnswer, type AuthyRequest, ok, readAll, refuse } from './route.ts'
import { userIpOf } from './text.ts'

export const STANDARD_CODE_LENGTH = 4

/** The carrier where nothing tells it: authy-rs needs a text here. */
const UNKNOWN_CARRIER = 'unknown'
/** As recorded for the sandbox (docs/wire, phone verification). */
const SANDBOX_CARRIER = 'Google Voice'

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
        message: phoneStartMessage(result.locale, via, shown),
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
