import { connect, type Socket } from 'node:net'

/**
 * A load generator as light as can be, since on a small machine it takes its share of what the server
 * could use: prepared requests over kept connections, one in flight on each, latency in microseconds.
 */
export interface LoadReport {
  readonly requests: number
  readonly refused: number
  readonly seconds: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly maxMs: number
  /** Answers by their status. */
  readonly statuses: Readonly<Record<string, number>>
}

/** Latencies kept: past it the oldest are overwritten. */
const KEPT_LATENCIES = 8_000_000

export async function drive(order: {
  readonly port: number
  readonly connections: number
  readonly seconds: number
  /** So long from the beginning of one request of a connection to that of the next; else as fast as it goes. */
  readonly everyMs?: number
  /** Undefined ends the load. */
  readonly next: () => string | undefined
  /** Sees every answer that is not refused, as text. */
  readonly onAnswer?: (text: string) => void
}): Promise<LoadReport> {
  const latencies = new Uint32Array(KEPT_LATENCIES)
  let count = 0
  let refused = 0
  const statuses: Record<string, number> = {}
  const startedAt = performance.now()
  const endsAt = startedAt + order.seconds * 1_000

  function use(socket: Socket, done: () => void): void {
    let sentAt = 0
    let expected = -1
    let received = 0
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
      if (expected === -1) {
        text = chunk.toString('latin1')
        const end = text.indexOf('\r\n\r\n')
        const length = /content-length: (\d+)/i.exec(text)?.[1]
        if (end === -1 || length === undefined)
          throw new Error(`An answer this load generator cannot read: ${text.slice(0, 200)}`)
        expected = end + 4 + Number(length)
      } else {
        text += chunk.toString('latin1')
      }
      received += chunk.length
      if (received < expected) return
      latencies[count++ % latencies.length] = Math.round((performance.now() - sentAt) * 1_000)
      const status = text.slice(9, 12)
      statuses[status] = (statuses[status] ?? 0) + 1
      if (status === '200') order.onAnswer?.(text)
      else refused++
      expected = -1
      received = 0
      const rest = (order.everyMs ?? 0) - (performance.now() - sentAt)
      if (rest > 0) setTimeout(send, rest)
      else send()
    })
    socket.on('connect', send)
  }

  await Promise.all(
    Array.from(
      { length: order.connections },
      () =>
        new Promise<void>((resolve, reject) => {
          const socket = connect(order.port, '127.0.0.1').setNoDelay(true)
          socket.on('error', reject)
          use(socket, resolve)
        }),
    ),
  )
  const seconds = (performance.now() - startedAt) / 1_000
  const sorted = latencies.subarray(0, Math.min(count, latencies.length)).sort()
  const at = (part: number) =>
    (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0) / 1_000
  return {
    requests: count,
    refused,
    seconds,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    maxMs: at(1),
    statuses,
  }
}
