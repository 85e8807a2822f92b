import { isIPv4, isIPv6 } from 'node:net'
import type { Failure } from '@countersign/wire'
import { type ParamRead, type Params, stringParam } from './params.ts'

/** Bounds of the free texts of the dialect (docs/wire, tokens). */
export const MOST_CHARACTERS = 255

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
    const address = read.ok && read.value !== undefined ? parseAddress(read.value) : undefined
    if (address !== undefined) return address
  }
  return undefined
}

/**
 * An address in its one spelling (RFC 5952): otherwise each way of writing `::1` would be another
 * person with limits of their own. With a zone, `fe80::1%eth0`, it is none: a zone is local to a
 * machine, and of any length.
 */
function parseAddress(text: string): string | undefined {
  const address = text.trim()
  if (isIPv4(address)) return address
  if (!isIPv6(address) || address.includes('%')) return undefined
  const spelled = URL.parse(`http://[${address}]`)?.hostname.slice(1, -1)
  const [, high, low] = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(spelled ?? '') ?? []
  if (high === undefined || low === undefined) return spelled
  // An IPv4 address as a socket for both kinds reports it.
  const bytes = [high, low].flatMap((group) => {
    const value = Number.parseInt(group, 16)
    return [value >> 8, value & 0xff]
  })
  return bytes.join('.')
}
