import { isIP } from 'node:net'
import type { Failure } from '@countersign/wire'
import { type ParamRead, type Params, stringParam } from './params.ts'

/** Bounds of the free texts of the dialect (docs/wire, tokens). */
const MOST_CHARACTERS = 255

/** Text of at most 255 characters; empty is absent. Line breaks and other control characters become spaces. */
export function textParam(params: Params, path: string): ParamRead<string> {
  const read = stringParam(params, path)
  if (!read.ok || read.value === undefined) return read
  if (read.value.length > MOST_CHARACTERS) {
    const failure: Failure = {
      error: 'invalidParameter',
      name: path,
      reason: `is too long (maximum is ${MOST_CHARACTERS} characters)`,
    }
    return { ok: false, failure }
  }
  // A text goes into an SMS, a spoken script and a mail: a line break in it could forge their parts.
  const value = read.value.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ').trim()
  return { ok: true, value: value === '' ? undefined : value }
}

/** The person's address as the app saw it, in `user_ip` or, of older clients, `ip`. What is no address is ignored. */
export function userIpOf(params: Params): string | undefined {
  for (const name of ['user_ip', 'ip']) {
    const read = stringParam(params, name)
    if (read.ok && read.value !== undefined && isIP(read.value.trim()) !== 0)
      return read.value.trim()
  }
  return undefined
}
