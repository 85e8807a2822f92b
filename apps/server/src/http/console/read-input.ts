import type { TObject, TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import { Value } from 'typebox/value'
import { once } from '../../once.ts'

export type Input =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly fields: Readonly<Record<string, string>> }

/** Reads the named parts of a path, or a query: all of them texts, made numbers and booleans where the schema says so. */
export function textReader(schema: TObject): (texts: unknown) => Input {
  const validator = once(() => Compile(schema))
  return (texts) => {
    const read = check(validator(), Value.Convert(schema, { ...Object(texts) }))
    if (!read.ok) return read
    // 9007199254740993 would be read as another number, and 1e30 is more than a database holds.
    const numbers = Object.entries(Object(read.value)).filter(([, value]) => isUnsafe(value))
    if (numbers.length === 0) return read
    return { ok: false, fields: Object.fromEntries(numbers.map(([name]) => [name, UNSAFE])) }
  }
}

const UNSAFE = 'must be a whole number below 9007199254740992'

function isUnsafe(value: unknown): boolean {
  return typeof value === 'number' && !Number.isSafeInteger(value)
}

/** Reads a JSON body. */
export function bodyReader(schema: TSchema): (bytes: unknown) => Input {
  const validator = once(() => Compile(schema))
  return (bytes) => check(validator(), parseJson(bytes))
}

function check(validator: Validator, value: unknown): Input {
  if (validator.Check(value) && !hasNul(value)) return { ok: true, value }
  const fields: Record<string, string> = {}
  for (const { instancePath, message } of validator.Errors(value)) {
    const name = instancePath.slice(1).replaceAll('/', '.')
    fields[name === '' ? 'body' : name] ??= message
  }
  return { ok: false, fields }
}

function parseJson(bytes: unknown): unknown {
  if (!(bytes instanceof Uint8Array)) return undefined
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown
  } catch {
    return undefined
  }
}

/** PostgreSQL takes no NUL in a text. */
function hasNul(value: unknown): boolean {
  return (JSON.stringify(value) ?? '').includes('\\u0000')
}
