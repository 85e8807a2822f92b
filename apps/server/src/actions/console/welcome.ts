import type { Deps } from '../../deps.ts'
import { parseEmailAddress } from '../../domain/email-address.ts'
import { parseOperatorName } from '../../domain/operator.ts'
import { findPasswordProblem, type PasswordProblem } from '../../domain/password.ts'
import { findOperator, findOperatorByEmail } from '../../store/operators.ts'
import { findInvitation } from './invitations.ts'
import { openOperatorEmail, operatorEmailHash } from './operator-email.ts'
import { beginPasskey, verifyNewPasskey } from './passkeys.ts'
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
import type { CameFrom } from './sessions.ts'
import { settleWelcome, type Welcomed } from './settle-welcome.ts'

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
  return await settleWelcome(deps, read, { by: 'password', passwordHash, authyId }, from)
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
  return await settleWelcome(deps, read, { by: 'passkey', name: form.passkeyName, passkey }, from)
}

type ReadForm = Welcomed & { readonly result: 'read' }

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
