import type { LookupOptions } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { callbackify } from 'node:util'
import type { Agent, Dispatcher } from 'undici'
import { type AddressBlock, mayReach } from '../domain/inner-address.ts'
import { networkErrorCode, parseRetryAfter } from './carrier-request.ts'
import { createResolver, type ResolveName } from './resolve-name.ts'
import { gaveUpReason, PROVIDER_TIMEOUT_MS, realTimeLimit, type TimeLimit } from './time-limit.ts'

/** Read and dropped, so that the connection can be used again; what is longer is cut off with its connection. */
const RESPONSE_CAP_BYTES = 64 * 1024

/** Of one host; what needs more waits for one of them, within its own time. */
const CONNECTIONS_TO_A_HOST = 32

export interface OutboundRequest {
  /** Chosen by an app or a device, so nobody's whom we trust. */
  readonly url: string
  readonly method: 'POST' | 'GET'
  /** Names are sent as they are spelled here. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array | undefined
}

/** What became of a request. Reasons are for operators; none holds the URL, the body or the answer. */
export type Reply =
  | {
      readonly result: 'answered'
      readonly status: number
      readonly retryAfterMs: number | undefined
    }
  /** A 2xx whose body does not end: whoever sends it has not understood what came. */
  | { readonly result: 'endless'; readonly status: number }
  /** The host is an inner address, or has one among those of its name. Nothing was sent. */
  | { readonly result: 'refused-address'; readonly address: string }
  /** No connection, or no whole answer in time. */
  | { readonly result: 'no-answer'; readonly reason: string }
  /** We are shutting down. */
  | { readonly result: 'stopped' }

export interface GuardedSender {
  /** Never throws for what the other side does. */
  readonly send: (request: OutboundRequest, signal: AbortSignal) => Promise<Reply>
  readonly close: () => Promise<void>
}

export interface GuardedSenderOptions {
  readonly allowed: readonly AddressBlock[]
  readonly now: () => number
  readonly timeLimit?: TimeLimit
  readonly resolve?: ResolveName
}

/**
 * Requests to URLs that strangers chose. Addresses are judged when a connection is made, so that a name
 * whose addresses change between a check and the use of it (DNS rebinding) gains nothing. No redirect is
 * followed, no cookie is kept, and no proxy of the environment is asked: it would connect for us.
 */
export function createGuardedSender(options: GuardedSenderOptions): GuardedSender {
  const { allowed, now, timeLimit = realTimeLimit, resolve = createResolver() } = options
  let opened: Promise<Agent> | undefined

  // With the first request: it is a quarter of all that the service is made of.
  async function openAgent(): Promise<Agent> {
    const { Agent } = await import('undici')
    return new Agent({
      connect: {
        lookup: judgedLookup(resolve, allowed),
        autoSelectFamily: true,
        timeout: PROVIDER_TIMEOUT_MS,
      },
      connections: CONNECTIONS_TO_A_HOST,
      // HTTP/2 has no capitals in names, and authy-java finds its header by exact spelling.
      allowH2: false,
      // One limit for everything, ours below.
      headersTimeout: 0,
      bodyTimeout: 0,
    })
  }

  async function send(request: OutboundRequest, signal: AbortSignal): Promise<Reply> {
    const url = new URL(request.url)
    const literal = url.hostname.replace(/^\[(.*)\]$/, '$1')
    // Of a literal address no look-up is made, so it is judged here.
    if (isIP(literal) !== 0 && !mayReach(literal, allowed)) {
      return { result: 'refused-address', address: literal }
    }
    const limit = timeLimit(PROVIDER_TIMEOUT_MS)
    try {
      opened ??= openAgent()
      const agent = await opened
      const response = await agent.request({
        origin: url.origin,
        path: `${url.pathname}${url.search}`,
        method: request.method,
        headers: { ...request.headers },
        body: request.body ?? null,
        signal: AbortSignal.any([signal, limit]),
      })
      const isWhole = await readAndDrop(response.body, () => signal.aborted || limit.aborted)
      const status = response.statusCode
      if (!isWhole && status >= 200 && status < 300) return { result: 'endless', status }
      const { 'retry-after': retryAfter } = response.headers
      return {
        result: 'answered',
        status,
        retryAfterMs: parseRetryAfter(typeof retryAfter === 'string' ? retryAfter : null, now()),
      }
    } catch (error) {
      if (signal.aborted) return { result: 'stopped' }
      if (limit.aborted) return { result: 'no-answer', reason: gaveUpReason(limit) }
      const address = refusedAddressOf(error)
      if (address !== undefined) return { result: 'refused-address', address }
      return { result: 'no-answer', reason: `no connection (${networkErrorCode(error)})` }
    }
  }

  return {
    send,
    async close() {
      const agent = await opened
      await agent?.destroy()
    },
  }
}

/** False where the body was longer than we read. */
async function readAndDrop(
  body: Dispatcher.ResponseData['body'],
  isOver: () => boolean,
): Promise<boolean> {
  let length = 0
  try {
    for await (const chunk of body) {
      // A body of bytes: undici gives buffers unless told otherwise.
      length += (chunk as Uint8Array).byteLength
      // Leaving the loop destroys the body, and with it the connection.
      if (length > RESPONSE_CAP_BYTES) return false
    }
  } catch (error) {
    if (isOver()) throw error
    // The status has arrived: who said 200 and then broke off has taken it.
  }
  return true
}

/** What the look-up throws; `address` is told to the operator. */
interface RefusedAddress extends Error {
  readonly code: 'REFUSED_ADDRESS'
  readonly address: string
}

/** For `autoSelectFamily`, which asks for all addresses at once. */
function judgedLookup(resolve: ResolveName, allowed: readonly AddressBlock[]): LookupFunction {
  return callbackify(async (name: string, _options: LookupOptions) =>
    judge(await resolve(name), allowed),
  )
}

/** All of them or none: a public address beside an inner one is how rebinding looks. */
function judge(addresses: readonly string[], allowed: readonly AddressBlock[]) {
  const inner = addresses.find((address) => !mayReach(address, allowed))
  if (inner !== undefined) {
    const refused: Omit<RefusedAddress, keyof Error> = { code: 'REFUSED_ADDRESS', address: inner }
    throw Object.assign(new Error('The name has an inner address.'), refused)
  }
  if (addresses.length === 0)
    throw Object.assign(new Error('The name has no address.'), { code: 'ENOTFOUND' })
  return addresses.map((address) => ({ address, family: isIP(address) }))
}

function refusedAddressOf(error: unknown): string | undefined {
  const isOurs = error instanceof Error && 'code' in error && error.code === 'REFUSED_ADDRESS'
  return isOurs && 'address' in error && typeof error.address === 'string'
    ? error.address
    : undefined
}
