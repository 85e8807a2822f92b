import type { Deps } from '../../deps.ts'
import { approvalStatusAt } from '../../domain/approval-request.ts'
import { recordEvent } from '../../store/counters.ts'
import { appendDeviceEvent } from '../../store/device-events.ts'
import { findDevice } from '../../store/devices.ts'
import { userTopic } from '../../store/signals.ts'
import { callbackFacts } from '../callback-facts.ts'
import { enqueueCallback } from '../enqueue-callback.ts'
import { statementRow } from '../sealed-rows.ts'
import { type DeviceApproval, findApproval } from './list-approvals.ts'

export type ReportNotMeResult =
  | { readonly result: 'reported'; readonly approval: DeviceApproval }
  | { readonly result: 'not-found' }
  /** A pending one is denied instead, by a signed answer. */
  | { readonly result: 'pending' }

/** Says of a past request "this was not me": pushes of that app stop, and it is told. Saying so again changes nothing. */
export async function reportNotMe(
  deps: Deps,
  reporter: { readonly id: number; readonly authyId: number },
  uuid: string,
): Promise<ReportNotMeResult> {
  const { authyId } = reporter
  const outcome = await deps.db.transaction().execute(async (tx) => {
    const now = deps.now()
    const found = await findApproval({ ...deps, db: tx }, authyId, uuid)
    if (found === undefined) return { result: 'not-found' } as const
    if (approvalStatusAt(found.row, now) === 'pending') return { result: 'pending' } as const
    const marked = await tx
      .updateTable('approval_requests')
      .set({ not_me_at: now })
      .where('uuid', '=', uuid)
      .where('not_me_at', 'is', null)
      .returning('uuid')
      .executeTakeFirst()
    if (marked === undefined) return { result: 'reported', approval: found } as const
    const row = { ...found.row, notMeAt: now }
    const { appId } = row
    await tx
      .updateTable('app_users')
      .set({ pushes_paused_at: now })
      .where('app_id', '=', appId)
      .where('authy_id', '=', authyId)
      .execute()
    const device = await findDevice(tx, row.deviceId ?? reporter.id)
    const { sealedStatement } = row
    const statement = sealedStatement && deps.vault.open(sealedStatement, statementRow(uuid))
    if (device !== undefined)
      await enqueueCallback(
        { ...deps, db: tx },
        callbackFacts(row, found.content, statement, device, now),
      )
    const facts = JSON.stringify({ uuid, device: reporter.id })
    await recordEvent(tx, { appId, authyId, at: now, kind: 'one_touch_not_me', facts })
    await appendDeviceEvent(tx, authyId, now, 'apps-changed', {})
    return { result: 'reported', approval: { ...found, row } } as const
  })
  if (outcome.result === 'reported') {
    deps.signals.publish([userTopic(authyId)])
    deps.wakeWorker()
  }
  return outcome
}
