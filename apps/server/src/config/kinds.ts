import { isIP } from 'node:net'

import { parseEmailAddress } from '../domain/email-address.ts'
import { type AddressBlock, INNER_NETWORKS, parseBlock } from '../domain/inner-address.ts'
import type { Kind } from './reader.ts'

export const anyText: Kind<string> = { expected: 'a text', parse: (text) => text }

/** A password or key as its issuer gave it: one word. */
export const secretWord: Kind<string> = {
  expected: 'one word without spaces',
  parse: (text) => (/^[\x21-\x7e]+$/.test(text) ? text : undefined),
  isSecret: true,
}

/** What may follow `Bearer` (RFC 6750 §2.1). */
export const bearerToken: Kind<string> = {
  expected: 'letters, digits and -._~+/ only',
  parse: (text) => (/^[A-Za-z0-9\-._~+/]+=*$/.test(text) ? text : undefined),
  isSecret: true,
}

export const port: Kind<number> = {
  expected: 'a whole number from 0 to 65535',
  parse: (text) => wholeNumber(text, 65_535),
}

/** How many of something there are; never none. */
export function count(most: number): Kind<number> {
  return {
    expected: `a whole number from 1 to ${most}`,
    parse: (text) => wholeNumber(text, most) || undefined,
  }
}

export const host: Kind<string> = {
  expected: 'an IP address or a host name',
  parse: (text) => {
    const isName = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_.-]*[a-z0-9])?$/i.test(text)
    // A name of digits and dots that is no address is a mistyped address.
    return isIP(text) !== 0 || (isName && /[a-z]/i.test(text)) ? text : undefined
  },
}

export function oneOf<const T extends string>(choices: readonly T[]): Kind<T> {
  return {
    expected: `one of ${choices.join(', ')}`,
    parse: (text) => choices.find((choice) => choice.toLowerCase() === text.toLowerCase()),
  }
}

/** Scheme, host and port; links are made by putting a path behind. Kept without a slash at its end. */
export const origin: Kind<string> = {
  expected: 'an http:// or https:// URL without user, path or query',
  parse: (text) => {
    const url = parseHttpUrl(text)
    if (url === undefined || url.pathname !== '/' || /[?#]/.test(text)) return undefined
    return url.origin
  },
}

/** Paths are put behind it, so it may have one of its own but nothing after that. */
export const baseUrl: Kind<string> = {
  expected: 'an http:// or https:// URL without user or query',
  parse: (text) => (parseHttpUrl(text) === undefined || /[?#]/.test(text) ? undefined : text),
}

export const httpUrl: Kind<string> = {
  expected: 'an http:// or https:// URL without user',
  parse: (text) => (parseHttpUrl(text) === undefined ? undefined : text),
}

export const postgresUrl: Kind<string> = {
  expected: 'a postgres:// or postgresql:// URL',
  parse: (text) => (/^postgres(ql)?:\/\//.test(text) && URL.canParse(text) ? text : undefined),
  isSecret: true,
}

/** Whose X-Forwarded-For is believed: nobody's, everybody's, so many proxies in a row, or these. */
export type TrustProxy = boolean | number | readonly string[]

/** No chain of proxies is longer; a larger number is a port or an address gone astray. */
const MOST_HOPS = 32

export const trustProxy: Kind<TrustProxy> = {
  expected: `false, true, a number of proxies from 0 to ${MOST_HOPS}, or a list of addresses and CIDR ranges`,
  parse: (text) => {
    if (/^(true|false)$/i.test(text)) return text.toLowerCase() === 'true'
    if (/^\d+$/.test(text)) return wholeNumber(text, MOST_HOPS)
    const addresses = text.split(',').map((address) => address.trim())
    return addresses.every(isAddressOrRange) ? addresses : undefined
  },
}

/** Inner addresses that requests to other people's URLs may reach all the same. */
export const addressBlocks: Kind<readonly AddressBlock[]> = {
  expected: 'none, or one or more of loopback, private, addresses and CIDR ranges',
  parse: (text) => {
    const words = text.split(',').map((word) => word.trim().toLowerCase())
    if (words.length === 1 && words[0] === 'none') return []
    const blocks = words.map((word) => {
      if (word === 'loopback' || word === 'private') return INNER_NETWORKS[word]
      const block = parseBlock(word)
      return block === undefined ? undefined : [block]
    })
    return blocks.every((each) => each !== undefined) ? blocks.flat() : undefined
  },
}

export const emailAddresses: Kind<readonly string[]> = {
  expected: 'one or more addresses, as ops@example.com,security@example.com',
  parse: (text) => {
    const addresses = text.split(',').map((each) => parseEmailAddress(each))
    return addresses.every((each) => each !== undefined) ? addresses : undefined
  },
}

export const lookUpUrl: Kind<string> = {
  expected: 'an http:// or https:// URL without user, with {{to}} once after its host',
  parse: (text) => {
    const [host = '', ...rest] = text.split('{{to}}')
    const isAfterHost = /^https?:\/\/[^/?#]+[/?#]/i.test(host)
    return rest.length === 1 && isAfterHost && parseHttpUrl(text) !== undefined ? text : undefined
  },
}

export function parseHttpUrl(text: string): URL | undefined {
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol)) return undefined
  return url.username === '' && url.password === '' ? url : undefined
}

function wholeNumber(text: string, most: number): number | undefined {
  const number = Number(text)
  return /^\d+$/.test(text) && number <= most ? number : undefined
}

function isAddressOrRange(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/')
  const version = isIP(address)
  if (version === 0 || rest.length > 0) return false
  return prefix === undefined || wholeNumber(prefix, version === 4 ? 32 : 128) !== undefined
}
