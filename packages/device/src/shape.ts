import { DeviceError } from './device-error.ts'

/**
 * Reads a value of which nothing is known yet. `at` is where it stood, for the message: never the value
 * itself, which may be a secret.
 *
 * @throws DeviceError `bad-answer` if it has another shape.
 */
export type Read<T> = (value: unknown, at: string) => T

export const readText: Read<string> = (value, at) =>
  typeof value === 'string' ? value : refuse(at, 'a text')

/** Ids, counts, and times in milliseconds. */
export const readWholeNumber: Read<number> = (value, at) =>
  typeof value === 'number' && Number.isSafeInteger(value) ? value : refuse(at, 'a whole number')

export const readFlag: Read<boolean> = (value, at) =>
  typeof value === 'boolean' ? value : refuse(at, 'true or false')

export function oneOf<const T extends string | number>(choices: readonly T[]): Read<T> {
  return (value, at) =>
    choices.find((choice) => choice === value) ?? refuse(at, `one of ${choices.join(', ')}`)
}

export function orNull<T>(read: Read<T>): Read<T | null> {
  return (value, at) => (value === null ? null : read(value, at))
}

export function listOf<T>(read: Read<T>): Read<readonly T[]> {
  return (value, at) =>
    Array.isArray(value)
      ? value.map((item: unknown, index) => read(item, `${at}[${index}]`))
      : refuse(at, 'a list')
}

/** An object with these fields. Further ones are left out: the protocol says to ignore them. */
export function record<T extends object>(fields: {
  readonly [Name in keyof T]-?: Read<T[Name]>
}): Read<T> {
  const readers = Object.entries<Read<unknown>>(fields)
  return (value, at) => {
    if (typeof value !== 'object' || value === null) return refuse(at, 'an object')
    const given: Readonly<Record<string, unknown>> = { ...value }
    const entries = readers.map(
      ([name, read]) => [name, read(given[name], at === '' ? name : `${at}.${name}`)] as const,
    )
    // Each field was read by the reader that the type names for it.
    return Object.fromEntries(entries) as T
  }
}

function refuse(at: string, expected: string): never {
  throw new DeviceError('bad-answer', `${at === '' ? 'the answer' : at}: expected ${expected}.`)
}
