import { connect, type Socket } from 'node:net'

/**
 * A load generator as light as can be, since on a small machine it takes its share of what the server
 * could use: prepared requests over kept connections, one in flight on each, latency in microseconds.
 */
export interface LoadReport {
  readonly requests: number
  /** Answers that were not what the load is about. */
  readonly refused: number
  readonly seconds: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly maxMs: number
  /** Answers by their status. */
  readonly statuses: Readonly<Record<string, number>>
}

/** Where an answer does not say its length beforehand (RFC 9112 §7.1). */
const CHUNKED = -2
const LAST_CHUNK = '\r\n0\r\n\r\n'

/** Latencies kept: past it the oldest are overwritten. */
const KEPT_LATENCIES = 8_000_000

export async function drive(order: {
  /** Of one service; the connections take turns among them. */
  readonly ports: readonly number[]
  readonly connections: number
  readonly seconds: number
  /** So long from the beginning of one request of a connection to that of the next; else as fast as it goes. */
  readonly everyMs?: number
  /** Undefined ends the load. */
  readonly next: () => string | undefined
  /** What an answer must be; else it counts as refused. Absent: a 200. */
  readonly wanted?: { readonly status: string; readonly says: string }
  /** Sees every answer that is not refused, as text. */
  readonly onAnswer?: (text: string) => void
}): Promise<LoadReport> {
  const wanted = order.wanted ?? { status: '200', says: '' }
  const latencies = new Uint32Array(KEPT_LATENCIES)
  let count = 0
  let refused = 0
  const statuses: Record<string, number> = {}
  const startedAt = performance.now()
  const endsAt = startedAt + order.seconds * 1_000

  function use(socket: Socket, done: () => void): void {
    let sentAt = 0
    let expected = -1
    let text = ''
    const send = () => {
      sentAt = performance.now()
      const request = sentAt >= endsAt ? undefined : order.next()
      if (request === undefined) {
        socket.destroy()
        done()
        return
      }
      socket.write(request, 'latin1')
    }
    socket.on('data', (chunk: Buffer) => {
      text = expected === -1 ? chunk.toString('latin1') : text + chunk.toString('latin1')
      if (expected === -1) expected = lengthOf(text)
      if (expected === CHUNKED ? !text.endsWith(LAST_CHUNK) : text.length < expected) return
      latencies[count++ % latencies.length] = Math.round((performance.now() - sentAt) * 1_000)
      const status = text.slice(9, 12)
      statuses[status] = (statuses[status] ?? 0) + 1
      if (status === wanted.status && text.includes(wanted.says)) order.onAnswer?.(text)
      else refused++
      expected = -1
      const rest = (order.everyMs ?? 0) - (performance.now() - sentAt)
      if (rest > 0) setTimeout(send, rest)
      else send()
    })
    socket.on('connect', send)
  }

  await Promise.all(
    Array.from(
      { length: order.connections },
      (_, index) =>
        new Promise<void>((resolve, reject) => {
          const port = order.ports[index % order.ports.length] ?? 0
          const socket = connect(port, '127.0.0.1').setNoDelay(true)
          socket.on('error', reject)
          use(socket, resolve)
        }),
    ),
  )
  return reportOf({
    latencies: latencies.subarray(0, Math.min(count, latencies.length)),
    requests: count,
    refused,
    seconds: (performance.now() - startedAt) / 1_000,
    statuses,
  })
}

/** Of a whole answer, in bytes, from its head. */
function lengthOf(text: string): number {
  const end = text.indexOf('\r\n\r\n')
  const length = /content-length: (\d+)/i.exec(text)?.[1]
  if (end !== -1 && length !== undefined) return end + 4 + Number(length)
  if (end !== -1 && /transfer-encoding: chunked/i.test(text)) return CHUNKED
  throw new Error(`An answer this load generator cannot read: ${text.slice(0, 200)}`)
}

/** @param measured with latencies in microseconds, which are sorted in place */
export function reportOf({
  latencies,
  ...counted
}: { readonly latencies: Uint32Array } & Pick<
  LoadReport,
  'requests' | 'refused' | 'seconds' | 'statuses'
>): LoadReport {
  const sorted = latencies.sort()
  const at = (part: number) =>
    (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0) / 1_000
  return { ...counted, p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1) }
}
