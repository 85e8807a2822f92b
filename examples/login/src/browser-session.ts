import type { Request } from 'express'
import type { Account, Accounts } from './accounts.ts'
import type { ApprovalNotAsked, TokenNotSent } from '@countersign/client'

declare module 'express-session' {
  interface SessionData {
    /** Who is logged in, with both factors. */
    accountId?: number
    /** Who gave the right password, and has yet to give the second factor in this browser. */
    login?: PendingLogin
    /** The image of an authenticator that waits for its first right code. */
    qrCodeUrl?: string
    /** Said once, on the next page. */
    notice?: string
  }
}

export interface PendingLogin {
  readonly accountId: number
  readonly startedAt: number
  /** The approval that was asked for, if one was. */
  readonly attemptId?: string
  /** Why none was. */
  readonly refusal?: ApprovalNotAsked
  /** What was sent last, and where to. */
  readonly sent?: string
  /** Why nothing was sent at the start. */
  readonly unsent?: TokenNotSent
}

/** Longer than an approval and a token together need. */
const LOGIN_LIFE_MS = 10 * 60_000

/** The login that this browser began, while it lasts. */
export function findPendingLogin(
  request: Request,
  accounts: Accounts,
  now: number,
): { readonly login: PendingLogin; readonly account: Account } | undefined {
  const { login } = request.session
  if (login === undefined || now >= login.startedAt + LOGIN_LIFE_MS) return undefined
  const account = accounts.find(login.accountId)
  return account === undefined ? undefined : { login, account }
}

export function findAccount(request: Request, accounts: Accounts): Account | undefined {
  const { accountId } = request.session
  return accountId === undefined ? undefined : accounts.find(accountId)
}

/**
 * A new session id at each step up in trust, with nothing of the old session in it: whoever planted or read
 * the former id holds nothing.
 */
export async function beginSession(
  request: Request,
  data: { readonly accountId: number } | { readonly login: PendingLogin } | object,
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    request.session.regenerate((error: unknown) => (error ? reject(error) : resolve()))
  })
  Object.assign(request.session, data)
  await saveSession(request)
}

/** Before a redirect: the browser may ask for the next page before this answer is through. */
export async function saveSession(request: Request): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    request.session.save((error: unknown) => (error ? reject(error) : resolve()))
  })
}
