import type { Express, Request, Response } from 'express'
import type { Account } from '../accounts.ts'
import type { Attempt } from '../attempts.ts'
import type { ApprovalNotAsked } from '@countersign/client'
import type { Sent } from '../authentication-service.ts'
import { beginSession, findPendingLogin, type PendingLogin } from '../browser-session.ts'
import { type Context, whoOf } from '../context.ts'
import { MOST_EMAIL_CHARACTERS, normalEmail, textOf, typedOf } from '../forms.ts'
import { isPasswordOf, MOST_PASSWORD_CHARACTERS } from '../passwords.ts'
import { sendPage } from '../render.ts'
import { askToLogIn, refresh, sendToken, type Who } from '../second-factor.ts'
import { sentSentence } from '../sentences.ts'
import { streamAttempt } from '../server-sent-events.ts'

/** Alike for an address without an account and for a wrong password: neither tells who banks here. */
const WRONG = 'The e-mail address or the password is not right.'
const TOO_MANY = 'Too many tries. Wait a quarter of an hour, then try again.'

export function addLogInRoutes(app: Express, context: Context): void {
  const { accounts, factor, passwordTries, now } = context

  app.get('/login', (_request, response) => showForm(response, 200, {}, undefined))

  app.post('/login', async (request, response) => {
    const typed = typedOf(request.body, ['email'])
    const [email, password] = [normalEmail(request.body), textOf(request.body, 'password')]
    const isReadable =
      email.length <= MOST_EMAIL_CHARACTERS && password.length <= MOST_PASSWORD_CHARACTERS
    if (isReadable && !passwordTries.claim(email, now())) {
      showForm(response, 429, typed, TOO_MANY)
      return
    }
    const account = isReadable ? accounts.findByEmail(email) : undefined
    const isRight = await isPasswordOf(account, password.slice(0, MOST_PASSWORD_CHARACTERS))
    if (account === undefined || !isRight) {
      showForm(response, 401, typed, WRONG)
      return
    }
    passwordTries.forget(email)
    response.redirect(303, await beginSecondFactor(context, request, whoOf(account, request)))
  })

  app.get('/login/wait', async (request, response) => {
    const pending = await readPending(context, request)
    if (pending === undefined) {
      response.redirect(303, '/login')
      return
    }
    const { attempt } = pending
    if (attempt === undefined || attempt.status === 'denied' || attempt.status === 'expired') {
      response.redirect(303, '/login/token')
      return
    }
    sendPage(response, {
      view: 'wait',
      title: 'Approve this login',
      data: { ...waitingFor(attempt, '/login', now()), otherWay: '/login/token' },
    })
  })

  app.get('/login/status', async (request, response) => {
    const pending = await readPending(context, request)
    response.json({ status: pending?.attempt?.status ?? 'none' })
  })

  app.get('/login/events', async (request, response) => {
    const attempt = (await readPending(context, request))?.attempt
    if (attempt === undefined) response.status(404).json({ status: 'none' })
    else streamAttempt(factor.attempts, attempt, response)
  })

  app.post('/login/finish', async (request, response) => {
    response.redirect(303, await finishLogin(context, request))
  })

  app.post('/logout', async (request, response) => {
    await beginSession(request, { notice: 'You are logged out.' })
    response.redirect(303, '/')
  })
}

/** After the right password: asks for an approval, or sends a token where nobody can be asked. Says where to go on. */
export async function beginSecondFactor(
  context: Context,
  request: Request,
  who: Who,
): Promise<string> {
  const asked = await askToLogIn(context.factor, who)
  const login: PendingLogin = { accountId: who.account.id, startedAt: context.now() }
  if (asked.ok) {
    await beginSession(request, { login: { ...login, attemptId: asked.attempt.id } })
    return '/login/wait'
  }
  const { reason } = asked
  const sent = sendsAtOnce(reason) ? await sendToken(context.factor, who, 'sms') : undefined
  const outcome = sent === undefined ? {} : outcomeOf(sent)
  await beginSession(request, { login: { ...login, refusal: reason, ...outcome } })
  return '/login/token'
}

function outcomeOf(sent: Sent): Pick<PendingLogin, 'sent' | 'unsent'> {
  return sent.ok ? { sent: sentSentence('sms', sent.to) } : { unsent: sent.reason }
}

/** Where a token can help. After a denial it is sent when the person asks for it: a thief need not cost them an SMS. */
function sendsAtOnce(reason: ApprovalNotAsked): boolean {
  return reason !== 'suspended' && reason !== 'unknown-user'
}

/**
 * Lets in the browser whose session holds the approved attempt, once, and says where to go on. By a form of its
 * own page: no link and no callback comes here.
 */
async function finishLogin(context: Context, request: Request): Promise<string> {
  const pending = await readPending(context, request)
  if (pending?.attempt === undefined) return '/login'
  const { claimApproved } = context.factor.attempts
  const isClaimed = claimApproved(pending.attempt.id, context.now())
  return isClaimed ? await letIn(request, pending.account) : '/login/wait'
}

export async function letIn(request: Request, account: Account): Promise<string> {
  await beginSession(request, { accountId: account.id })
  return '/'
}

/** The login of this browser with its attempt as it is now. */
export async function readPending(
  { accounts, factor, now }: Context,
  request: Request,
): Promise<
  | {
      readonly login: PendingLogin
      readonly account: Account
      readonly attempt: Attempt | undefined
    }
  | undefined
> {
  const pending = findPendingLogin(request, accounts, now())
  if (pending === undefined) return undefined
  const { attemptId } = pending.login
  const attempt = attemptId === undefined ? undefined : factor.attempts.find(attemptId)
  return {
    ...pending,
    attempt: attempt === undefined ? undefined : await refresh(factor, pending.account, attempt),
  }
}

/** What the waiting page needs; `path` is where its status, events and finish are. */
export function waitingFor(attempt: Attempt, path: string, now: number) {
  return {
    path,
    status: attempt.status,
    number: attempt.number,
    details: Object.entries(attempt.question.details),
    secondsLeft: Math.max(0, Math.ceil((attempt.expiresAt - now) / 1_000)),
  }
}

function showForm(
  response: Response,
  status: number,
  typed: Readonly<Record<string, string>>,
  refused: string | undefined,
): void {
  sendPage(response, { view: 'log-in', title: 'Log in', status, data: { typed, refused } })
}
