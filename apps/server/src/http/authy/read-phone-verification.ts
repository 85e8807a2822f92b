import { displayPhone, verificationStatus } from '@countersign/wire'
import { readPhoneVerification } from '../../actions/read-phone-verification.ts'
import { findParam, stringParam } from './params.ts'
import { phoneOf } from './phone-param.ts'
import { type AuthyAnswer, type AuthyRequest, ok, refuse } from './route.ts'

/** `GET phones/verification/status` */
export async function readPhoneVerificationAct({
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
