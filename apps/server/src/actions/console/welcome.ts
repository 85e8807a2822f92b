import type { Deps } from '../../deps.ts'
import { parseEmailAddress } from '../../domain/email-address.ts'
import { parseOperatorName } from '../../domain/operator.ts'
import { findPasswordProblem, type PasswordProblem } from '../../domain/password.ts'
import {
  findOperator,
  findOperatorByEmail,
  replaceGrants,
  revokeSessions,
} from '../../store/operators.ts'
import { claimInvitation, findInvitation, type Invitation } from './invitations.ts'
import { openOperatorEmail, operatorEmailColumns, operatorEmailHash } from './operator-email.ts'
import { recordOperatorEvent } from './operator-event.ts'
import { beginPasskey, insertPasskey, type NewPasskey, verifyNewPasskey } from './passkeys.ts'
import { hashPassword } from './password.ts'
import {
  beginAuthenticator,
  type BeginAuthenticatorResult,
  checkOperatorToken,
  findAuthyIdOfPhone,
  type PhoneInput,
  type RefusedToken,
  type TokenCheck,
} from './second-factor.ts'
import { type CameFrom, startSession } from './sessions.ts'

/** What a one-time link is for. */
export interface Welcome {
  readonly kind: 'first' | 'invited' | 'renewed'
  readonly email: string | undefined
  readonly name: string | undefined
  readonly expiresAt: number
}

/** Who comes by the link, as they wrote it. */
export interface WelcomeForm {
  readonly token: string
  readonly email: string
  readonly name: string
}

export type WelcomeProblem =
  | { readonly result: 'link-dead' }
  | { readonly result: 'not-valid'; readonly field: 'email' | 'name' }
  | { readonly result: 'email-taken' }

type PasswordRefused = { readonly result: 'password-refused'; readonly problem: PasswordProblem }

export async function readWelcome(deps: Deps, token: string): Promise<Welcome | undefined> {
  const invitation = await findUsable(deps, token)
  if (invitation === undefined) return undefined
  const { operator } = invitation
  return {
    kind:
      operator !== undefined ? 'renewed' : invitation.invitedBy === undefined ? 'first' : 'invited',
    email: invitation.email,
    name: operator?.name,
    expiresAt: invitation.expiresAt,
  }
}

/** Checks what was written, and hands out an authenticator for the phone. Nothing is used up yet. */
export async function beginPasswordWelcome(
  deps: Deps,
  form: WelcomeForm & { readonly password: string; readonly phone: PhoneInput },
  ip: string,
): Promise<WelcomeProblem | PasswordRefused | BeginAuthenticatorResult> {
  const read = await readForm(deps, form)
  if (read.result !== 'read') return read
  const problem = findPasswordProblem(form.password, read.email)
  if (problem !== undefined) return { result: 'password-refused', problem }
  return await beginAuthenticator(deps, {
    operatorId: read.invitation.operatorId,
    email: read.email,
    phone: form.phone,
    ip,
  })
}

export type FinishWelcomeResult =
  | { readonly result: 'welcome'; readonly sessionToken: string }
  | WelcomeProblem
  | PasswordRefused
  | { readonly result: 'token-refused'; readonly check: RefusedToken }
  | { readonly result: 'passkey-refused' }

/** Makes the operator, once a token shows that their authenticator is set up. */
export async function finishPasswordWelcome(
  deps: Deps,
  form: WelcomeForm & {
    readonly password: string
    readonly phone: PhoneInput
    readonly code: string
  },
  from: CameFrom,
): Promise<FinishWelcomeResult> {
  const read = await readForm(deps, form)
  if (read.result !== 'read') return read
  const problem = findPasswordProblem(form.password, read.email)
  if (problem !== undefined) return { result: 'password-refused', problem }
  const authyId = await findAuthyIdOfPhone(deps, form.phone)
  const check: TokenCheck =
    authyId === undefined
      ? { result: 'wrong' }
      : await checkOperatorToken(deps, { authyId, token: form.code, ip: from.ip })
  if (check.result !== 'right' || authyId === undefined)
    return {
      result: 'token-refused',
      check: check.result === 'right' ? { result: 'wrong' } : check,
    }
  const passwordHash = await hashPassword(form.password)
  return await settle(deps, read, { by: 'password', passwordHash, authyId }, from)
}

/** What the browser needs to make a passkey for whoever comes by the link; `no-passkeys` where the address allows none. */
export async function beginPasskeyWelcome(deps: Deps, form: WelcomeForm) {
  const read = await readForm(deps, form)
  if (read.result !== 'read') return read
  const { invitation, email, name } = read
  const options = await beginPasskey(deps, { invitationHash: invitation.id, email, name })
  return options === undefined
    ? ({ result: 'no-passkeys' } as const)
    : ({ result: 'begun', options } as const)
}

/** Makes the operator, with the passkey as their way in. */
export async function finishPasskeyWelcome(
  deps: Deps,
  form: WelcomeForm & { readonly passkeyName: string; readonly response: unknown },
  from: CameFrom,
): Promise<FinishWelcomeResult> {
  const read = await readForm(deps, form)
  if (read.result !== 'read') return read
  const { invitation, email, name } = read
  const owner = { invitationHash: invitation.id, email, name }
  const passkey = await verifyNewPasskey(deps, owner, form.response)
  if (passkey === undefined) return { result: 'passkey-refused' }
  return await settle(deps, read, { by: 'passkey', name: form.passkeyName, passkey }, from)
}

interface ReadForm {
  readonly result: 'read'
  readonly invitation: Invitation
  readonly email: string
  readonly name: string
}

async function readForm(deps: Deps, form: WelcomeForm): Promise<ReadForm | WelcomeProblem> {
  const invitation = await findUsable(deps, form.token)
  if (invitation === undefined) return { result: 'link-dead' }
  // An operator whose way in is renewed stays who they are.
  const { operator } = invitation
  if (operator !== undefined)
    return { result: 'read', invitation, email: operator.email, name: operator.name }
  const email = parseEmailAddress(form.email)
  if (email === undefined) return { result: 'not-valid', field: 'email' }
  const name = parseOperatorName(form.name)
  if (name === undefined) return { result: 'not-valid', field: 'name' }
  if ((await findOperatorByEmail(deps.db, operatorEmailHash(deps, email))) !== undefined)
    return { result: 'email-taken' }
  return { result: 'read', invitation, email, name }
}

/** A living invitation, with the operator whose way in it renews: of one who is disabled it renews none. */
async function findUsable(deps: Deps, token: string) {
  const invitation = await findInvitation(deps, token)
  if (invitation?.operatorId === undefined)
    return invitation && { ...invitation, operator: undefined }
  const operator = await findOperator(deps.db, invitation.operatorId)
  if (operator === undefined || operator.disabledAt !== null) return undefined
  const email = openOperatorEmail(deps, operator)
  return { ...invitation, email, operator: { email, name: operator.name } }
}

type WayIn =
  | { readonly by: 'password'; readonly passwordHash: string; readonly authyId: number }
  | { readonly by: 'passkey'; readonly name: string; readonly passkey: NewPasskey }

/** One transaction uses the link up and makes what it is for, or neither. */
async function settle(
  deps: Deps,
  { invitation, email, name }: ReadForm,
  way: WayIn,
  from: CameFrom,
): Promise<FinishWelcomeResult> {
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
