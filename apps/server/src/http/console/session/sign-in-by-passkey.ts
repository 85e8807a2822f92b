import { Type } from 'typebox'
import { beginPasskeySignIn } from '../../../actions/console/passkeys.ts'
import { countOpenRequest } from '../../../actions/console/sign-in-limits.ts'
import { signInByPasskey as signIn } from '../../../actions/console/sign-in.ts'
import { answer, openRoute, refuse } from '../route.ts'
import { cameFrom } from './came-from.ts'
import { NO_PASSKEYS, PASSKEY_REFUSED } from './explain.ts'
import { PasskeyOptions, PasskeyResponse } from './inputs.ts'
import { LetIn, letIn } from './let-in.ts'

export const askForPasskey = openRoute({
  method: 'POST',
  path: '/sign-in/passkey/options',
  summary: 'Get what the browser needs to find a passkey',
  answer: PasskeyOptions,
  async act({ deps, ip }) {
    const retryAt = await countOpenRequest(deps, 'passkey', ip)
    if (retryAt !== undefined) return refuse({ code: 'too-many', retryAt })
    const options = await beginPasskeySignIn(deps)
    return options === undefined ? refuse(NO_PASSKEYS) : answer({ options })
  },
})

export const signInByPasskey = openRoute({
  method: 'POST',
  path: '/sign-in/passkey',
  summary: 'Sign in with a passkey alone',
  body: Type.Object({ response: PasskeyResponse }),
  answer: LetIn,
  async act(request) {
    const signed = await signIn(request.deps, request.body.response, cameFrom(request))
    return signed.result === 'signed-in'
      ? await letIn(request, signed.sessionToken)
      : refuse(PASSKEY_REFUSED)
  },
})
