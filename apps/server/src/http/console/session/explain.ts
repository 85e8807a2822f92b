import type {
  BeginAuthenticatorResult,
  RefusedToken,
  SendOperatorTokenResult,
} from '../../../actions/console/second-factor.ts'
import {
  LEAST_PASSWORD_CHARACTERS,
  MOST_PASSWORD_CHARACTERS,
  type PasswordProblem,
} from '../../../domain/password.ts'
import type { ConsoleFailure } from '../failure.ts'

const PASSWORD_TEXTS: Readonly<Record<PasswordProblem, string>> = {
  'too-short': `Use at least ${LEAST_PASSWORD_CHARACTERS} characters.`,
  'too-long': `Use at most ${MOST_PASSWORD_CHARACTERS} characters.`,
  'is-the-email': 'Use something else than your e-mail address.',
}

export function passwordFailure(problem: PasswordProblem): ConsoleFailure {
  return { code: 'invalid', fields: { password: PASSWORD_TEXTS[problem] } }
}

export function authenticatorFailure(
  refused: Exclude<BeginAuthenticatorResult, { readonly result: 'begun' }>,
): ConsoleFailure {
  if (refused.result === 'phone-of-another')
    return invalid('phone.cellphone', 'This number is another operator’s. Use one of your own.')
  switch (refused.field) {
    case 'email':
      return invalid('email', 'This is not an e-mail address that can be used.')
    case 'cellphone':
      return invalid('phone.cellphone', 'This is not a phone number of this country.')
    case 'countryCode':
      return invalid('phone.countryCode', 'There is no such country code.')
  }
}

/** Why a token opened nothing. */
export function tokenFailure(check: RefusedToken, field: string): ConsoleFailure {
  switch (check.result) {
    case 'wrong':
      return invalid(field, 'This is not the right code. Codes change every 30 seconds.')
    case 'reused':
      return invalid(field, 'This code was used already. Wait for the next one.')
    case 'suspended':
      return {
        code: 'too-many',
        message:
          'Too many wrong codes: codes of yours are suspended. Sign in with a passkey, or ask an owner for a new link.',
      }
    case 'throttled':
      return { code: 'too-many', retryAt: check.retryAt }
  }
}

export function sendFailure(
  refused: Exclude<SendOperatorTokenResult, { readonly result: 'sent' }>,
): ConsoleFailure {
  switch (refused.result) {
    case 'not-possible':
      return { code: 'invalid', message: 'No code can be sent this way. Choose another one.' }
    case 'suspended':
      return tokenFailure({ result: 'suspended' }, 'token')
    case 'throttled':
      return {
        code: 'too-many',
        ...(refused.retryAt === undefined ? {} : { retryAt: refused.retryAt }),
      }
  }
}

export const NO_PASSKEYS: ConsoleFailure = {
  code: 'invalid',
  message: 'Passkeys need a host name. Set PUBLIC_URL to one, with https.',
}

export const PASSKEY_REFUSED: ConsoleFailure = {
  code: 'invalid',
  message: 'This passkey was not accepted. Try once more, or use another way.',
}

export const TICKET_DEAD: ConsoleFailure = {
  code: 'not-found',
  message: 'This sign-in took too long, or was finished elsewhere. Begin again.',
}

function invalid(field: string, text: string): ConsoleFailure {
  return { code: 'invalid', fields: { [field]: text } }
}
