import type { ApprovalContent } from '../../domain/approval-request.ts'
import type { ActContext } from '../../store/acts.ts'
import { approvalRow, emailRow, statementRow } from '../sealed-rows.ts'
import type { ApprovalView } from './answer-input.ts'

export interface ReadApprovalInput {
  readonly appId: number
  /** 0: reading decides about nobody, so nobody is held for it. */
  readonly authyId: 0
  readonly uuid: string
}

export type ReadApprovalResult =
  | {
      readonly result: 'found'
      readonly view: ApprovalView
      readonly email: string | undefined
      readonly signingKey: string | undefined
    }
  | { readonly result: 'not-found' }

/** Reads the requests of a group; an app sees its own. */
export async function readApprovals(
  { tx, vault }: ActContext,
  inputs: readonly ReadApprovalInput[],
): Promise<readonly ReadApprovalResult[]> {
  const rows = await tx.loadApprovals(inputs.map((input) => input.uuid))
  const recipients = await tx.loadRecipients(
    rows.map((row) => ({ appId: row?.appId ?? 0, authyId: row?.authyId ?? 0 })),
  )
  const devices = await tx.loadDevicesById(rows.map((row) => row?.deviceId ?? 0))
  return inputs.map((input, place) => {
    const row = rows[place]
    if (row === undefined || row.appId !== input.appId) return { result: 'not-found' }
    // Sealed by create-approvals.ts, so it is what it wrote.
    const content = JSON.parse(
      vault.open(row.sealedContent, approvalRow(row.uuid)),
    ) as ApprovalContent
    const { emailHash, sealedEmail } = recipients[place] ?? {}
    const email =
      emailHash === undefined || sealedEmail === undefined
        ? undefined
        : vault.open(sealedEmail, emailRow(row.appId, row.authyId, emailHash))
    const device = devices[place]
    const { sealedStatement } = row
    const statement = sealedStatement && vault.open(sealedStatement, statementRow(row.uuid))
    return {
      result: 'found',
      view: { row, content, device, statement },
      email,
      signingKey: device?.signingKey,
    }
  })
}
