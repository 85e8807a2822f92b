import type { DeliveryResult } from './provider.ts'
import { gaveUpReason, PROVIDER_TIMEOUT_MS, type TimeLimit } from './time-limit.ts'

/** An answer's body past this is not read: nothing we look for is longer, and a carrier's mistake must not fill memory. */
const RESPONSE_CAP_BYTES = 64 * 1024

/** No carrier's wish keeps a message waiting longer than a day, whatever its Retry-After says. */
const LONGEST_RETRY_AFTER_MS = 24 * 60 * 60 * 1000

export interface CarrierRequest {
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

export interface Network {
  readonly fetch: typeof fetch
  readonly now: () => number
  readonly timeLimit: TimeLimit
}

export interface CarrierAnswer {
  readonly status: number
  /** Empty when it was too long or broke off: the status alone decides what became of the message. */
  readonly body: string
  readonly retryAfterMs: number | undefined
}

export type CarrierReply =
  | { readonly answered: true; readonly answer: CarrierAnswer }
  | { readonly answered: false; readonly reason: string }

/** Sends one request and reads its answer; an outage is a value. Redirects are not followed. */
export async function requestCarrier(
  network: Network,
  request: CarrierRequest,
  signal: AbortSignal,
): Promise<CarrierReply> {
  const limit = network.timeLimit(PROVIDER_TIMEOUT_MS)
  try {
    const response = await network.fetch(request.url, {
      method: request.method,
      headers: request.headers,
      ...(request.body === undefined ? {} : { body: request.body }),
      // A redirect would carry the token and our credentials to a host that the operator never named.
      redirect: 'manual',
      signal: AbortSignal.any([signal, limit]),
    })
    const retryAfterMs = parseRetryAfter(response.headers.get('retry-after'), network.now())
    const body = await readCapped(response)
    return { answered: true, answer: { status: response.status, body, retryAfterMs } }
  } catch (error) {
    if (signal.aborted || limit.aborted) return { answered: false, reason: gaveUpReason(limit) }
    return { answered: false, reason: `no connection (${networkErrorCode(error)})` }
  }
}

/** What a status means for the message, the same for every HTTP carrier. `code` is its own error number. */
export function resultOfRejection(
  carrier: string,
  { status, retryAfterMs }: CarrierAnswer,
  code?: number,
): DeliveryResult {
  const reason = `${carrier} answered ${status}${code === undefined ? '' : ` (code ${code})`}`
  if (!isWorthAnotherAttempt(status)) return { status: 'refused', reason }
  return { status: 'failed', reason, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }
}

function isWorthAnotherAttempt(status: number): boolean {
  // 401 and 403 blame our credentials and 3xx our address, which the operator can mend while the message
  // waits; 408, 425 and 429 ask for another attempt (RFC 9110 §15.5.9, RFC 8470 §5.2, RFC 6585 §4).
  if (status < 400 || status >= 500) return true
  return [401, 403, 408, 425, 429].includes(status)
}

/** Retry-After as seconds or as a date (RFC 9110 §10.2.3); undefined when absent or unreadable. */
export function parseRetryAfter(header: string | null, now: number): number | undefined {
  if (header === null) return undefined
  const wait = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now
  if (Number.isNaN(wait)) return undefined
  return Math.min(Math.max(wait, 0), LONGEST_RETRY_AFTER_MS)
}

async function readCapped(response: Response): Promise<string> {
  if (response.body === null) return ''
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    for await (const chunk of response.body) {
      length += chunk.byteLength
      // Leaving the loop cancels the stream, and with it the connection.
      if (length > RESPONSE_CAP_BYTES) return ''
      chunks.push(chunk)
    }
  } catch {
    // The status has arrived: a carrier that said 201 and then broke off has taken the message, and a
    // second attempt would send it twice.
    return ''
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** The system's code alone: the message of a network error names the URL, and with it what a template put there. */
export function networkErrorCode(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  return typeof code === 'string' && /^[A-Z_]+$/.test(code) ? code : 'no system error code'
}
