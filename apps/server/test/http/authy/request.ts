import { readParams } from '../../../src/http/authy/params.ts'
import type { Params } from '../../../src/http/authy/params.ts'
import { isParamHash, isParamList } from '../../../src/http/authy/param-value.ts'
import type { ParamValue } from '../../../src/http/authy/param-value.ts'

export interface Sent {
  readonly query?: string
  readonly contentType?: string
  readonly body?: string | Uint8Array
}

export const FORM = 'application/x-www-form-urlencoded'
export const JSON_TYPE = 'application/json'

/** Reads a request as it would arrive. */
export function read(sent: Sent): ReturnType<typeof readParams> {
  return readParams({
    url: sent.query === undefined ? '/protected/json/x' : `/protected/json/x?${sent.query}`,
    contentType: sent.contentType,
    body: typeof sent.body === 'string' ? new TextEncoder().encode(sent.body) : sent.body,
  })
}

/** The same, where it is known to be readable. */
export function paramsOf(sent: Sent): Params {
  const result = read(sent)
  if (!result.ok) throw new Error(result.reason)
  return result.params
}

/** Maps as plain objects, to be compared and read in a failure. */
export function plain(value: ParamValue | undefined): unknown {
  if (isParamHash(value)) {
    return Object.fromEntries([...value].map(([key, member]) => [key, plain(member)]))
  }
  return isParamList(value) ? value.map(plain) : value
}
