import type { ApprovalContent } from '../domain/approval-request.ts'
import type { CallbackFacts } from '../domain/callback.ts'
import type { DeviceFacts } from '../domain/device.ts'
import type { ApprovalRow } from '../store/hot-approvals.ts'

/** What stands in place of a signed answer where nobody gave one: Authy's clients want some text there. */
const UNSIGNED = 'unsigned'

/** What an app is told of a request that came to its end. */
export function callbackFacts(
  row: ApprovalRow,
  content: ApprovalContent,
  /** The device's signed answer, if there is one. */
  statement: string | undefined,
  device: DeviceFacts,
  now: number,
): CallbackFacts {
  const { id, name, system, registeredAt, registeredVia, registeredIp, lastSeenAt, lastIp } = device
  return {
    uuid: row.uuid,
    appId: row.appId,
    authyId: row.authyId,
    // Clients know no third one; what expired was at least not approved (docs/wire §7.3).
    status: row.status === 'approved' ? 'approved' : 'denied',
    content,
    createdAt: row.createdAt,
    expiresAt: row.expiresAt ?? null,
    answeredAt: row.answeredAt ?? now,
    notMe: row.notMeAt !== undefined,
    statement: statement ?? UNSIGNED,
    device: { id, name, system, registeredAt, registeredVia, registeredIp, lastSeenAt, lastIp },
  }
}
