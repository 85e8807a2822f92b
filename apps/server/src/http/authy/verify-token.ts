import { sentTokenDevice, tokenNotChecked, tokenValid, type WireObject } from '@countersign/wire'
import { verifyToken, type VerifyTokenResult } from '../../actions/verify-token.ts'
import { deviceOf } from './device.ts'
import { booleanParam } from './params.ts'
import { type AuthyAnswer, authyIdOf, type AuthyRequest, ok, readAll, refuse } from './route.ts'
import { textParam, userIpOf } from './text.ts'

/** Tokens that any client sends have 6 to 12 digits (docs/wire, tokens). */
const TOKEN = /^\d{6,12}$/

/** `GET verify/{token}/{id}` */
export async function verifyTokenAct(request: AuthyRequest): Promise<AuthyAnswer> {
  const read = readAll({
    force: booleanParam(request.params, 'force'),
    action: textParam(request.params, 'action'),
  })
  if (!read.ok) return refuse(read.failure)
  const token = request.path['token'] ?? ''
  if (!TOKEN.test(token)) return refuse({ error: 'tokenMalformed' })
  const authyId = authyIdOf(request)
  if (authyId === undefined) return refuse({ error: 'userDoesNotExist' })
  const result = await verifyToken(request.deps, {
    app: request.app,
    authyId,
    token,
    action: read.values.action ?? '',
    userIp: userIpOf(request.params),
    force: read.values.force ?? request.app.settings.forceByDefault,
  })
  return { ...answerOf(result), outcome: result.result }
}

function answerOf(result: Awaited<ReturnType<typeof verifyToken>>): AuthyAnswer {
  switch (result.result) {
    case 'valid':
      return ok(tokenValid(deviceFacts(result)))
    case 'sandbox-valid':
      return ok(tokenValid(sentTokenDevice({ sentAtMs: result.registeredAt })))
    case 'reused':
      return refuse({ error: 'tokenReused' })
    case 'invalid':
      return refuse({ error: 'tokenInvalid' })
    case 'unknown-user':
      return refuse({ error: 'userDoesNotExist' })
    case 'suspended':
      return refuse({ error: 'userSuspended' })
    case 'throttled':
      return refuse({ error: 'dosProtection' }, result.retryAt)
    case 'not-checked':
      return ok(tokenNotChecked())
  }
}

/** Of a token that was sent, and of another vendor's authenticator app, nothing more is known. */
function deviceFacts(result: Extract<VerifyTokenResult, { result: 'valid' }>): WireObject {
  if (result.device !== undefined) return deviceOf(result.device)
  const device = sentTokenDevice({ sentAtMs: result.registeredAt })
  return result.match.by === 'sent-token' ? device : { ...device, os_type: 'generic' }
}
