import type { Express, Response } from 'express'
import type { Channel } from '../authentication-service.ts'
import { beginSession, saveSession } from '../browser-session.ts'
import { type Context, whoOf } from '../context.ts'
import { parseToken, textOf } from '../forms.ts'
import { sendPage } from '../render.ts'
import { sendToken, verifyToken } from '../second-factor.ts'
import {
  ASK_SENTENCES,
  ENDED_SENTENCES,
  SEND_SENTENCES,
  sentSentence,
  TOKEN_SENTENCES,
} from '../sentences.ts'
import { letIn, readPending } from './log-in.ts'

type Pending = NonNullable<Awaited<ReturnType<typeof readPending>>>

const CHANNELS: readonly Channel[] = ['sms', 'call', 'email']

export function addTokenRoutes(app: Express, context: Context): void {
  const { factor, now } = context

  /** What each of these routes begins with. Where it answers itself, nothing is returned. */
  const pendingOrAnswer = async (
    request: Parameters<typeof readPending>[1],
    response: Response,
  ) => {
    const pending = await readPending(context, request)
    if (pending === undefined) {
      response.redirect(303, '/login')
      return undefined
    }
    if (pending.attempt?.isNotMe === true) {
      // Whoever denied says that somebody else knows the password: no token for that somebody.
      await beginSession(request, {})
      sendPage(response, { view: 'not-me', title: 'This login was stopped', status: 403 })
      return undefined
    }
    return pending
  }

  app.get('/login/token', async (request, response) => {
    const pending = await pendingOrAnswer(request, response)
    if (pending !== undefined) showForm(response, 200, pending, {})
  })

  app.post('/login/token', async (request, response) => {
    const pending = await pendingOrAnswer(request, response)
    if (pending === undefined) return
    const { account, attempt } = pending
    const token = parseToken(request.body)
    if (token === undefined) {
      showForm(response, 422, pending, { problem: TOKEN_SENTENCES.malformed })
      return
    }
    const verified = await verifyToken(factor, whoOf(account, request), token)
    // The service takes the codes of an authenticator app from the first; here they count once one was confirmed.
    const isEarly =
      verified.ok && verified.device.osType === 'generic' && account.authenticator !== 'on'
    if (!verified.ok || isEarly) {
      const reason = verified.ok ? 'invalid' : verified.reason
      showForm(response, 401, pending, { problem: TOKEN_SENTENCES[reason] })
      return
    }
    if (attempt !== undefined) factor.attempts.end(attempt.id, now())
    response.redirect(303, await letIn(request, account))
  })

  app.post('/login/token/send', async (request, response) => {
    const pending = await pendingOrAnswer(request, response)
    if (pending === undefined) return
    const channel = CHANNELS.find((name) => name === textOf(request.body, 'channel'))
    if (channel === undefined) {
      showForm(response, 422, pending, { problem: SEND_SENTENCES['channel-disabled'] })
      return
    }
    const sent = await sendToken(factor, whoOf(pending.account, request), channel)
    if (!sent.ok) {
      showForm(response, 422, pending, { problem: SEND_SENTENCES[sent.reason] })
      return
    }
    const { unsent: _, ...login } = pending.login
    request.session.login = { ...login, sent: sentSentence(channel, sent.to) }
    await saveSession(request)
    response.redirect(303, '/login/token')
  })
}

function showForm(
  response: Response,
  status: number,
  { login, account, attempt }: Pending,
  { problem }: { readonly problem?: string },
): void {
  sendPage(response, {
    view: 'token',
    title: 'Enter a code',
    status,
    data: {
      problem,
      why: whyCode(login, attempt),
      sent: login.sent,
      unsent: login.unsent && SEND_SENTENCES[login.unsent],
      hasAuthenticator: account.authenticator === 'on',
      isWaiting: attempt?.status === 'pending',
    },
  })
}

/** Why a code is asked for, where there is a reason to tell. */
function whyCode(login: Pending['login'], attempt: Pending['attempt']): string | undefined {
  if (attempt?.status === 'denied' || attempt?.status === 'expired')
    return ENDED_SENTENCES[attempt.status]
  return login.refusal && ASK_SENTENCES[login.refusal]
}
