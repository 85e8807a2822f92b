import { drive, type LoadReport as DriveReport } from './driver.ts'
import { ACTIONS, seededAuthyId, seededOrder, seededToken } from './population.ts'

/** What a load generator in a process of its own is told to do. */
export interface LoadOrder {
  readonly port: number
  readonly connections: number
  readonly seconds: number
  readonly everyMs?: number
  /** Path of the n-th request; `bare` asks for `/`. */
  readonly requests:
    | { readonly kind: 'bare' }
    | {
        readonly kind: 'verify'
        readonly apiKey: string
        readonly users: number
        readonly from: number
      }
    | {
        /** Wrong tokens of one person after the other, as from one address. */
        readonly kind: 'guess'
        readonly apiKey: string
        readonly users: number
        readonly guesses: number
      }
}

export interface LoadReport extends DriveReport {
  /** Where the next round's tokens begin. */
  readonly next: number
}

/** Of the block for documentation (RFC 5737). */
const GUESSING_ADDRESS = '192.0.2.7'

function requestOf(order: LoadOrder, position: number): string {
  const { requests } = order
  if (requests.kind === 'bare') return 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'
  if (requests.kind === 'guess') {
    const index = seededOrder(position % requests.users, requests.users)
    const path = `/protected/json/verify/000000/${seededAuthyId(index)}?user_ip=${GUESSING_ADDRESS}`
    return `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Authy-API-Key: ${requests.apiKey}\r\n\r\n`
  }
  const action = Math.floor(position / requests.users) % ACTIONS.length
  const index = seededOrder(position % requests.users, requests.users)
  const query = action === 0 ? '' : `?action=${ACTIONS[action] ?? ''}`
  const path = `/protected/json/verify/${seededToken(index, action)}/${seededAuthyId(index)}${query}`
  return `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Authy-API-Key: ${requests.apiKey}\r\n\r\n`
}

/** How many requests there are at most: each token is right once. */
function mostOf(requests: LoadOrder['requests']): number {
  switch (requests.kind) {
    case 'bare':
      return Number.POSITIVE_INFINITY
    case 'verify':
      return requests.users * ACTIONS.length
    case 'guess':
      return requests.guesses
  }
}

async function run(order: LoadOrder): Promise<LoadReport> {
  const { requests } = order
  let position = requests.kind === 'verify' ? requests.from : 0
  const most = mostOf(requests)
  const report = await drive({
    ...order,
    next: () => (position >= most ? undefined : requestOf(order, position++)),
  })
  return { ...report, next: position }
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
