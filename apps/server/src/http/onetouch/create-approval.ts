import { approvalCreated } from '@countersign/wire'
import { createApproval, refuseApproval } from '../../actions/create-approval.ts'
import { type AuthyAnswer, authyIdOf, type AuthyRequest, ok, refuse } from '../authy/route.ts'
import { KEY_HEADER, readQuestion } from './approval-params.ts'

/** `POST users/{id}/approval_requests` */
export async function createApprovalAct(request: AuthyRequest): Promise<AuthyAnswer> {
  const { deps, app, params } = request
  const authyId = authyIdOf(request)
  const read = readQuestion(params, request.header(KEY_HEADER))
  if (!read.ok) {
    const name = 'name' in read.failure ? read.failure.name : read.failure.error
    await refuseApproval(deps, app.id, authyId, `invalid ${name}`)
    return refuse(read.failure)
  }
  if (authyId === undefined) return refuse({ error: 'userNotFound' })
  const created = await createApproval(deps, app, authyId, read.question, read.idempotencyKey)
  switch (created.result) {
    case 'asked':
    case 'repeated':
      return ok(approvalCreated(created))
    case 'joined':
      return ok(approvalCreated({ uuid: created.uuid, number: null }))
    case 'key-used':
      return refuse({
        error: 'approvalRequestInvalid',
        name: KEY_HEADER,
        reason: 'was used for another request',
      })
    case 'unknown-user':
      return refuse({ error: 'userNotFound' })
    case 'disabled':
      return refuse({ error: 'onetouchNotEnabled' })
    case 'suspended':
      return refuse({ error: 'userSuspended' })
    case 'unregistered':
      return refuse({ error: 'onetouchUnregisteredUser' })
    case 'no-device':
      return refuse({ error: 'onetouchDeviceNotFound' })
    // Both end with the next right token, which is what an app falls back to on any 4xx.
    case 'paused':
      return refuse({ error: 'pushesPaused' })
    case 'too-many-pushes':
      return refuse({ error: 'tooManyPushes' })
  }
}
