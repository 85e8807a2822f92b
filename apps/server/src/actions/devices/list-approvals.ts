import type { Kysely } from 'kysely'
import type { Deps } from '../../deps.ts'
import type { ApprovalContent } from '../../domain/approval-request.ts'
import type { ApprovalRow } from '../../store/hot-approvals.ts'
import type { Schema } from '../../store/schema.ts'
import { approvalRow } from '../sealed-rows.ts'

/** An approval request as the person's devices show it. */
export interface DeviceApproval {
  readonly row: ApprovalRow
  readonly content: ApprovalContent
  readonly answeredBy: { readonly id: number; readonly name: string } | undefined
}

/** The person's requests, newest first: those that wait for an answer, or those that no longer do. */
export async function listApprovals(
  deps: Deps,
  authyId: number,
  query: {
    readonly status: 'pending' | 'past'
    readonly before: string | undefined
    readonly limit: number
  },
): Promise<readonly DeviceApproval[]> {
  const now = deps.now()
  const { before } = query
  // The uuid begins with the time, so it pages in the order of creation.
  const rows = await select(deps.db, authyId)
    .$if(before !== undefined, (some) => some.where('approval_requests.uuid', '<', before ?? ''))
    .where((eb) => {
      const isLiving = eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', now)])
      const isPending = eb.and([eb('status', '=', 'pending'), isLiving])
      return query.status === 'pending' ? isPending : eb.not(isPending)
    })
    .orderBy('approval_requests.created_at', 'desc')
    .orderBy('approval_requests.uuid', 'desc')
    .limit(query.limit)
    .execute()
  await markNotified(deps.db, rows, now)
  return rows.map((row) => toApproval(deps, row))
}

/** One of the person's requests, in an app that still has them. */
export async function findApproval(
  deps: Pick<Deps, 'db' | 'vault' | 'now'>,
  authyId: number,
  uuid: string,
): Promise<DeviceApproval | undefined> {
  const row = await select(deps.db, authyId)
    .where('approval_requests.uuid', '=', uuid)
    .executeTakeFirst()
  if (row === undefined) return undefined
  await markNotified(deps.db, [row], deps.now())
  return toApproval(deps, row)
}

function select(db: Kysely<Schema>, authyId: number) {
  return db
    .selectFrom('approval_requests')
    .innerJoin('app_users', (join) =>
      join
        .onRef('app_users.app_id', '=', 'approval_requests.app_id')
        .onRef('app_users.authy_id', '=', 'approval_requests.authy_id'),
    )
    .leftJoin('devices', 'devices.id', 'approval_requests.device_id')
    .selectAll('approval_requests')
    .select('devices.name as device_name')
    .where('approval_requests.authy_id', '=', authyId)
    .where('app_users.removed_at', 'is', null)
}

type Selected = Awaited<ReturnType<ReturnType<typeof select>['execute']>>[number]

/** What a device has read has reached the person, as far as anybody can tell. */
async function markNotified(
  db: Kysely<Schema>,
  rows: readonly Selected[],
  now: number,
): Promise<void> {
  const fresh = rows.filter((row) => row.notified_at === null).map((row) => row.uuid)
  if (fresh.length === 0) return
  await db
    .updateTable('approval_requests')
    .set({ notified_at: now })
    .where('uuid', 'in', fresh)
    .where('notified_at', 'is', null)
    .execute()
}

function toApproval({ vault }: Pick<Deps, 'vault'>, row: Selected): DeviceApproval {
  return {
    row: {
      uuid: row.uuid,
      appId: row.app_id,
      authyId: row.authy_id,
      sealedContent: row.sealed_content,
      status: row.status,
      wrongNumbers: row.wrong_numbers,
      createdAt: row.created_at,
      expiresAt: row.expires_at ?? undefined,
      notifiedAt: row.notified_at ?? undefined,
      answeredAt: row.answered_at ?? undefined,
      deviceId: row.device_id ?? undefined,
      sealedStatement: row.sealed_statement ?? undefined,
      notMeAt: row.not_me_at ?? undefined,
    },
    // Sealed by create-approvals.ts, so it is what it wrote.
    content: JSON.parse(vault.open(row.sealed_content, approvalRow(row.uuid))) as ApprovalContent,
    answeredBy:
      row.device_id === null || row.device_name === null
        ? undefined
        : { id: row.device_id, name: row.device_name },
  }
}
