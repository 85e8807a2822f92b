import type { Deps } from '../../deps.ts'
import type { Grant } from '../../domain/operator.ts'
import { findGrants, findOperator, findOperatorByEmail } from '../../store/operators.ts'
import { hasApps } from './change-operator.ts'
import { createInvitation, type OneTimeLink } from './invitations.ts'
import { openOperatorEmail, operatorEmailHash } from './operator-email.ts'
import { type Actor, recordOperatorEvent } from './operator-event.ts'

/** Operator 0 is nobody of the console: the command line of the machine. */
const COMMAND_LINE: Actor = { operatorId: 0, ip: '' }

export type InviteResult =
  | { readonly result: 'invited'; readonly link: OneTimeLink }
  | { readonly result: 'email-taken' }
  | { readonly result: 'app-unknown' }

/** @param actor undefined for whoever has the command line, and so everything */
export async function inviteOperator(
  deps: Deps,
  actor: Actor | undefined,
  invitation: { readonly email: string | undefined; readonly grants: readonly Grant[] },
): Promise<InviteResult> {
  const { email, grants } = invitation
  if (email !== undefined && (await findOperatorByEmail(deps.db, operatorEmailHash(deps, email))))
    return { result: 'email-taken' }
  return await deps.db.transaction().execute(async (tx) => {
    if (!(await hasApps(tx, grants))) return { result: 'app-unknown' }
    const inTx = { ...deps, db: tx, settings: deps.settings }
    const link = await createInvitation(inTx, { email, grants, invitedBy: actor?.operatorId })
    await recordOperatorEvent(tx, actor ?? COMMAND_LINE, {
      kind: 'operator_invited',
      at: deps.now(),
      facts: { grants },
    })
    return { result: 'invited', link }
  })
}

/** A one-time link by which an operator sets up their way in anew. What they have goes on until it is used. */
export async function renewWayIn(
  deps: Deps,
  actor: Actor | undefined,
  operatorId: number,
): Promise<OneTimeLink | undefined> {
  return await deps.db.transaction().execute(async (tx) => {
    const operator = await findOperator(tx, operatorId)
    if (operator === undefined || operator.disabledAt !== null) return undefined
    await tx
      .deleteFrom('operator_invitations')
      .where('operator_id', '=', operatorId)
      .where('used_at', 'is', null)
      .execute()
    const link = await createInvitation(
      { ...deps, db: tx, settings: deps.settings },
      {
        email: openOperatorEmail(deps, operator),
        grants: await findGrants(tx, operatorId),
        invitedBy: actor?.operatorId,
        operatorId,
      },
    )
    await recordOperatorEvent(tx, actor ?? COMMAND_LINE, {
      kind: 'operator_way_in_offered',
      at: deps.now(),
      facts: { of: operatorId },
    })
    return link
  })
}

/** Takes back an invitation that nobody has used yet. */
export async function withdrawInvitation(deps: Deps, actor: Actor, id: string): Promise<boolean> {
  return await deps.db.transaction().execute(async (tx) => {
    const withdrawn = await tx
      .deleteFrom('operator_invitations')
      .where('token_hash', '=', id)
      .where('used_at', 'is', null)
      .returning('grants')
      .executeTakeFirst()
    if (withdrawn === undefined) return false
    const facts = { grants: JSON.parse(withdrawn.grants) as unknown }
    const event = { kind: 'operator_invitation_withdrawn', at: deps.now(), facts } as const
    await recordOperatorEvent(tx, actor, event)
    return true
  })
}
