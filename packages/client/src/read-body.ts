import { CountersignError } from './countersign-error.ts'

/** A JSON object that came over the wire: nothing is known of it. */
export type Body = Readonly<Record<string, unknown>>

export function parseBody(text: string): Body | undefined {
  try {
    const parsed: unknown = JSON.parse(text)
    return isBody(parsed) ? parsed : undefined
  } catch {
    return undefined
  }
}

export function isBody(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

// One reader for each kind. A value of another kind is a `bad-answer` that names the field, never the value.

export function objectIn(body: Body, name: string): Body {
  const value = body[name]
  return isBody(value) ? value : bad(name, 'an object')
}

export function textIn(body: Body, name: string): string {
  const value = body[name]
  return typeof value === 'string' ? value : bad(name, 'a text')
}

export function optionalTextIn(body: Body, name: string): string | undefined {
  const value = body[name]
  return value === undefined || value === null ? undefined : textIn(body, name)
}

/** A number, also as text: servers of this contract have sent both. */
export function numberIn(body: Body, name: string): number {
  const value = body[name]
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : bad(name, 'a number')
}

export function optionalNumberIn(body: Body, name: string): number | undefined {
  const value = body[name]
  return value === undefined || value === null ? undefined : numberIn(body, name)
}

export function booleanIn(body: Body, name: string): boolean {
  const value = body[name]
  if (value === undefined || value === null) return false
  return typeof value === 'boolean' ? value : bad(name, 'true or false')
}

export function listIn(body: Body, name: string): readonly unknown[] {
  const value = body[name]
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value : bad(name, 'a list')
}

/** Unix seconds as milliseconds. */
export function secondsIn(body: Body, name: string): number | undefined {
  const seconds = optionalNumberIn(body, name)
  return seconds === undefined ? undefined : seconds * 1_000
}

/** An ISO 8601 time as milliseconds since 1970. */
export function timeIn(body: Body, name: string): number {
  const time = Date.parse(textIn(body, name))
  return Number.isNaN(time) ? bad(name, 'a time') : time
}

function bad(name: string, expected: string): never {
  throw new CountersignError('bad-answer', `The answer has no ${name} that is ${expected}.`)
}
