import type { Failure } from '@countersign/wire'
import { isParamHash, isParamList } from './param-value.ts'
import type { ParamHash, ParamValue, UnreadableReason } from './param-value.ts'
import { parseBody } from './parse-body.ts'
import { parseBrackets } from './parse-brackets.ts'

/** The parameters of a request: its query and its body, for every verb (docs/wire §1, 2). */
export type Params = ParamHash

export interface RawRequest {
  /** As in the request line; what is before `?` is left to the router. */
  readonly url: string
  readonly contentType: string | undefined
  readonly body: Uint8Array | undefined
}

export type ReadParams =
  | { readonly ok: true; readonly params: Params }
  | { readonly ok: false; readonly reason: UnreadableReason }

/**
 * Reads whatever a client sends, or says why not; never throws. Where query and body have the same
 * top-level name the body's value wins whole, as in Rack: the body is what the caller composed, the
 * query often what its library always adds.
 */
export function readParams({ url, contentType, body }: RawRequest): ReadParams {
  const fromQuery = parseBrackets(queryOf(url))
  if (!fromQuery.ok) return fromQuery
  const fromBody = parseBody(contentType, body)
  if (!fromBody.ok) return fromBody
  return { ok: true, params: new Map([...fromQuery.value, ...fromBody.value]) }
}

/** How an unreadable request is answered. */
export function unreadableFailure(reason: UnreadableReason): Failure {
  return { error: reason === 'invalid-utf8' ? 'invalidUtf8' : 'invalidRequest' }
}

/** A parameter, absent (undefined) or of another kind than was asked for. */
export type ParamRead<T> =
  | { readonly ok: true; readonly value: T | undefined }
  | { readonly ok: false; readonly failure: Failure }

/**
 * A parameter by its path, `user.cellphone`, whatever it is; undefined when it or anything on the way
 * is absent or null.
 */
export function findParam(params: Params, path: string): ParamValue | undefined {
  let value: ParamValue | undefined = params
  for (const name of path.split('.')) value = isParamHash(value) ? value.get(name) : undefined
  return value ?? undefined
}

/** Text. A JSON number or boolean becomes its text: `"country_code":1` is `country_code=1`. */
export function stringParam(params: Params, path: string): ParamRead<string> {
  const value = findParam(params, path)
  if (value === undefined) return { ok: true, value }
  if (typeof value === 'object') return wrongKind(path, value, 'String')
  return { ok: true, value: String(value) }
}

const BOOLEANS: ReadonlyMap<string, boolean | undefined> = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
  // `force=` is what a library makes of an unset option.
  ['', undefined],
])

/** `true`, `True`, `1`, `false`, `False`, `0`; empty is absent, any other text is refused (docs/wire §1, 5). */
export function booleanParam(params: Params, path: string): ParamRead<boolean> {
  const value = findParam(params, path)
  if (value === undefined) return { ok: true, value }
  const spelling = typeof value === 'object' ? undefined : String(value).trim().toLowerCase()
  if (spelling === undefined || !BOOLEANS.has(spelling)) return wrongKind(path, value, 'Boolean')
  return { ok: true, value: BOOLEANS.get(spelling) }
}

/** A whole number, also as text and with a sign: a country code comes as `1`, `"1"` and `"+1"`. Empty is absent. */
export function integerParam(params: Params, path: string): ParamRead<number> {
  const value = findParam(params, path)
  if (value === undefined) return { ok: true, value }
  const text = typeof value === 'object' ? undefined : String(value).trim()
  if (text === '') return { ok: true, value: undefined }
  const number = text !== undefined && /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN
  return Number.isSafeInteger(number)
    ? { ok: true, value: number }
    : wrongKind(path, value, 'Integer')
}

/** A hash, `details[Email Address]=…`. Empty text is absent: that is how a form spells an empty hash. */
export function hashParam(params: Params, path: string): ParamRead<ParamHash> {
  const value = findParam(params, path)
  if (value === undefined || value === '') return { ok: true, value: undefined }
  // PHP's `[]` is both the empty list and the empty hash.
  if (isParamList(value) && value.length === 0) return { ok: true, value: new Map() }
  return isParamHash(value) ? { ok: true, value } : wrongKind(path, value, 'Hash')
}

/** A list. `logos[0][res]` arrives as a hash with numbers for keys: its values, by number, are the list. */
export function listParam(params: Params, path: string): ParamRead<readonly ParamValue[]> {
  const value = findParam(params, path)
  if (value === undefined || value === '') return { ok: true, value: undefined }
  if (isParamList(value)) return { ok: true, value }
  if (isParamHash(value) && [...value.keys()].every((key) => /^\d{1,9}$/.test(key))) {
    const numbered = [...value].toSorted(([a], [b]) => Number(a) - Number(b))
    return { ok: true, value: numbered.map(([, element]) => element) }
  }
  return wrongKind(path, value, 'Array')
}

function wrongKind(
  path: string,
  value: ParamValue,
  kind: 'String' | 'Boolean' | 'Integer' | 'Hash' | 'Array',
): { readonly ok: false; readonly failure: Failure } {
  // A list or hash is named by its kind: it may hold anything, and of any length.
  const given = isParamList(value) ? 'Array' : isParamHash(value) ? 'Hash' : `'${String(value)}'`
  const reason = `${given} is not a valid ${kind}`
  return { ok: false, failure: { error: 'invalidParameter', name: path, reason } }
}

/**
 * The query as one character to a byte. Node gives the request line that way; a URL with characters
 * past Latin-1 can only have been written by hand, and is put into UTF-8.
 */
function queryOf(url: string): string {
  const start = url.indexOf('?')
  if (start === -1) return ''
  const query = url.slice(start + 1).replace(/#.*$/s, '')
  return /[\u0100-\uFFFF]/.test(query) ? Buffer.from(query, 'utf8').toString('latin1') : query
}
