import type { Deps } from '../deps.ts'
import type { ApprovalContent } from '../domain/approval-request.ts'
import { recordEvent } from '../store/counters.ts'
import type { CallingApp } from './find-app.ts'
import { userTopic } from '../store/signals.ts'
import {
  type CreateApprovalInput,
  type CreateApprovalResult,
  refusedRequest,
} from './hot/create-approvals.ts'

/** Asks a person on their devices: answered once the question and what wakes them are on disk. */
export async function createApproval(
  deps: Deps,
  app: CallingApp,
  authyId: number,
  content: Omit<ApprovalContent, 'number' | 'appName' | 'askedWith'>,
  idempotencyKey: string | undefined,
): Promise<CreateApprovalResult | { readonly result: 'disabled' }> {
  const { settings } = app
  if (!settings.onetouchEnabled) return { result: 'disabled' }
  const input: CreateApprovalInput = {
    appId: app.id,
    authyId,
    isSandbox: app.plan === 'sandbox',
    content: { appName: app.name, askedWith: app.keyHash, ...content },
    numberMatching: settings.numberMatching,
    pushesWithoutSuccess: settings.pushesWithoutSuccess,
    idempotencyKey,
  }
  // run-acts.ts answers a 'create-approval' with exactly this.
  const result = (await deps.runAct(
    'create-approval',
    `${app.id}/${authyId}`,
    input,
  )) as CreateApprovalResult
  if (result.result === 'asked') {
    deps.signals.publish([userTopic(authyId)])
    deps.wakeWorker()
  }
  return result
}

/** Records a question that no person could be asked as it stands: `reason` names the wrong parameter. */
export async function refuseApproval(
  deps: Deps,
  appId: number,
  authyId: number | undefined,
  reason: string,
): Promise<void> {
  await recordEvent(deps.db, {
    ...refusedRequest(appId, authyId ?? 0, reason, deps.now()),
    authyId,
  })
}
