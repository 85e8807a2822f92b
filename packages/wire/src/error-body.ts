import { ERRORS } from './errors.ts'
import type { ErrorName } from './errors.ts'
import type { WireObject } from './wire-value.ts'

export type UserField = 'email' | 'cellphone' | 'country_code'

/** Errors whose text or body needs facts. */
export type FactualFailure =
  | {
      readonly error: 'invalidParameter' | 'approvalRequestInvalid'
      readonly name: string
      readonly reason: string
    }
  | {
      readonly error: 'userNotValid'
      readonly fields: Readonly<Partial<Record<UserField, string>>>
    }
  /** `phone` as `displayPhone` writes it. */
  | { readonly error: 'noPendingVerification'; readonly phone: string }
  | { readonly error: 'approvalRequestNotFound'; readonly uuid: string }

/** A public *no*: the name of its row in `ERRORS`, with the facts that its text needs. */
export type Failure =
  | FactualFailure
  | { readonly error: Exclude<ErrorName, FactualFailure['error']> }

export interface ErrorAnswer {
  readonly status: number
  readonly body: WireObject
}

/** The status and body with which a failure is answered. */
export function errorAnswer(failure: Failure): ErrorAnswer {
  return { status: ERRORS[failure.error].status, body: errorBody(failure) }
}

/**
 * The body of a failure (docs/wire §2.5): `error_code` is text and the values of `errors` are text,
 * or authy-java and go-authy cannot read it.
 */
export function errorBody(failure: Failure): WireObject {
  const { code, message } = ERRORS[failure.error]
  if (failure.error === 'invalidParameter' || failure.error === 'approvalRequestInvalid') {
    return codeFirst(code, `${message}: ${plain(failure.name)} - ${plain(failure.reason)}`)
  }
  if (failure.error === 'userNotValid') return userNotValidBody(code, message, failure.fields)
  if (failure.error === 'noPendingVerification') {
    return messageFirst(code, `No pending verifications for ${plain(failure.phone)} found.`)
  }
  if (failure.error === 'approvalRequestNotFound') {
    // Recorded with an empty `errors` (docs/wire §7.2).
    return messageFirst(code, `${message}: ${plain(failure.uuid)}`, {})
  }
  if (failure.error === 'tokenMalformed') return tokenBody(code, message, { token: 'is invalid' })
  if (TOKEN_ERRORS.has(failure.error)) return tokenBody(code, message, { message })
  if (MESSAGE_FIRST_ERRORS.has(failure.error)) return messageFirst(code, message)
  return codeFirst(code, message)
}

const TOKEN_ERRORS: ReadonlySet<ErrorName> = new Set([
  'tokenInvalid',
  'tokenReused',
  'transactionalTokenInvalid',
])

const MESSAGE_FIRST_ERRORS: ReadonlySet<ErrorName> = new Set([
  'userNotFound',
  'verificationCodeIncorrect',
])

function codeFirst(code: string, message: string): WireObject {
  return { error_code: code, message, errors: { message }, success: false }
}

/** The order recorded for what was looked up and not found, and for a wrong code. */
function messageFirst(code: string, message: string, errors: WireObject = { message }): WireObject {
  return { message, success: false, errors, error_code: code }
}

/** authy-freeradius takes only a 401 with `token` for a wrong code, and all else for an outage. */
function tokenBody(code: string, message: string, errors: WireObject): WireObject {
  return { message, token: 'is invalid', success: false, errors, error_code: code }
}

/** Each wrong field is named twice, in `errors` and beside it (docs/wire §3.1). */
function userNotValidBody(
  code: string,
  message: string,
  fields: Readonly<Partial<Record<UserField, string>>>,
): WireObject {
  const texts = Object.fromEntries(Object.entries(fields))
  return { message, success: false, errors: { ...texts, message }, ...texts, error_code: code }
}

/** What a client sent may be named in a message, but not at any length. */
const LONGEST_FACT = 200

/**
 * Facts as printable ASCII without `|`: authy-ssh splits on the bar and authy-java reads bytes as
 * Latin-1 (docs/wire §1, 27).
 */
function plain(fact: string): string {
  return fact.slice(0, LONGEST_FACT).replaceAll(/[^\u0020-\u007B\u007D\u007E]/gu, '?')
}
