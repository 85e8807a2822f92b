import { type ApprovalNotAsked, createClient } from '@countersign/client'
import type { Account } from './accounts.ts'
import type { Answer, AskedQuestion, Attempt, Attempts } from './attempts.ts'
import type {
  AuthenticationService,
  Channel,
  Created,
  Person,
  Sent,
  Verified,
} from './authentication-service.ts'

/** The whole second factor of this app, in the order in which a login meets it. The README walks through it. */
export interface SecondFactor {
  readonly service: AuthenticationService
  readonly attempts: Attempts
  readonly now: () => number
}

/** Whose account it is, and where the one who asks for it sits. */
export interface Who {
  readonly account: Account
  readonly place: { readonly ip: string; readonly browser: string }
}

/** How long an approval is waited for: a login is now, a payment may be read twice. */
const SECONDS = { login: 120, transfer: 300 }

// 1. Configure.

export function connect(settings: {
  readonly baseUrl: string
  readonly apiKey: string
}): AuthenticationService {
  return createClient({ baseUrl: settings.baseUrl, apiKey: settings.apiKey })
}

// 2. Register a user: once, at sign-up. The Authy id is all that the app keeps.

export async function registerPerson(factor: SecondFactor, person: Person): Promise<Created> {
  return await factor.service.users.create(person)
}

// 3. Request an approval. The details are all that the person has to judge it by.

export async function askToLogIn(factor: SecondFactor, who: Who): Promise<AskedAttempt> {
  const { account, place } = who
  const time = `${new Date(factor.now()).toISOString().slice(0, 16).replace('T', ' ')} UTC`
  const details = {
    Account: account.email,
    Browser: place.browser,
    'IP address': place.ip,
    Time: time,
  }
  const question = { message: 'Log in to Harbour Bank', details }
  return await ask(factor, who, crypto.randomUUID(), 'login', question)
}

export async function askToTransfer(
  factor: SecondFactor,
  who: Who,
  { id, payee, amount }: { readonly id: string; readonly payee: string; readonly amount: string },
): Promise<AskedAttempt> {
  const details = { Amount: amount, Payee: payee }
  const question = { message: 'Send money from Harbour Bank', details }
  return await ask(factor, who, id, 'transfer', question)
}

export type AskedAttempt =
  | { readonly ok: true; readonly attempt: Attempt }
  | { readonly ok: false; readonly reason: ApprovalNotAsked }

async function ask(
  factor: SecondFactor,
  { account, place }: Who,
  id: string,
  kind: Attempt['kind'],
  question: AskedQuestion,
): Promise<AskedAttempt> {
  const asked = await factor.service.approvals.request(account.authyId, {
    ...question,
    // Equal questions are joined to one request, and one approval must never let in two browsers.
    hiddenDetails: { attempt: id },
    secondsToExpire: SECONDS[kind],
    userIp: place.ip,
    idempotencyKey: id,
  })
  if (!asked.ok) return { ok: false, reason: asked.reason }
  const { uuid, number } = asked
  const createdAt = factor.now()
  const expiresAt = createdAt + SECONDS[kind] * 1_000
  const attempt = { id, kind, accountId: account.id, uuid, number, question, createdAt, expiresAt }
  return { ok: true, attempt: factor.attempts.insert(attempt) }
}

// 4. The callback, once its signature was verified. It marks the attempt whose uuid it is and lets nobody
// in: that is for the browser that began the attempt.

export function recordCallback(factor: SecondFactor, callback: Answer): void {
  factor.attempts.recordAnswer(callback)
}

// 5. Wait in the browser. The callback wakes the page (server-sent-events.ts); where none comes, the page asks
// the app, and the app the service.

export async function refresh(
  factor: SecondFactor,
  { authyId }: Account,
  attempt: Attempt,
): Promise<Attempt> {
  if (attempt.status !== 'pending') return attempt
  const answered = await factor.service.approvals.status(attempt.uuid)
  // A request that the service no longer knows can never be approved.
  const { status, isNotMe } = answered.ok ? answered.approval : EXPIRED
  if (status === 'pending') return attempt
  factor.attempts.recordAnswer({ uuid: attempt.uuid, authyId, status, isNotMe })
  return factor.attempts.find(attempt.id) ?? attempt
}

const EXPIRED = { status: 'expired', isNotMe: false } as const

// 6. Fall back to a token.

export async function sendToken(
  factor: SecondFactor,
  { account, place }: Who,
  channel: Channel,
): Promise<Sent> {
  return await factor.service.tokens.send(account.authyId, { channel, userIp: place.ip })
}

// 7. Verify it.

export async function verifyToken(
  factor: SecondFactor,
  { account, place }: Who,
  token: string,
): Promise<Verified> {
  return await factor.service.tokens.verify(account.authyId, token, { userIp: place.ip })
}
