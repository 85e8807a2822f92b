import type { Deps } from '../../deps.ts'
import { parseEmailAddress } from '../../domain/email-address.ts'
import { parseOperatorName } from '../../domain/operator.ts'
import { findPasswordProblem, type PasswordProblem } from '../../domain/password.ts'
import { findOperator, revokeSessions } from '../../store/operators.ts'
import { findAppUser } from '../find-user.ts'
import { findConsoleApp } from './console-app.ts'
import { operatorEmailColumns } from './operator-email.ts'
import { recordOperatorEvent } from './operator-event.ts'
import { beginPasskey, insertPasskey, verifyNewPasskey } from './passkeys.ts'
import { hashPassword } from './password.ts'
import {
  beginAuthenticator,
  type BeginAuthenticatorResult,
  checkOperatorToken,
  findAuthyIdOfPhone,
  type PhoneInput,
  type TokenCheck,
} from './second-factor.ts'
import type { SignedIn } from './sessions.ts'

export interface Passkey {
  readonly id: string
  readonly name: string
  readonly createdAt: number
  readonly lastUsedAt: number | undefined
}

export interface SessionFacts {
  readonly id: string
  readonly userAgent: string
  readonly ip: string
  readonly createdAt: number
  readonly lastSeenAt: number
  readonly expiresAt: number
}

/** An operator's ways in. */
export interface WaysIn {
  readonly hasPassword: boolean
  /** The last two digits of the phone of the second factor. */
  readonly phoneEnd: string | undefined
  readonly passkeys: readonly Passkey[]
  readonly sessions: readonly SessionFacts[]
}

/** How an operator gets in, and where they are signed in now; undefined for one that there is not. */
export async function readWaysIn(deps: Deps, operatorId: number): Promise<WaysIn | undefined> {
  const operator = await findOperator(deps.db, operatorId)
  if (operator === undefined) return undefined
  const app = await findConsoleApp(deps)
  const user =
    app === undefined || operator.authyId === null
      ? undefined
      : await findAppUser(deps, app.id, operator.authyId)
  const passkeys = await deps.db
    .selectFrom('operator_passkeys')
    .select(['id', 'name', 'created_at as createdAt', 'last_used_at as lastUsedAt'])
    .where('operator_id', '=', operatorId)
    .orderBy('created_at')
    .execute()
  const sessions = await deps.db
    .selectFrom('operator_sessions')
    .select([
      'id',
      'user_agent as userAgent',
      'ip',
      'created_at as createdAt',
      'last_seen_at as lastSeenAt',
      'expires_at as expiresAt',
    ])
    .where('operator_id', '=', operatorId)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', deps.now())
    .orderBy('last_seen_at', 'desc')
    .limit(100)
    .execute()
  return {
    hasPassword: operator.passwordHash !== null,
    phoneEnd: user?.phone.slice(-2),
    passkeys: passkeys.map((passkey) => ({
      ...passkey,
      lastUsedAt: passkey.lastUsedAt ?? undefined,
    })),
    sessions,
  }
}

/** False for a name that is none. */
export async function changeOwnName(
  deps: Deps,
  operator: SignedIn,
  text: string,
  ip: string,
): Promise<boolean> {
  const name = parseOperatorName(text)
  if (name === undefined) return false
  const { operatorId } = operator
  await deps.db.transaction().execute(async (tx) => {
    await tx.updateTable('operators').set({ name }).where('id', '=', operatorId).execute()
    const facts = { before: operator.name, after: name }
    const event = { kind: 'operator_renamed', at: deps.now(), facts } as const
    await recordOperatorEvent(tx, { operatorId, ip }, event)
  })
  return true
}

/** The address to sign in with. The event tells that it changed, not what it was: addresses are kept sealed. */
export async function changeOwnEmail(
  deps: Deps,
  { operatorId }: SignedIn,
  text: string,
  ip: string,
): Promise<'changed' | 'not-valid' | 'taken'> {
  const email = parseEmailAddress(text)
  if (email === undefined) return 'not-valid'
  const columns = operatorEmailColumns(deps, email)
  return await deps.db.transaction().execute(async (tx) => {
    const holder = await tx
      .selectFrom('operators')
      .select('id')
      .where('email_hash', '=', columns.email_hash)
      .executeTakeFirst()
    if (holder !== undefined && holder.id !== operatorId) return 'taken'
    await tx.updateTable('operators').set(columns).where('id', '=', operatorId).execute()
    const event = { kind: 'operator_email_changed', at: deps.now() } as const
    await recordOperatorEvent(tx, { operatorId, ip }, event)
    return 'changed'
  })
}

export type ChangePasswordResult =
  | { readonly result: 'changed' }
  | { readonly result: 'refused'; readonly problem: PasswordProblem }
  /** Without a second factor a password would open nothing. */
  | { readonly result: 'no-second-factor' }

/** Sets the own password, and ends every other session: whoever knew the former one may hold one. */
export async function changeOwnPassword(
  deps: Deps,
  operator: SignedIn,
  password: string,
  ip: string,
): Promise<ChangePasswordResult> {
  const problem = findPasswordProblem(password, operator.email)
  if (problem !== undefined) return { result: 'refused', problem }
  const passwordHash = await hashPassword(password)
  const { operatorId, sessionId } = operator
  return await deps.db.transaction().execute(async (tx) => {
    const changed = await tx
      .updateTable('operators')
      .set({ password_hash: passwordHash })
      .where('id', '=', operatorId)
      .where('authy_id', 'is not', null)
      .returning('id')
      .executeTakeFirst()
    if (changed === undefined) return { result: 'no-second-factor' }
    const at = deps.now()
    await revokeSessions(tx, { operatorId, but: sessionId, at })
    await recordOperatorEvent(tx, { operatorId, ip }, { kind: 'operator_password_changed', at })
    return { result: 'changed' }
  })
}

/** A new authenticator for the second factor. On the same phone the former one ends at once; on another one with the first token. */
export async function beginOwnAuthenticator(
  deps: Deps,
  { operatorId, email }: SignedIn,
  phone: PhoneInput,
  ip: string,
): Promise<BeginAuthenticatorResult> {
  return await beginAuthenticator(deps, { operatorId, email, phone, ip })
}

export async function confirmOwnAuthenticator(
  deps: Deps,
  { operatorId }: SignedIn,
  input: { readonly phone: PhoneInput; readonly code: string },
  ip: string,
): Promise<TokenCheck | { readonly result: 'phone-of-another' }> {
  const authyId = await findAuthyIdOfPhone(deps, input.phone)
  if (authyId === undefined) return { result: 'wrong' }
  const check = await checkOperatorToken(deps, { authyId, token: input.code, ip })
  if (check.result !== 'right') return check
  return await deps.db.transaction().execute(async (tx) => {
    const holder = await tx
      .selectFrom('operators')
      .select('id')
      .where('authy_id', '=', authyId)
      .executeTakeFirst()
    if (holder !== undefined && holder.id !== operatorId) return { result: 'phone-of-another' }
    await tx
      .updateTable('operators')
      .set({ authy_id: authyId })
      .where('id', '=', operatorId)
      .execute()
    const event = { kind: 'operator_authenticator_set', at: deps.now() } as const
    await recordOperatorEvent(tx, { operatorId, ip }, event)
    return check
  })
}

export async function beginOwnPasskey(deps: Deps, { operatorId, email, name }: SignedIn) {
  return await beginPasskey(deps, { operatorId, email, name })
}

/** False where the passkey is not right, or is there already. */
export async function addOwnPasskey(
  deps: Deps,
  { operatorId, email, name }: SignedIn,
  input: { readonly name: string; readonly response: unknown },
  ip: string,
): Promise<boolean> {
  const passkey = await verifyNewPasskey(deps, { operatorId, email, name }, input.response)
  if (passkey === undefined) return false
  return await deps.db.transaction().execute(async (tx) => {
    if (!(await insertPasskey({ ...deps, db: tx }, operatorId, input.name, passkey))) return false
    const facts = { name: input.name }
    const event = { kind: 'operator_passkey_added', at: deps.now(), facts } as const
    await recordOperatorEvent(tx, { operatorId, ip }, event)
    return true
  })
}
