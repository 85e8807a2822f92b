import { Type } from 'typebox'
import { sendSignInToken as send } from '../../../actions/console/sign-in.ts'
import { answer, openRoute, refuse } from '../route.ts'
import { cameFrom } from './came-from.ts'
import { sendFailure, TICKET_DEAD } from './explain.ts'
import { BearerInput } from './inputs.ts'

export const sendSignInToken = openRoute({
  method: 'POST',
  path: '/sign-in/send',
  summary: 'Have a token sent for the second step',
  body: Type.Object({
    ticket: BearerInput,
    channel: Type.Union([Type.Literal('sms'), Type.Literal('call')]),
  }),
  answer: Type.Object({ result: Type.Literal('sent') }),
  async act(request) {
    const sent = await send(request.deps, request.body, cameFrom(request))
    if (sent.result === 'sent') return answer({ result: 'sent' } as const)
    return refuse(sent.result === 'ticket-dead' ? TICKET_DEAD : sendFailure(sent))
  },
})
