import { userStatus } from '@countersign/wire'
import { readUser } from '../../actions/read-user.ts'
import { type AuthyAnswer, authyIdOf, type AuthyRequest, ok, refuse } from './route.ts'

/** `GET users/{id}/status` */
export async function userStatusAct(request: AuthyRequest): Promise<AuthyAnswer> {
  const authyId = authyIdOf(request)
  const user =
    authyId === undefined ? undefined : await readUser(request.deps, request.app.id, authyId)
  if (user === undefined) return refuse({ error: 'userNotFound' })
  return ok(
    userStatus({
      authyId: user.authyId,
      confirmed: user.confirmedAt !== undefined,
      registered: false,
      countryCode: user.countryCode,
      nationalNumber: user.phone.slice(1 + String(user.countryCode).length),
      email: user.email,
      devices: [],
      hasHardToken: false,
      accountDisabled: false,
      detailedDevices: [],
      deletedDevices: [],
    }),
  )
}
