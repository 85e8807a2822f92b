import { compactVerify, importJWK, type JWK } from 'jose'
import type { Deps } from '../../../deps.ts'
import {
  type ApprovalContent,
  type ApprovalStatus,
  approvalStatusAt,
  decideAnswer,
  type SignedAnswer,
} from '../../../domain/approval-request.ts'
import { approvalRow, statementRow } from '../../sealed-rows.ts'
import type { SignedIn } from '../sessions.ts'
import { findPerson } from './read-person.ts'

export interface PersonApproval {
  readonly uuid: string
  readonly appId: number
  readonly status: ApprovalStatus
  readonly createdAt: number
  readonly expiresAt: number | null
  readonly notifiedAt: number | null
  readonly answeredAt: number | null
  readonly notMeAt: number | null
  readonly wrongNumbers: number
  readonly deviceName: string | null
  readonly content: ApprovalContent
  readonly signed: SignedStatement | undefined
  readonly isOperator: boolean
}

/** What a device signed, judged anew with the key that it registered. */
export interface SignedStatement {
  readonly isVerified: boolean
  /** What differs between what was asked and what was signed. */
  readonly altered: string | undefined
  readonly answer: SignedAnswer | undefined
  readonly jws: string
}

/** The person's approval requests, newest first, with the signed answers. */
export async function listPersonApprovals(
  deps: Deps,
  operator: SignedIn,
  query: {
    readonly authyId: number
    readonly before: string | undefined
    readonly limit: number
    /** The `typ` that an answer is signed under. */
    readonly statementType: string
  },
): Promise<
  { readonly approvals: readonly PersonApproval[]; readonly next: string | undefined } | undefined
> {
  const found = await findPerson(deps, operator, query.authyId)
  if (found === undefined) return undefined
  const rows = await selectPersonApprovals(deps.readDb, {
    ...query,
    appIds: found.appIds,
  }).execute()
  const now = deps.now()
  const approvals: PersonApproval[] = []
  for (const row of rows.slice(0, query.limit)) {
    // Sealed by create-approvals.ts, so it is what it wrote.
    const content = JSON.parse(
      deps.vault.open(row.sealed_content, approvalRow(row.uuid)),
    ) as ApprovalContent
    const isOperator = found.scope.isOperatorOf(row.app_id)
    approvals.push({
      uuid: row.uuid,
      appId: row.app_id,
      status: approvalStatusAt({ status: row.status, expiresAt: row.expires_at ?? undefined }, now),
      createdAt: row.created_at,
      expiresAt: row.expires_at,
      notifiedAt: row.notified_at,
      answeredAt: row.answered_at,
      notMeAt: row.not_me_at,
      wrongNumbers: row.wrong_numbers,
      deviceName: row.device_name,
      content,
      signed:
        row.sealed_statement === null
          ? undefined
          : await judge(
              deps.vault.open(row.sealed_statement, statementRow(row.uuid)),
              row,
              content,
              query.statementType,
            ),
      isOperator,
    })
  }
  return {
    approvals,
    next: rows.length > query.limit ? approvals.at(-1)?.uuid : undefined,
  }
}

/** The statement of a page, for its plan too. */
export function selectPersonApprovals(
  db: Deps['db'],
  query: {
    readonly authyId: number
    readonly appIds: readonly number[]
    readonly before: string | undefined
    readonly limit: number
  },
) {
  return (
    db
      .selectFrom('approval_requests')
      .leftJoin('devices', 'devices.id', 'approval_requests.device_id')
      .selectAll('approval_requests')
      .select(['devices.name as device_name', 'devices.signing_key as device_key'])
      .where('approval_requests.authy_id', '=', query.authyId)
      .where('approval_requests.app_id', 'in', [...query.appIds])
      // The uuid begins with the time, so it pages in the order of creation.
      .$if(query.before !== undefined, (all) =>
        all.where('approval_requests.uuid', '<', query.before ?? ''),
      )
      .orderBy('approval_requests.created_at', 'desc')
      .orderBy('approval_requests.uuid', 'desc')
      .limit(query.limit + 1)
  )
}

async function judge(
  jws: string,
  row: {
    readonly uuid: string
    readonly app_id: number
    readonly created_at: number
    readonly device_key: string | null
  },
  content: ApprovalContent,
  statementType: string,
): Promise<SignedStatement> {
  const payload =
    row.device_key === null ? undefined : await verify(jws, row.device_key, statementType)
  if (payload === undefined)
    return { isVerified: false, altered: undefined, answer: undefined, jws }
  // http/device/approvals.ts took it by its schema before it was kept.
  const answer = JSON.parse(new TextDecoder().decode(payload)) as SignedAnswer
  const asked = {
    uuid: row.uuid,
    appId: row.app_id,
    status: 'pending',
    createdAt: row.created_at,
    expiresAt: undefined,
    content,
  } as const
  const judged = decideAnswer(asked, answer, row.created_at)
  const altered = judged.result === 'altered' ? judged.field : undefined
  return { isVerified: true, altered, answer, jws }
}

async function verify(
  jws: string,
  deviceKey: string,
  statementType: string,
): Promise<Uint8Array | undefined> {
  try {
    // The public key as the device registered it (devices.signing_key).
    const key = await importJWK(JSON.parse(deviceKey) as JWK, 'ES256')
    const { payload, protectedHeader } = await compactVerify(jws, key, { algorithms: ['ES256'] })
    return protectedHeader.typ === statementType ? payload : undefined
  } catch {
    return undefined
  }
}
