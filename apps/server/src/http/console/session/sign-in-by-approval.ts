import { Type } from 'typebox'
import { askForSignIn, signInByApproval as signIn } from '../../../actions/console/sign-in.ts'
import { answer, openRoute, refuse } from '../route.ts'
import { cameFrom } from './came-from.ts'
import { TICKET_DEAD } from './explain.ts'
import { BearerInput } from './inputs.ts'
import { letIn } from './let-in.ts'

/** As long as proxies let a request wait. */
const WAIT_MS = 25_000

export const AskedOnPhone = Type.Object({
  /** To be typed on the phone, so that nobody approves what another one began. */
  number: Type.Union([Type.String(), Type.Null()]),
})

export const askOnPhone = openRoute({
  method: 'POST',
  path: '/sign-in/approval',
  summary: 'Ask on the own phone: the second step',
  body: Type.Object({ ticket: BearerInput }),
  answer: AskedOnPhone,
  async act(request) {
    const asked = await askForSignIn(request.deps, request.body.ticket, cameFrom(request))
    switch (asked.result) {
      case 'asked':
        return answer({ number: asked.number })
      case 'ticket-dead':
        return refuse(TICKET_DEAD)
      case 'not-possible':
        return refuse({
          code: 'invalid',
          message: 'Your phone cannot be asked now. Type a code instead.',
        })
    }
  },
})

export const ApprovalOutcome = Type.Object({
  result: Type.Union([
    Type.Literal('signed-in'),
    Type.Literal('pending'),
    Type.Literal('denied'),
    Type.Literal('expired'),
  ]),
})

export const signInByApproval = openRoute({
  method: 'POST',
  path: '/sign-in/approval/wait',
  summary: 'Wait up to 25 seconds for the answer on the own phone',
  body: Type.Object({ ticket: BearerInput }),
  answer: ApprovalOutcome,
  async act(request) {
    const options = { waitMs: WAIT_MS, closed: request.whenClosed() }
    const { deps, body } = request
    const signed = await signIn(deps, body.ticket, cameFrom(request), options)
    switch (signed.result) {
      case 'signed-in':
        return await letIn(request, signed.sessionToken)
      case 'ticket-dead':
        return refuse(TICKET_DEAD)
      case 'pending':
      case 'denied':
      case 'expired':
        return answer({ result: signed.result })
    }
  },
})
