import type { Deps } from '../../deps.ts'
import { findOperator, findOperatorByEmail, type StoredOperator } from '../../store/operators.ts'
import { drawBearerToken } from './bearer-token.ts'
import {
  claimChallenge,
  findTicket,
  recordApprovalOfTicket,
  recordChallenge,
} from './challenges.ts'
import { operatorEmailHash } from './operator-email.ts'
import { recordOperatorEvent } from './operator-event.ts'
import { verifyPasskey } from './passkeys.ts'
import { isRightPassword } from './password.ts'
import {
  askOperator,
  checkOperatorToken,
  readFactors,
  sendOperatorToken,
  type SendOperatorTokenResult,
  type RefusedToken,
  waitForOperator,
} from './second-factor.ts'
import { type CameFrom, startSession } from './sessions.ts'
import { countPasswordTry } from './sign-in-limits.ts'

export type PasswordSignInResult =
  | {
      readonly result: 'second-factor'
      /** For the second step; it opens nothing by itself. */
      readonly ticket: string
      readonly expiresAt: number
      readonly factors: {
        readonly sms: boolean
        readonly call: boolean
        readonly approval: boolean
      }
    }
  | { readonly result: 'wrong' }
  | { readonly result: 'throttled'; readonly retryAt: number }

/** The first of two steps. Whether nobody has the address, or the password is another one, takes and answers the same. */
export async function signInByPassword(
  deps: Deps,
  input: { readonly email: string; readonly password: string },
  from: CameFrom,
): Promise<PasswordSignInResult> {
  const emailHash = operatorEmailHash(deps, input.email.trim())
  const retryAt = await countPasswordTry(deps, { emailHash, ip: from.ip })
  if (retryAt !== undefined) return { result: 'throttled', retryAt }
  const operator = await findOperatorByEmail(deps.db, emailHash)
  const isRight = await isRightPassword(operator?.passwordHash ?? undefined, input.password)
  if (!isRight || operator === undefined || operator.disabledAt !== null) {
    if (operator !== undefined) await recordRefusal(deps, operator, from, 'password')
    return { result: 'wrong' }
  }
  const { authyId } = operator
  // Who has a password has a second factor: without one the password opens nothing.
  if (authyId === null) return { result: 'wrong' }
  const ticket = drawBearerToken(deps.random)
  const subject = { purpose: 'second-factor', operatorId: operator.id } as const
  const { expiresAt } = await recordChallenge(deps, ticket, subject)
  return { result: 'second-factor', ticket, expiresAt, factors: await readFactors(deps, authyId) }
}

export type SignedInNow = { readonly result: 'signed-in'; readonly sessionToken: string }

export type TicketDead = { readonly result: 'ticket-dead' }

/** The second step, by a token: from an authenticator, or one that was sent. */
export async function signInByToken(
  deps: Deps,
  input: { readonly ticket: string; readonly token: string },
  from: CameFrom,
): Promise<
  SignedInNow | TicketDead | { readonly result: 'refused'; readonly check: RefusedToken }
> {
  const found = await openTicket(deps, input.ticket)
  if (found === undefined) return { result: 'ticket-dead' }
  const { operator, authyId } = found
  const check = await checkOperatorToken(deps, { authyId, token: input.token, ip: from.ip })
  if (check.result !== 'right') {
    await recordRefusal(deps, operator, from, `token ${check.result}`)
    return { result: 'refused', check }
  }
  return await redeem(deps, input.ticket, operator, from, 'password and token')
}

/** Sends the token of the second step. */
export async function sendSignInToken(
  deps: Deps,
  input: { readonly ticket: string; readonly channel: 'sms' | 'call' },
  from: CameFrom,
): Promise<SendOperatorTokenResult | TicketDead> {
  const found = await openTicket(deps, input.ticket)
  if (found === undefined) return { result: 'ticket-dead' }
  return await sendOperatorToken(deps, {
    authyId: found.authyId,
    channel: input.channel,
    ip: from.ip,
  })
}

/** Puts the second step to the operator's own phone. */
export async function askForSignIn(
  deps: Deps,
  ticket: string,
  from: CameFrom,
): Promise<
  | { readonly result: 'asked'; readonly number: string | null }
  | { readonly result: 'not-possible' }
  | TicketDead
> {
  const found = await openTicket(deps, ticket)
  if (found === undefined) return { result: 'ticket-dead' }
  const asked = await askOperator(deps, { authyId: found.authyId, ...from })
  if (asked.result !== 'asked') return asked
  await recordApprovalOfTicket(deps, ticket, asked.uuid)
  return { result: 'asked', number: asked.number }
}

/** The answer to it, waited for; where it is yes, the session. */
export async function signInByApproval(
  deps: Deps,
  ticket: string,
  from: CameFrom,
  options: { readonly waitMs: number; readonly closed: AbortSignal },
): Promise<
  | SignedInNow
  | TicketDead
  | { readonly result: 'pending' }
  | { readonly result: 'denied' | 'expired' }
> {
  const found = await openTicket(deps, ticket)
  if (found === undefined || found.approvalUuid === null) return { result: 'ticket-dead' }
  const answer = await waitForOperator(deps, found.approvalUuid, options)
  if (answer !== 'approved') return { result: answer }
  return await redeem(deps, ticket, found.operator, from, 'password and approval')
}

/** Both steps in one: a passkey is held, and was unlocked. */
export async function signInByPasskey(
  deps: Deps,
  response: { readonly id: string },
  from: CameFrom,
): Promise<SignedInNow | { readonly result: 'refused' }> {
  const verified = await verifyPasskey(deps, response)
  const operator = verified && (await findOperator(deps.db, verified.operatorId))
  if (operator === undefined || operator.disabledAt !== null) return { result: 'refused' }
  return await start(deps, operator, from, 'passkey')
}

async function openTicket(deps: Deps, ticket: string) {
  const found = await findTicket(deps, ticket)
  const operator = found && (await findOperator(deps.db, found.operatorId))
  if (operator === undefined || operator.disabledAt !== null || operator.authyId === null)
    return undefined
  return { operator, authyId: operator.authyId, approvalUuid: found?.approvalUuid ?? null }
}

/** Of two right answers to one ticket, one starts a session. */
async function redeem(
  deps: Deps,
  ticket: string,
  operator: StoredOperator,
  from: CameFrom,
  by: string,
): Promise<SignedInNow | TicketDead> {
  const subject = { purpose: 'second-factor', operatorId: operator.id } as const
  if (!(await claimChallenge(deps, ticket, subject))) return { result: 'ticket-dead' }
  return await start(deps, operator, from, by)
}

async function start(
  deps: Deps,
  operator: StoredOperator,
  from: CameFrom,
  by: string,
): Promise<SignedInNow> {
  return await deps.db.transaction().execute(async (tx) => {
    const { token } = await startSession({ ...deps, db: tx }, operator.id, from)
    await recordOperatorEvent(
      tx,
      { operatorId: operator.id, ip: from.ip },
      { kind: 'operator_signed_in', at: deps.now(), facts: { by } },
    )
    return { result: 'signed-in', sessionToken: token }
  })
}

async function recordRefusal(
  deps: Deps,
  operator: StoredOperator,
  from: CameFrom,
  what: string,
): Promise<void> {
  await recordOperatorEvent(
    deps.db,
    { operatorId: operator.id, ip: from.ip },
    { kind: 'operator_sign_in_refused', at: deps.now(), facts: { what } },
  )
}
