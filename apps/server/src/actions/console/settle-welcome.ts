import type { Deps } from '../../deps.ts'
import { replaceGrants, revokeSessions } from '../../store/operators.ts'
import { claimInvitation, type Invitation } from './invitations.ts'
import { operatorEmailColumns } from './operator-email.ts'
import { recordOperatorEvent } from './operator-event.ts'
import { insertPasskey, type NewPasskey } from './passkeys.ts'
import { type CameFrom, startSession } from './sessions.ts'

/** Who comes by a living one-time link. */
export interface Welcomed {
  readonly invitation: Invitation
  readonly email: string
  readonly name: string
}

export type SettledWelcome =
  | { readonly result: 'welcome'; readonly sessionToken: string }
  | { readonly result: 'link-dead' | 'email-taken' | 'passkey-refused' }

type WayIn =
  | { readonly by: 'password'; readonly passwordHash: string; readonly authyId: number }
  | { readonly by: 'passkey'; readonly name: string; readonly passkey: NewPasskey }

/** One transaction uses the link up and makes what it is for, or neither. */
export async function settleWelcome(
  deps: Deps,
  { invitation, email, name }: Welcomed,
  way: WayIn,
  from: CameFrom,
): Promise<SettledWelcome> {
  const columns = {
    password_hash: way.by === 'password' ? way.passwordHash : null,
    authy_id: way.by === 'password' ? way.authyId : null,
  }
  try {
    return await deps.db.transaction().execute(async (tx) => {
      const inTx = { ...deps, db: tx }
      if (!(await claimInvitation(inTx, invitation.id))) return { result: 'link-dead' }
      const at = deps.now()
      const operatorId =
        invitation.operatorId === undefined
          ? await insertOperator(inTx, { email, name, columns, grants: invitation.grants })
          : await renewOperator(inTx, invitation.operatorId, columns)
      if (way.by === 'passkey' && !(await insertPasskey(inTx, operatorId, way.name, way.passkey)))
        throw new Taken('passkey-refused')
      const kind =
        invitation.operatorId === undefined ? 'operator_created' : 'operator_way_in_renewed'
      const facts = {
        invitedBy: invitation.invitedBy ?? null,
        by: way.by,
        grants: invitation.grants,
      }
      await recordOperatorEvent(tx, { operatorId, ip: from.ip }, { kind, at, facts })
      const { token } = await startSession(inTx, operatorId, from)
      return { result: 'welcome', sessionToken: token }
    })
  } catch (error) {
    if (error instanceof Taken) return { result: error.what }
    throw error
  }
}

/** Undoes the transaction: the link is not used up by what could not be. */
class Taken extends Error {
  readonly what: 'email-taken' | 'passkey-refused'
  constructor(what: Taken['what']) {
    super(what)
    this.what = what
  }
}

async function insertOperator(
  deps: Deps,
  operator: {
    readonly email: string
    readonly name: string
    readonly columns: { readonly password_hash: string | null; readonly authy_id: number | null }
    readonly grants: Invitation['grants']
  },
): Promise<number> {
  const inserted = await deps.db
    .insertInto('operators')
    .values({
      ...operatorEmailColumns(deps, operator.email),
      ...operator.columns,
      name: operator.name,
      created_at: deps.now(),
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  if (inserted === undefined) throw new Taken('email-taken')
  await replaceGrants(deps.db, inserted.id, operator.grants)
  return inserted.id
}

/** Every former way in ends with it: one who was locked out does not know who else has them. */
async function renewOperator(
  { db, now }: Deps,
  operatorId: number,
  columns: { readonly password_hash: string | null; readonly authy_id: number | null },
): Promise<number> {
  await db.updateTable('operators').set(columns).where('id', '=', operatorId).execute()
  await db.deleteFrom('operator_passkeys').where('operator_id', '=', operatorId).execute()
  await revokeSessions(db, { operatorId, at: now() })
  return operatorId
}
