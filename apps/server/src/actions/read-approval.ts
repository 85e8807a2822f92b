import type { Deps } from '../deps.ts'
import { approvalStatusAt } from '../domain/approval-request.ts'
import { approvalTopic } from '../store/signals.ts'
import type { ReadApprovalInput, ReadApprovalResult } from './hot/read-approvals.ts'
import { type Look, waitUntil } from './wait-until.ts'

/** A request as its app may see it. */
export async function readApproval(
  deps: Deps,
  appId: number,
  uuid: string,
): Promise<ReadApprovalResult> {
  const input: ReadApprovalInput = { appId, authyId: 0, uuid }
  // Its own key for each: reads need not follow one another. run-acts.ts answers with exactly this.
  const key = `read/${crypto.randomUUID()}`
  return (await deps.runAct('read-approval', key, input)) as ReadApprovalResult
}

/** The same, but not before it was decided, or `waitMs` have passed. */
export async function waitForApproval(
  deps: Deps,
  appId: number,
  uuid: string,
  options: { readonly waitMs: number; readonly closed: AbortSignal },
): Promise<ReadApprovalResult> {
  return await waitUntil(
    deps,
    approvalTopic(uuid),
    options,
    async (): Promise<Look<ReadApprovalResult>> => {
      const found = await readApproval(deps, appId, uuid)
      if (found.result === 'not-found')
        return { value: found, isSettled: true, changesAt: undefined }
      const { row } = found.view
      const isSettled = approvalStatusAt(row, deps.now()) !== 'pending'
      return { value: found, isSettled, changesAt: row.expiresAt }
    },
  )
}
