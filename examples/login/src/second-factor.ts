import { createClient } from '@countersign/client'
import type { Account } from './accounts.ts'
import type { AskedQuestion, Attempt, Attempts } from './attempts.ts'
import type {
  AskRefusal,
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

/** Where somebody logs in from, as the person who approves is shown it. */
export interface Place {
  readonly ip: string
  readonly browser: string
}

const LOGIN_SECONDS = 120
const TRANSFER_SECONDS = 300

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

// 3. Request an approval.

export async function askToLogIn(
  factor: SecondFactor,
  account: Account,
  place: Place,
): Promise<AskedAttempt> {
  const question = {
    message: 'Log in to Harbour Bank',
    details: {
      Account: account.email,
      Browser: place.browser,
      'IP address': place.ip,
      Time: `${new Date(factor.now()).toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    },
  }
  return await ask(factor, { account, kind: 'login', question, seconds: LOGIN_SECONDS, place })
}

export async function askToTransfer(
  factor: SecondFactor,
  account: Account,
  place: Place,
  transfer: { readonly id: string; readonly payee: string; readonly amount: string },
): Promise<AskedAttempt> {
  const question = {
    message: 'Send money from Harbour Bank',
    details: { Amount: transfer.amount, Payee: transfer.payee },
  }
  return await ask(factor, {
    account,
    kind: 'transfer',
    question,
    seconds: TRANSFER_SECONDS,
    place,
    id: transfer.id,
  })
}

export type AskedAttempt =
  | { readonly ok: true; readonly attempt: Attempt }
  | { readonly ok: false; readonly reason: AskRefusal }

interface Ask {
  readonly account: Account
  readonly kind: Attempt['kind']
  readonly question: AskedQuestion
  readonly seconds: number
  readonly place: Place
  /** Of a form that may be sent twice. */
  readonly id?: string
}

async function ask(factor: SecondFactor, input: Ask): Promise<AskedAttempt> {
  const { account, kind, question, seconds, place, id = crypto.randomUUID() } = input
  const asked = await factor.service.approvals.request(account.authyId, {
    ...question,
    secondsToExpire: seconds,
    userIp: place.ip,
    idempotencyKey: id,
  })
  if (!asked.ok) return { ok: false, reason: asked.reason }
  const { uuid, number } = asked
  const [createdAt, expiresAt] = [factor.now(), factor.now() + seconds * 1_000]
  const attempt = { id, kind, accountId: account.id, uuid, number, question, createdAt, expiresAt }
  return { ok: true, attempt: factor.attempts.insert(attempt) }
}

// 4. The callback, once its signature was verified. It marks the attempt whose uuid it is and lets nobody
// in: that is for the browser that began the attempt.

export function recordCallback(
  factor: SecondFactor,
  callback: {
    readonly uuid: string
    readonly authyId: number
    readonly status: 'approved' | 'denied'
    readonly isNotMe: boolean
  },
): void {
  factor.attempts.recordAnswer(callback)
}

// 5. Wait in the browser. A callback wakes the page (server-sent-events.ts); without one the page asks, and so do we.

export async function refresh(
  factor: SecondFactor,
  account: Account,
  attempt: Attempt,
): Promise<Attempt> {
  if (attempt.status !== 'pending') return attempt
  const answered = await factor.service.approvals.status(attempt.uuid)
  const { status, isNotMe } = answered.ok ? answered.approval : NOT_FOUND
  if (status === 'pending') return attempt
  const { uuid } = attempt
  factor.attempts.recordAnswer({ uuid, authyId: account.authyId, status, isNotMe })
  return factor.attempts.find(attempt.id) ?? attempt
}

/** A request that the service no longer knows can never be approved. */
const NOT_FOUND = { status: 'expired', isNotMe: false } as const

// 6. Fall back to a token.

export async function sendToken(
  factor: SecondFactor,
  account: Account,
  channel: Channel,
  place: Place,
): Promise<Sent> {
  return await factor.service.tokens.send(account.authyId, { channel, userIp: place.ip })
}

// 7. Verify it.

export async function verifyToken(
  factor: SecondFactor,
  account: Account,
  token: string,
  place: Place,
): Promise<Verified> {
  return await factor.service.tokens.verify(account.authyId, token, { userIp: place.ip })
}
