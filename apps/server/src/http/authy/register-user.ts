import { userCreated, type UserField } from '@countersign/wire'
import { registerUser } from '../../actions/register-user.ts'
import { booleanParam, stringParam } from './params.ts'
import { type AuthyAnswer, type AuthyRequest, ok, readAll, refuse } from './route.ts'
import { userIpOf } from './text.ts'

/** The calling code where a client leaves it out: several have 1 as their default (docs/wire, users). */
const DEFAULT_COUNTRY_CODE = '1'

/** `POST users/new` */
export async function registerUserAct({ deps, app, params }: AuthyRequest): Promise<AuthyAnswer> {
  const read = readAll({
    email: stringParam(params, 'user.email'),
    cellphone: stringParam(params, 'user.cellphone'),
    countryCode: stringParam(params, 'user.country_code'),
    // At the top level, in the query, or inside `user`: each of the three is some client's way.
    atTop: booleanParam(params, 'send_install_link_via_sms'),
    inUser: booleanParam(params, 'user.send_install_link_via_sms'),
  })
  if (!read.ok) return refuse(read.failure)
  const { email, cellphone, countryCode, atTop, inUser } = read.values
  const result = await registerUser(deps, {
    app,
    email: email ?? '',
    cellphone: cellphone ?? '',
    countryCode: countryCode ?? DEFAULT_COUNTRY_CODE,
    sendInstallLink: atTop ?? inUser,
    userIp: userIpOf(params),
  })
  if (result.result === 'registered') return ok(userCreated(result.authyId))
  const given: Readonly<Record<UserField, string | undefined>> = {
    email,
    cellphone,
    country_code: countryCode,
  }
  const fields = Object.fromEntries(
    result.fields.map((field) => [
      field,
      isBlank(given[field]) ? "is invalid and can't be blank" : 'is invalid',
    ]),
  )
  return refuse({ error: 'userNotValid', fields })
}

function isBlank(value: string | undefined): boolean {
  return value === undefined || value.trim() === ''
}
