import type { ApprovalBody, RegistrationRequestBody } from '@countersign/wire'
import { readApproval, readNothing, readRegistrationRequest } from './answers.ts'
import { ask, signerOf } from './request.ts'
import type { Session } from './session.ts'
import { listOf, type Read, record } from './shape.ts'
import {
  type ApprovalAnswer,
  approvalStatement,
  registrationStatement,
  signApproval,
  signRegistration,
} from './sign.ts'

/** docs/device-protocol.md, "Approval requests" and "A further device asks to be let in". */

const PATH = '/device/v1/approvals'
const REQUESTS_PATH = '/device/v1/registration-requests'

export interface ApprovalsQuery {
  /** `pending` unless given. */
  readonly status?: 'pending' | 'past' | undefined
  /** The uuid of the last one that is known: those before it follow. Of past ones only. */
  readonly before?: string | undefined
  /** How many, 1 to 100. Of past ones only. */
  readonly limit?: number | undefined
}

const readOne: Read<{ readonly approval: ApprovalBody }> = record({ approval: readApproval })

export async function listApprovals(
  session: Session,
  query: ApprovalsQuery,
): Promise<readonly ApprovalBody[]> {
  const { status = 'pending', before, limit } = query
  const parameters = new URLSearchParams({
    status,
    ...(before === undefined ? {} : { before }),
    ...(limit === undefined ? {} : { limit: String(limit) }),
  })
  const read = record<{ approvals: readonly ApprovalBody[] }>({ approvals: listOf(readApproval) })
  return (await ask(session, { method: 'GET', path: `${PATH}?${parameters.toString()}`, read }))
    .approvals
}

export async function fetchApproval(session: Session, uuid: string): Promise<ApprovalBody> {
  return (await ask(session, { method: 'GET', path: pathOf(uuid), read: readOne })).approval
}

/** Signs the approval as it was handed in, which is how it was shown: never one that is fetched anew. */
export async function answerApproval(
  session: Session,
  shown: ApprovalBody,
  answer: ApprovalAnswer,
): Promise<ApprovalBody> {
  const body = async () => {
    const statement = approvalStatement(shown, answer, session.serverNow())
    return { statement: await signApproval(signerOf(session), statement) }
  }
  const path = `${pathOf(shown.uuid)}/answer`
  return (await ask(session, { method: 'POST', path, body, read: readOne })).approval
}

export async function reportNotMe(session: Session, uuid: string): Promise<ApprovalBody> {
  const path = `${pathOf(uuid)}/not-me`
  return (await ask(session, { method: 'POST', path, read: readOne })).approval
}

export async function listRegistrationRequests(
  session: Session,
): Promise<readonly RegistrationRequestBody[]> {
  const read = record<{ requests: readonly RegistrationRequestBody[] }>({
    requests: listOf(readRegistrationRequest),
  })
  return (await ask(session, { method: 'GET', path: REQUESTS_PATH, read })).requests
}

export async function answerRegistration(
  session: Session,
  shown: RegistrationRequestBody,
  answer: 'approved' | 'denied',
  number: string | undefined,
): Promise<void> {
  const shownNumber = answer === 'approved' ? (number ?? null) : null
  const body = async () => {
    const statement = registrationStatement(shown, answer, shownNumber, session.serverNow())
    return { statement: await signRegistration(signerOf(session), statement) }
  }
  const path = `${REQUESTS_PATH}/${encodeURIComponent(shown.id)}/answer`
  await ask(session, { method: 'POST', path, body, read: readNothing })
}

function pathOf(uuid: string): string {
  return `${PATH}/${encodeURIComponent(uuid)}`
}
