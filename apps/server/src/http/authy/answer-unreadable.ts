import type { Socket } from 'node:net'
import { errorAnswer } from '@countersign/wire'
import { respond } from './respond.ts'

/** What Node says of a request that it could not read; `rawPacket` is what had just come of it. */
interface Unreadable extends Error {
  readonly code?: string | undefined
  readonly rawPacket?: unknown
}

/** As Node's own answers to these have it. */
const STATUSES: ReadonlyMap<string, readonly [number, string]> = new Map([
  ['HPE_HEADER_OVERFLOW', [431, 'Request Header Fields Too Large']],
  ['ERR_HTTP_REQUEST_TIMEOUT', [408, 'Request Timeout']],
])

/** Of everything else that cannot be read. */
const BAD_REQUEST = [400, 'Bad Request'] as const

/**
 * Answers bytes that are no HTTP, or too many of them, in the contract's shape: clients parse the body
 * of every status. There is no request yet, so the socket is written to as it stands.
 */
export function answerUnreadable(error: Unreadable, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  const [status, phrase] = STATUSES.get(error.code ?? '') ?? BAD_REQUEST
  const packet = error.rawPacket instanceof Uint8Array ? error.rawPacket : new Uint8Array()
  // Of a long request this is not its beginning any more: then the answer is JSON.
  const beginning = Buffer.from(packet.subarray(0, 64)).toString('latin1')
  const format = /^[A-Z]+ \/+[a-z]+\/+xml[/? ]/.test(beginning) ? 'xml' : 'json'
  const { headers, payload } = respond(
    format,
    status,
    errorAnswer({ error: 'invalidRequest' }).body,
  )
  const head = [
    `HTTP/1.1 ${status} ${phrase}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    'Connection: close',
  ]
  if (socket.writable) socket.write(`${head.join('\r\n')}\r\n\r\n${payload}`)
  socket.destroy(error)
}
