import { Type } from 'typebox'
import { signInByPassword as signIn } from '../../../actions/console/sign-in.ts'
import { answer, openRoute, refuse } from '../route.ts'
import { cameFrom } from './came-from.ts'
import { EmailInput, PasswordInput } from './inputs.ts'

export const SecondFactor = Type.Object({
  ticket: Type.String(),
  expiresAt: Type.Integer(),
  factors: Type.Object({
    sms: Type.Boolean(),
    call: Type.Boolean(),
    approval: Type.Boolean(),
  }),
})

export const signInByPassword = openRoute({
  method: 'POST',
  path: '/sign-in/password',
  summary: 'Give e-mail and password: the first of two steps',
  body: Type.Object({ email: EmailInput, password: PasswordInput }),
  answer: SecondFactor,
  async act(request) {
    const signed = await signIn(request.deps, request.body, cameFrom(request))
    switch (signed.result) {
      case 'second-factor': {
        const { ticket, expiresAt, factors } = signed
        return answer({ ticket, expiresAt, factors })
      }
      case 'wrong':
        return refuse({
          code: 'invalid',
          message: 'The e-mail address or the password is not right.',
        })
      case 'throttled':
        return refuse({ code: 'too-many', retryAt: signed.retryAt })
    }
  },
})
