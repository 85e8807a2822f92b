import { phoneNumber, secretExported, userSecret } from '@countersign/wire'
import {
  createQrAuthenticator,
  DEFAULT_QR_SIZE,
  exportSecret,
  LARGEST_QR_SIZE,
  SMALLEST_QR_SIZE,
} from '../../actions/qr-authenticator.ts'
import { readUser } from '../../actions/read-user.ts'
import { integerParam } from './params.ts'
import { type AuthyAnswer, authyIdOf, type AuthyRequest, ok, readAll, refuse } from './route.ts'
import { textParam } from './text.ts'

/** `POST users/{id}/secret` */
export async function userSecretAct(request: AuthyRequest): Promise<AuthyAnswer> {
  const authyId = authyIdOf(request)
  const read = readAll({
    size: integerParam(request.params, 'qr_size'),
    label: textParam(request.params, 'label'),
  })
  if (!read.ok) return refuse(read.failure)
  if (authyId === undefined) return refuse({ error: 'userNotFound' })
  const asked = read.values.size ?? DEFAULT_QR_SIZE
  const result = await createQrAuthenticator(request.deps, {
    app: request.app,
    authyId,
    size: Math.min(LARGEST_QR_SIZE, Math.max(SMALLEST_QR_SIZE, asked)),
    label: read.values.label ?? '',
  })
  switch (result.result) {
    case 'created':
      return ok(userSecret({ label: result.label, issuer: result.issuer, qrCode: result.url }))
    case 'unknown-user':
      return refuse({ error: 'userNotFound' })
    case 'disabled':
      return refuse({ error: 'genericTokensDisabled' })
    case 'too-long':
      // A 400, though there is a 60122: it is the request that has to change, not our state.
      return refuse({
        error: 'invalidParameter',
        name: 'label',
        reason: 'is too long for a QR code',
      })
  }
}

/** `GET users/{id}/secret/export` */
export async function exportSecretAct(request: AuthyRequest): Promise<AuthyAnswer> {
  const authyId = authyIdOf(request)
  if (authyId === undefined) return refuse({ error: 'userNotFound' })
  const result = await exportSecret(request.deps, request.app, authyId)
  switch (result.result) {
    case 'exported':
      return ok(secretExported(result))
    case 'unknown-user':
    case 'no-secret':
      return refuse({ error: 'userNotFound' })
    case 'disabled':
      return refuse({ error: 'migrationToolsDisabled' })
  }
}

/** `GET users/{id}/phone_number` */
export async function phoneNumberAct(request: AuthyRequest): Promise<AuthyAnswer> {
  const authyId = authyIdOf(request)
  const user =
    authyId === undefined ? undefined : await readUser(request.deps, request.app.id, authyId)
  if (user === undefined) return refuse({ error: 'userNotFound' })
  const nationalNumber = user.phone.slice(1 + String(user.countryCode).length)
  return ok(phoneNumber({ countryCode: user.countryCode, nationalNumber }))
}
