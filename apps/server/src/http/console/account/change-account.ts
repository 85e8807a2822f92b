import { Type } from 'typebox'
import {
  beginOwnAuthenticator,
  changeOwnEmail,
  changeOwnName,
  changeOwnPassword,
  confirmOwnAuthenticator,
} from '../../../actions/console/account.ts'
import { MOST_OPERATOR_NAME_CHARACTERS } from '../../../domain/operator.ts'
import { Done, DONE } from '../operators/shapes.ts'
import { answer, refuse, route } from '../route.ts'
import { authenticatorFailure, passwordFailure, tokenFailure } from '../session/explain.ts'
import {
  EmailInput,
  NameInput,
  NewAuthenticator,
  PasswordInput,
  PhoneInput,
  TokenInput,
} from '../session/inputs.ts'

export const changeName = route({
  method: 'PUT',
  path: '/account/name',
  summary: 'Change the own name',
  needs: 'self',
  body: Type.Object({ name: NameInput }),
  answer: Done,
  async act({ deps, operator, body, ip }) {
    if (await changeOwnName(deps, operator, body.name, ip)) return answer(DONE)
    const name = `Write 1 to ${MOST_OPERATOR_NAME_CHARACTERS} visible characters on one line.`
    return refuse({ code: 'invalid', fields: { name } })
  },
})

export const changeEmail = route({
  method: 'PUT',
  path: '/account/email',
  summary: 'Change the address that one signs in with',
  needs: 'self',
  isFreshOnly: true,
  body: Type.Object({ email: EmailInput }),
  answer: Done,
  async act({ deps, operator, body, ip }) {
    const changed = await changeOwnEmail(deps, operator, body.email, ip)
    switch (changed) {
      case 'changed':
        return answer(DONE)
      case 'not-valid':
        return refuse({ code: 'invalid', fields: { email: 'This is not an e-mail address.' } })
      case 'taken':
        return refuse({ code: 'invalid', fields: { email: 'Another operator has this address.' } })
    }
  },
})

export const changePassword = route({
  method: 'PUT',
  path: '/account/password',
  summary: 'Set the own password, and end all other sessions',
  needs: 'self',
  isFreshOnly: true,
  body: Type.Object({ password: PasswordInput }),
  answer: Done,
  async act({ deps, operator, body, ip }) {
    const changed = await changeOwnPassword(deps, operator, body.password, ip)
    switch (changed.result) {
      case 'changed':
        return answer(DONE)
      case 'refused':
        return refuse(passwordFailure(changed.problem))
      case 'no-second-factor':
        return refuse({
          code: 'conflict',
          message: 'Set up an authenticator first: a password opens nothing without one.',
        })
    }
  },
})

export const beginAuthenticator = route({
  method: 'POST',
  path: '/account/authenticator',
  summary: 'Get a new authenticator for the second factor',
  needs: 'self',
  isFreshOnly: true,
  body: Type.Object({ phone: PhoneInput }),
  answer: NewAuthenticator,
  async act({ deps, operator, body, ip }) {
    const begun = await beginOwnAuthenticator(deps, operator, body.phone, ip)
    return begun.result === 'begun'
      ? answer({ authenticator: begun.authenticator })
      : refuse(authenticatorFailure(begun))
  },
})

export const confirmAuthenticator = route({
  method: 'POST',
  path: '/account/authenticator/confirm',
  summary: 'Confirm the new authenticator with a token of it',
  needs: 'self',
  isFreshOnly: true,
  body: Type.Object({ phone: PhoneInput, code: TokenInput }),
  answer: Done,
  async act({ deps, operator, body, ip }) {
    const checked = await confirmOwnAuthenticator(deps, operator, body, ip)
    switch (checked.result) {
      case 'right':
        return answer(DONE)
      case 'phone-of-another':
        return refuse(authenticatorFailure({ result: 'phone-of-another' }))
      case 'wrong':
      case 'reused':
      case 'suspended':
      case 'throttled':
        return refuse(tokenFailure(checked, 'code'))
    }
  },
})
