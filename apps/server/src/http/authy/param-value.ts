/**
 * A parameter as it came. Hashes are Maps: a key `__proto__` or `constructor` is a key like another.
 * A key without `=` is null, as in Rack.
 */
export type ParamValue = string | number | boolean | null | readonly ParamValue[] | ParamHash

export type ParamHash = ReadonlyMap<string, ParamValue>

export function isParamHash(value: ParamValue | undefined): value is ParamHash {
  return value instanceof Map
}

export function isParamList(value: ParamValue | undefined): value is readonly ParamValue[] {
  return Array.isArray(value)
}

/** Why a request's parameters could not be read at all. */
export type UnreadableReason =
  | 'too-large'
  | 'too-deep'
  | 'too-many-parameters'
  | 'conflicting-parameters'
  | 'invalid-utf8'
  | 'nul-character'
  | 'malformed-json'
  | 'malformed-xml'
  | 'not-an-object'
  | 'unsupported-media-type'

export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: UnreadableReason }

/** The longest query and the longest body. OneTouch's largest legal request is about a quarter of it. */
export const MOST_BYTES = 65_536

/** Keys and list elements in one query or body. */
export const MOST_PARAMETERS = 1000

/** Levels of nesting; `logos[][res]` has three. */
export const MOST_LEVELS = 16

/** Text that every database of ours can hold: no NUL (PostgreSQL refuses it), no half surrogate pair. */
export function unreadableText(text: string): UnreadableReason | undefined {
  if (text.includes('\u0000')) return 'nul-character'
  return text.isWellFormed() ? undefined : 'invalid-utf8'
}
