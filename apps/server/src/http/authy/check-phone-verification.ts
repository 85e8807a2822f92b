import { displayPhone, verificationCorrect } from '@countersign/wire'
import { checkPhoneVerification } from '../../actions/check-phone-verification.ts'
import { stringParam } from './params.ts'
import { invalid, phoneOf } from './phone-param.ts'
import { type AuthyAnswer, type AuthyRequest, ok, refuse } from './route.ts'
import { userIpOf } from './text.ts'

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
