import { Type } from 'typebox'
import { signInByToken as signIn } from '../../../actions/console/sign-in.ts'
import { openRoute, refuse } from '../route.ts'
import { cameFrom } from './came-from.ts'
import { TICKET_DEAD, tokenFailure } from './explain.ts'
import { BearerInput, TokenInput } from './inputs.ts'
import { LetIn, letIn } from './let-in.ts'

export const signInByToken = openRoute({
  method: 'POST',
  path: '/sign-in/token',
  summary: 'Give a token: the second step',
  body: Type.Object({ ticket: BearerInput, token: TokenInput }),
  answer: LetIn,
  async act(request) {
    const signed = await signIn(request.deps, request.body, cameFrom(request))
    switch (signed.result) {
      case 'signed-in':
        return await letIn(request, signed.sessionToken)
      case 'ticket-dead':
        return refuse(TICKET_DEAD)
      case 'refused':
        return refuse(tokenFailure(signed.check, 'token'))
    }
  },
})
