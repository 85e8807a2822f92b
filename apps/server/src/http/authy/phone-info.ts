import { phoneInfo } from '@countersign/wire'
import { lookUpPhone } from '../../actions/look-up-phone.ts'
import { phoneOf } from './phone-param.ts'
import { type AuthyAnswer, type AuthyRequest, ok, refuse } from './route.ts'

/** `GET phones/info` */
export async function phoneInfoAct({ deps, app, params }: AuthyRequest): Promise<AuthyAnswer> {
  const phone = phoneOf(params)
  if (!phone.ok) return refuse(phone.failure)
  const found = await lookUpPhone(deps, app, phone.phone)
  if (found === undefined) return refuse({ error: 'phoneInfoFailed' })
  return ok(phoneInfo({ nowMs: deps.now(), ...found }))
}
