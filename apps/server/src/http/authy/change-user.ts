import { activityCreated, userRemoved, userUpdated } from '@countersign/wire'
import { registerActivity, removeUser, updateUser } from '../../actions/change-user.ts'
import { isParamHash, isParamList, type ParamValue } from './param-value.ts'
import { findParam, stringParam } from './params.ts'
import { type AuthyAnswer, authyIdOf, type AuthyRequest, ok, refuse } from './route.ts'
import { userIpOf } from './text.ts'

/** `POST users/{id}/delete`, `users/delete/{id}`, `users/{id}/remove` */
export async function removeUserAct(request: AuthyRequest): Promise<AuthyAnswer> {
  const authyId = authyIdOf(request)
  const result =
    authyId === undefined ? 'unknown-user' : await removeUser(request.deps, request.app.id, authyId)
  return result === 'removed' ? ok(userRemoved()) : refuse({ error: 'userNotFound' })
}

/** `POST users/{id}/update` */
export async function updateUserAct(request: AuthyRequest): Promise<AuthyAnswer> {
  const authyId = authyIdOf(request)
  const atTop = stringParam(request.params, 'email')
  const inUser = stringParam(request.params, 'user.email')
  if (!atTop.ok) return refuse(atTop.failure)
  if (!inUser.ok) return refuse(inUser.failure)
  if (authyId === undefined) return refuse({ error: 'userNotFound' })
  const result = await updateUser(
    request.deps,
    request.app.id,
    authyId,
    atTop.value ?? inUser.value ?? '',
  )
  switch (result) {
    case 'updated':
      return ok(userUpdated())
    case 'unknown-user':
      return refuse({ error: 'userNotFound' })
    case 'email-invalid':
      return refuse({ error: 'userNotValid', fields: { email: 'is invalid' } })
  }
}

/** Of an activity's data, as JSON: it is kept, not read. */
const MOST_DATA_CHARACTERS = 16_384

/** `POST users/{id}/register_activity` */
export async function registerActivityAct(request: AuthyRequest): Promise<AuthyAnswer> {
  const authyId = authyIdOf(request)
  const kind = stringParam(request.params, 'type')
  if (!kind.ok) return refuse(kind.failure)
  if (authyId === undefined) return refuse({ error: 'userNotFound' })
  const data = toPlain(findParam(request.params, 'data') ?? null)
  if (JSON.stringify(data).length > MOST_DATA_CHARACTERS) {
    return refuse({ error: 'invalidParameter', name: 'data', reason: 'is too long' })
  }
  const result = await registerActivity(request.deps, {
    appId: request.app.id,
    authyId,
    kind: kind.value ?? '',
    data,
    userIp: userIpOf(request.params),
  })
  switch (result) {
    case 'created':
      return ok(activityCreated())
    case 'unknown-user':
      return refuse({ error: 'userNotFound' })
    case 'kind-unknown':
      return refuse({ error: 'activityNotCreated' })
  }
}

/** Maps as objects without a prototype, so that no key of theirs means anything but itself. */
function toPlain(value: ParamValue): unknown {
  if (isParamHash(value)) {
    const plain: Record<string, unknown> = Object.create(null)
    for (const [key, inner] of value) plain[key] = toPlain(inner)
    return plain
  }
  return isParamList(value) ? value.map(toPlain) : value
}
