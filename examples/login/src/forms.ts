import { LEAST_PASSWORD_CHARACTERS, MOST_PASSWORD_CHARACTERS } from './passwords.ts'

/** Of each field, what is wrong with it. */
export type Problems = Readonly<Record<string, string>>

export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: Problems }

const MOST_FIELD_CHARACTERS = 254
/** Longer than any real address may be (RFC 5321 §4.5.3.1.3, without the brackets). */
export const MOST_EMAIL_CHARACTERS = 254
const MOST_PAYEE_CHARACTERS = 60
const MOST_CENTS = 100_000_000

/** A field as text; empty where there is none, or where it is no text, as with `email[]=`. */
export function textOf(body: unknown, name: string): string {
  if (typeof body !== 'object' || body === null) return ''
  const value: unknown = Object.entries(body).find(([key]) => key === name)?.[1]
  return typeof value === 'string' ? value : ''
}

/** What was typed, to be shown again beside what is wrong with it. Never a password. */
export function typedOf(body: unknown, names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    names.map((name) => [name, textOf(body, name).slice(0, MOST_FIELD_CHARACTERS)]),
  )
}

export function normalEmail(body: unknown): string {
  return textOf(body, 'email').trim().toLowerCase()
}

export interface SignUp {
  readonly email: string
  readonly password: string
  readonly countryCode: string
  readonly phone: string
}

export function parseSignUp(body: unknown): Parsed<SignUp> {
  const value = {
    email: normalEmail(body),
    password: textOf(body, 'password'),
    countryCode: textOf(body, 'countryCode')
      .replace(/^\s*\+?\s*/, '')
      .trimEnd(),
    phone: textOf(body, 'phone').trim(),
  }
  const problems: Record<string, string> = {}
  if (
    value.email.length > MOST_EMAIL_CHARACTERS ||
    !/^[^\s@<>"\p{C}]+@[^\s@<>"\p{C}]+\.[^\s@<>"\p{C}]+$/u.test(value.email)
  )
    problems['email'] = 'Type your e-mail address, as in ana@example.com.'
  if (value.password.length < LEAST_PASSWORD_CHARACTERS)
    problems['password'] = `Use ${LEAST_PASSWORD_CHARACTERS} characters or more.`
  else if (value.password.length > MOST_PASSWORD_CHARACTERS)
    problems['password'] = `Use ${MOST_PASSWORD_CHARACTERS} characters at most.`
  if (!/^[1-9]\d{0,2}$/.test(value.countryCode))
    problems['countryCode'] = 'Type your country code, as in +1.'
  if (!/^[\d .()/-]{4,24}$/.test(value.phone) || !/\d{4}/.test(value.phone.replace(/\D/g, '')))
    problems['phone'] = 'Type your phone number in digits, without the country code.'
  return Object.keys(problems).length === 0 ? { ok: true, value } : { ok: false, problems }
}

export interface Transfer {
  readonly payee: string
  readonly cents: number
}

export function parseTransfer(body: unknown): Parsed<Transfer> {
  const payee = textOf(body, 'payee').trim().replaceAll(/\s+/g, ' ')
  const amount = textOf(body, 'amount').trim()
  const problems: Record<string, string> = {}
  // U+FFFD stands for what got lost on the way. A mark that turns the direction of writing could show another name than the one that is signed.
  if (payee === '' || payee.length > MOST_PAYEE_CHARACTERS || /[\p{C}\uFFFD]/u.test(payee))
    problems['payee'] = `Type who gets the money, in ${MOST_PAYEE_CHARACTERS} letters at most.`
  const cents = /^\d{1,7}([.,]\d{1,2})?$/.test(amount)
    ? Math.round(Number(amount.replace(',', '.')) * 100)
    : 0
  if (cents < 1 || cents > MOST_CENTS)
    problems['amount'] = 'Type an amount from 0.01 to 1000000, as in 250.00.'
  return Object.keys(problems).length === 0
    ? { ok: true, value: { payee, cents } }
    : { ok: false, problems }
}

/** Whether the digits of a token could be one; spaces and dashes are how people read them. */
export function parseToken(body: unknown): string | undefined {
  const token = textOf(body, 'token').slice(0, MOST_FIELD_CHARACTERS).replaceAll(/[\s-]/g, '')
  return /^\d{6,8}$/.test(token) ? token : undefined
}
