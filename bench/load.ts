import { connect, type Socket } from 'node:net'

/**
 * A load generator in a process of its own, as light as can be, since on a small machine it takes
 * its share of what the server could use: prepared requests over kept connections, one in flight on
 * each, latency counted in microseconds.
 */
export interface LoadOrder {
  readonly port: number
  readonly connections: number
  readonly seconds: number
  /** Path of the n-th request; `bare` asks for `/`. */
  readonly requests:
    | { readonly kind: 'bare' }
    | {
        readonly kind: 'verify'
        readonly apiKey: string
        readonly users: number
        readonly from: number
      }
}

export interface LoadReport {
  readonly requests: number
  readonly refused: number
  readonly seconds: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly maxMs: number
  /** Where the next round's tokens begin. */
  readonly next: number
}

/** Authy ids of the seeded users, spread over the key space: a multiplication modulo a prime visits each once. */
export function seededAuthyId(index: number): number {
  return 10_000_000 + Number((BigInt(index + 1) * 1_103_515_245n) % 2_137_483_643n)
}

/** Tokens of user `index`, one for each of ACTIONS. */
export function seededToken(index: number, action: number): string {
  return String((index * 7 + action * 13 + 1_234_567) % 10_000_000).padStart(7, '0')
}

/** Every user has a token for each: a minute of verifying needs more of them than there are users. */
export const ACTIONS: readonly string[] = ['', 'transfer', 'payee']

/** A walk over all users that jumps about, as real logins do. */
export function seededOrder(position: number, users: number): number {
  return Number((BigInt(position) * 982_451_653n) % BigInt(users))
}

function requestOf(order: LoadOrder, position: number): string {
  const { requests } = order
  if (requests.kind === 'bare') return 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'
  const action = Math.floor(position / requests.users) % ACTIONS.length
  const index = seededOrder(position % requests.users, requests.users)
  const query = action === 0 ? '' : `?action=${ACTIONS[action] ?? ''}`
  const path = `/protected/json/verify/${seededToken(index, action)}/${seededAuthyId(index)}${query}`
  return `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Authy-API-Key: ${requests.apiKey}\r\n\r\n`
}

async function run(order: LoadOrder): Promise<LoadReport> {
  const latencies = new Uint32Array(64_000_000 / 8)
  let count = 0
  let refused = 0
  let position = order.requests.kind === 'verify' ? order.requests.from : 0
  const most =
    order.requests.kind === 'verify'
      ? order.requests.users * ACTIONS.length
      : Number.POSITIVE_INFINITY
  const startedAt = performance.now()
  const endsAt = startedAt + order.seconds * 1_000

  function drive(socket: Socket, done: () => void): void {
    let sentAt = 0
    let expected = -1
    let received = 0
    const send = () => {
      sentAt = performance.now()
      if (sentAt >= endsAt || position >= most) {
        socket.destroy()
        done()
        return
      }
      socket.write(requestOf(order, position++), 'latin1')
    }
    socket.on('data', (chunk: Buffer) => {
      if (expected === -1) {
        const head = chunk.toString('latin1')
        const end = head.indexOf('\r\n\r\n')
        const length = /content-length: (\d+)/i.exec(head)?.[1]
        if (end === -1 || length === undefined)
          throw new Error(`An answer this load generator cannot read: ${head.slice(0, 200)}`)
        if (!head.startsWith('HTTP/1.1 200')) refused++
        expected = end + 4 + Number(length)
      }
      received += chunk.length
      if (received < expected) return
      latencies[count++ % latencies.length] = Math.round((performance.now() - sentAt) * 1_000)
      expected = -1
      received = 0
      send()
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
          drive(socket, resolve)
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
    next: position,
  }
}

if (process.send !== undefined) {
  process.once('message', (order: LoadOrder) => {
    run(order).then(
      (report) => process.send?.(report, () => process.exit(0)),
      (error: unknown) => {
        console.error(error)
        process.exit(1)
      },
    )
  })
}
