import type { Deps } from '../deps.ts'
import { approvalStatusAt } from '../domain/approval-request.ts'
import { approvalTopic } from '../store/signals.ts'
import type { ReadApprovalInput, ReadApprovalResult } from './hot/read-approvals.ts'

/** A signal may be lost with the node that should have given it: every so often who waits looks for themselves. */
const LOOK_EVERY_MS = 15_000

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

/**
 * The same, but not before it was decided, or `waitMs` have passed, or `closed` says that nobody
 * waits for the answer any more.
 */
export async function waitForApproval(
  deps: Deps,
  appId: number,
  uuid: string,
  options: { readonly waitMs: number; readonly closed: AbortSignal },
): Promise<ReadApprovalResult> {
  const endsAt = deps.now() + options.waitMs
  let changed = new AbortController()
  // Before the first look: what is decided between look and wait must not be missed.
  const unsubscribe = deps.signals.subscribe(approvalTopic(uuid), () => changed.abort())
  const onClosed = () => changed.abort()
  options.closed.addEventListener('abort', onClosed)
  try {
    for (;;) {
      const found = await readApproval(deps, appId, uuid)
      const now = deps.now()
      if (found.result !== 'found' || now >= endsAt || options.closed.aborted) return found
      const { row } = found.view
      if (approvalStatusAt(row, now) !== 'pending') return found
      const untilMs = Math.min(endsAt - now, (row.expiresAt ?? endsAt) - now, LOOK_EVERY_MS)
      await deps.wait(untilMs, changed.signal)
      changed = new AbortController()
    }
  } finally {
    unsubscribe()
    options.closed.removeEventListener('abort', onClosed)
  }
}
