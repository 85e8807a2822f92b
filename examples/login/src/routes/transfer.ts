import { randomUUID } from 'node:crypto'
import type { Express, Request, Response } from 'express'
import type { Account } from '../accounts.ts'
import type { Attempt } from '../attempts.ts'
import { compareAnswer } from '../compare-answer.ts'
import { type Context, whoOf, whenLoggedIn } from '../context.ts'
import { parseTransfer, type Problems, textOf, typedOf } from '../forms.ts'
import { sendPage } from '../render.ts'
import { askToTransfer, refresh } from '../second-factor.ts'
import { ASK_SENTENCES } from '../sentences.ts'
import { streamAttempt } from '../server-sent-events.ts'
import { waitingFor } from './log-in.ts'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export function addTransferRoutes(app: Express, context: Context): void {
  const { factor, now } = context

  const showForm = (
    response: Response,
    account: Account,
    status: number,
    shown: { readonly typed?: object; readonly problems?: Problems; readonly refused?: string },
  ) => {
    sendPage(response, {
      view: 'transfer',
      title: 'Send money',
      status,
      data: {
        typed: {},
        problems: {},
        ...shown,
        // Twice the same form is one transfer.
        id: randomUUID(),
        transfers: factor.attempts.listTransfers(account.id),
      },
    })
  }

  app.get(
    '/transfer',
    whenLoggedIn(context, (account, _request, response) => showForm(response, account, 200, {})),
  )

  app.post(
    '/transfer',
    whenLoggedIn(context, async (account, request, response) => {
      const typed = typedOf(request.body, ['payee', 'amount'])
      const id = textOf(request.body, 'id')
      const form = parseTransfer(request.body)
      if (!form.ok || !UUID.test(id)) {
        showForm(response, account, 422, { typed, problems: form.ok ? {} : form.problems })
        return
      }
      const { payee, cents } = form.value
      const transfer = { id, payee, amount: formatAmount(cents) }
      const known = factor.attempts.find(id)
      if (known !== undefined && !isOf(known, account, transfer)) {
        // A form that was sent, changed and sent again is another transfer.
        transfer.id = randomUUID()
      } else if (known !== undefined) {
        response.redirect(303, `/transfer/${id}`)
        return
      }
      const asked = await askToTransfer(factor, whoOf(account, request), transfer)
      if (asked.ok) response.redirect(303, `/transfer/${transfer.id}`)
      else showForm(response, account, 422, { typed, refused: refusedText(asked.reason) })
    }),
  )

  app.get(
    '/transfer/:id',
    whenLoggedIn(context, async (account, request, response) => {
      const attempt = await readTransfer(context, account, request)
      if (attempt === undefined) return showMissing(response)
      const answer = attempt.status === 'pending' ? undefined : await readAnswer(context, attempt)
      // Approved as asked, the waiting page goes on by itself; what was not never moves money.
      const isToFinish = answer?.isAsAsked === true && attempt.usedAt === undefined
      if (answer === undefined || isToFinish) {
        sendPage(response, {
          view: 'wait',
          title: 'Approve this transfer',
          data: { ...waitingFor(attempt, `/transfer/${attempt.id}`, now()), otherWay: undefined },
        })
        return
      }
      sendPage(response, { view: 'transfer-result', title: 'Transfer', data: { attempt, answer } })
    }),
  )

  app.get(
    '/transfer/:id/status',
    whenLoggedIn(context, async (account, request, response) => {
      const attempt = await readTransfer(context, account, request)
      response.status(attempt === undefined ? 404 : 200).json({ status: attempt?.status ?? 'none' })
    }),
  )

  app.get(
    '/transfer/:id/events',
    whenLoggedIn(context, async (account, request, response) => {
      const attempt = await readTransfer(context, account, request)
      if (attempt === undefined) response.status(404).json({ status: 'none' })
      else streamAttempt(factor.attempts, attempt, response)
    }),
  )

  app.post(
    '/transfer/:id/finish',
    whenLoggedIn(context, async (account, request, response) => {
      const attempt = await readTransfer(context, account, request)
      if (attempt === undefined) return showMissing(response)
      // Here a bank would send the money: once, and only for what was signed.
      const { isAsAsked } = await readAnswer(context, attempt)
      if (isAsAsked) factor.attempts.claimApproved(attempt.id, now())
      response.redirect(303, `/transfer/${attempt.id}`)
    }),
  )
}

function isOf(
  attempt: Attempt,
  account: Account,
  { payee, amount }: { readonly payee: string; readonly amount: string },
): boolean {
  const { Payee, Amount } = attempt.question.details
  return attempt.accountId === account.id && Payee === payee && Amount === amount
}

async function readTransfer(
  { factor }: Context,
  account: Account,
  request: Request,
): Promise<Attempt | undefined> {
  const id = request.params['id']
  const attempt = typeof id === 'string' && UUID.test(id) ? factor.attempts.find(id) : undefined
  if (attempt?.kind !== 'transfer' || attempt.accountId !== account.id) return undefined
  return await refresh(factor, account, attempt)
}

async function readAnswer({ factor }: Context, attempt: Attempt) {
  const answered = await factor.service.approvals.status(attempt.uuid)
  return await compareAnswer(attempt, answered.ok ? answered.approval.signedAnswer : undefined)
}

function refusedText(reason: keyof typeof ASK_SENTENCES): string {
  return reason === 'no-device'
    ? 'Sending money needs an authenticator. Set one up first; then try again.'
    : ASK_SENTENCES[reason]
}

function showMissing(response: Response): void {
  sendPage(response, {
    view: 'problem',
    title: 'Nothing here',
    status: 404,
    data: { text: 'There is no such transfer.' },
  })
}

/** `1,250.00 EUR`, the same on every machine. */
function formatAmount(cents: number): string {
  const [whole = '0', fraction = '00'] = (cents / 100).toFixed(2).split('.')
  return `${whole.replaceAll(/\B(?=(\d{3})+$)/g, ',')}.${fraction} EUR`
}
