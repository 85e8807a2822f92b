import { Type } from 'typebox'
import {
  beginPasskeyWelcome,
  beginPasswordWelcome,
  finishPasskeyWelcome,
  finishPasswordWelcome,
  type FinishWelcomeResult,
  readWelcome,
  type WelcomeProblem,
} from '../../../actions/console/welcome.ts'
import { countOpenRequest } from '../../../actions/console/sign-in-limits.ts'
import { MOST_OPERATOR_NAME_CHARACTERS } from '../../../domain/operator.ts'
import type { ConsoleFailure } from '../failure.ts'
import { answer, type ConsoleRequest, openRoute, refuse } from '../route.ts'
import { cameFrom } from '../session/came-from.ts'
import {
  authenticatorFailure,
  NO_PASSKEYS,
  PASSKEY_REFUSED,
  passwordFailure,
  tokenFailure,
} from '../session/explain.ts'
import {
  BearerInput,
  EmailInput,
  NameInput,
  NewAuthenticator,
  PasskeyNameInput,
  PasskeyOptions,
  PasskeyResponse,
  PasswordInput,
  PhoneInput,
  TokenInput,
} from '../session/inputs.ts'
import { LetIn, letIn } from '../session/let-in.ts'

/** The token comes in the body, never in the URL: URLs are logged along the way. */
const FORM = { token: BearerInput, email: EmailInput, name: NameInput }

const LINK_DEAD: ConsoleFailure = {
  code: 'not-found',
  message: 'This link was used, or has ended. Ask whoever gave it to you for another one.',
}

export const WelcomeAnswer = Type.Object({
  kind: Type.Union([Type.Literal('first'), Type.Literal('invited'), Type.Literal('renewed')]),
  email: Type.Union([Type.String(), Type.Null()]),
  name: Type.Union([Type.String(), Type.Null()]),
  expiresAt: Type.Integer(),
})

export const openWelcome = openRoute({
  method: 'POST',
  path: '/welcome/open',
  summary: 'Read what a one-time link is for',
  body: Type.Object({ token: BearerInput }),
  answer: WelcomeAnswer,
  async act({ deps, body, ip }) {
    const retryAt = await countOpenRequest(deps, 'welcome', ip)
    if (retryAt !== undefined) return refuse({ code: 'too-many', retryAt })
    const welcome = await readWelcome(deps, body.token)
    if (welcome === undefined) return refuse(LINK_DEAD)
    return answer({ ...welcome, email: welcome.email ?? null, name: welcome.name ?? null })
  },
})

export const beginWelcomeByPassword = openRoute({
  method: 'POST',
  path: '/welcome/password/begin',
  summary: 'Choose a password, and get an authenticator for the second factor',
  body: Type.Object({ ...FORM, password: PasswordInput, phone: PhoneInput }),
  answer: NewAuthenticator,
  async act({ deps, body, ip }) {
    const begun = await beginPasswordWelcome(deps, body, ip)
    switch (begun.result) {
      case 'begun':
        return answer({ authenticator: begun.authenticator })
      case 'phone-of-another':
        return refuse(authenticatorFailure(begun))
      case 'not-valid':
        return refuse(
          begun.field === 'name'
            ? problemFailure({ result: 'not-valid', field: 'name' })
            : authenticatorFailure({ result: 'not-valid', field: begun.field }),
        )
      case 'password-refused':
        return refuse(passwordFailure(begun.problem))
      case 'link-dead':
      case 'email-taken':
        return refuse(problemFailure(begun))
    }
  },
})

export const finishWelcomeByPassword = openRoute({
  method: 'POST',
  path: '/welcome/password',
  summary: 'Become an operator, with a password and a token of the new authenticator',
  body: Type.Object({ ...FORM, password: PasswordInput, phone: PhoneInput, code: TokenInput }),
  answer: LetIn,
  async act(request) {
    const { deps, body } = request
    return await settle(request, await finishPasswordWelcome(deps, body, cameFrom(request)))
  },
})

export const beginWelcomeByPasskey = openRoute({
  method: 'POST',
  path: '/welcome/passkey/options',
  summary: 'Get what the browser needs to make a passkey',
  body: Type.Object(FORM),
  answer: PasskeyOptions,
  async act({ deps, body }) {
    const begun = await beginPasskeyWelcome(deps, body)
    switch (begun.result) {
      case 'begun':
        return answer({ options: begun.options })
      case 'no-passkeys':
        return refuse(NO_PASSKEYS)
      case 'link-dead':
      case 'email-taken':
      case 'not-valid':
        return refuse(problemFailure(begun))
    }
  },
})

export const finishWelcomeByPasskey = openRoute({
  method: 'POST',
  path: '/welcome/passkey',
  summary: 'Become an operator, with a passkey alone',
  body: Type.Object({ ...FORM, passkeyName: PasskeyNameInput, response: PasskeyResponse }),
  answer: LetIn,
  async act(request) {
    const { deps, body } = request
    return await settle(request, await finishPasskeyWelcome(deps, body, cameFrom(request)))
  },
})

async function settle(
  request: ConsoleRequest<unknown, unknown, unknown>,
  finished: FinishWelcomeResult,
) {
  switch (finished.result) {
    case 'welcome':
      return await letIn(request, finished.sessionToken)
    case 'password-refused':
      return refuse(passwordFailure(finished.problem))
    case 'token-refused':
      return refuse(tokenFailure(finished.check, 'code'))
    case 'passkey-refused':
      return refuse(PASSKEY_REFUSED)
    case 'link-dead':
    case 'email-taken':
    case 'not-valid':
      return refuse(problemFailure(finished))
  }
}

function problemFailure(problem: WelcomeProblem): ConsoleFailure {
  switch (problem.result) {
    case 'link-dead':
      return LINK_DEAD
    case 'email-taken':
      return {
        code: 'invalid',
        fields: { email: 'There is an operator with this address. Sign in with it.' },
      }
    case 'not-valid':
      return problem.field === 'email'
        ? { code: 'invalid', fields: { email: 'This is not an e-mail address.' } }
        : {
            code: 'invalid',
            fields: {
              name: `Write 1 to ${MOST_OPERATOR_NAME_CHARACTERS} visible characters on one line.`,
            },
          }
  }
}
