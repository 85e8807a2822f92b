import { drive, type LoadReport as DriveReport } from './driver.ts'
import { REQUEST_KINDS, type Requests } from './requests.ts'

/** What a load generator in a process of its own is told to do. */
export interface LoadOrder {
  readonly ports: readonly number[]
  readonly connections: number
  readonly seconds: number
  readonly everyMs?: number
  readonly requests: Requests
}

export interface LoadReport extends DriveReport {
  /** Where the next round's requests begin. */
  readonly next: number
}

async function run(order: LoadOrder): Promise<LoadReport> {
  const { requests } = order
  const kind = REQUEST_KINDS[requests.kind]
  const until = requests.until ?? kind.most(requests)
  let position = requests.from
  const report = await drive({
    ...order,
    wanted: kind,
    next: () => (position >= until ? undefined : kind.request(position++, requests)),
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
