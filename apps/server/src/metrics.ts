import { Counter, Gauge, Histogram, Registry } from 'prom-client'

/** Everything that /metrics tells. Labels hold no ids, numbers or tokens: their values are few. */
export interface Metrics {
  readonly registry: Registry
  readonly request: (route: string, status: number, seconds: number) => void
  readonly verification: (result: string) => void
  readonly delivery: (channel: string, provider: string, status: string) => void
  readonly callback: (result: string) => void
  readonly push: (result: string) => void
  readonly commit: (milliseconds: number, inputs: number) => void
  readonly queue: (depth: number, oldestMs: number) => void
  /** Sealed fields that were not under the first master key when all were last looked at. */
  readonly sealedWithOldKeys: (fields: number) => void
  /** Hands over how connected devices are counted. */
  readonly streams: (count: () => number) => void
}

export function createMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  const requests = new Histogram({
    name: 'countersign_request_seconds',
    help: 'Time to answer, by route and status.',
    labelNames: ['route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    registers,
  })
  const verifications = new Counter({
    name: 'countersign_verifications_total',
    help: 'Tokens looked at, by result.',
    labelNames: ['result'],
    registers,
  })
  const deliveries = new Counter({
    name: 'countersign_deliveries_total',
    help: 'Attempts to deliver a message, by channel, provider and status.',
    labelNames: ['channel', 'provider', 'status'],
    registers,
  })
  const callbacks = new Counter({
    name: 'countersign_callbacks_total',
    help: 'Attempts at a callback, by result.',
    labelNames: ['result'],
    registers,
  })
  const pushes = new Counter({
    name: 'countersign_pushes_total',
    help: 'Attempts to wake a device, by result.',
    labelNames: ['result'],
    registers,
  })
  const commits = new Histogram({
    name: 'countersign_commit_seconds',
    help: 'Time for a group of requests to be decided and on disk.',
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5],
    registers,
  })
  const committed = new Counter({
    name: 'countersign_committed_inputs_total',
    help: 'Requests that those commits carried.',
    registers,
  })
  const depth = new Gauge({ name: 'countersign_jobs', help: 'Jobs not done yet.', registers })
  const age = new Gauge({
    name: 'countersign_oldest_job_seconds',
    help: 'How long the oldest job is overdue.',
    registers,
  })
  const requestsOf = createKept((route: string, status: number) =>
    requests.labels(route, String(status)),
  )
  const oldSeals = new Gauge({
    name: 'countersign_sealed_with_old_keys',
    help: 'Sealed fields under another master key than the first, when all were last looked at.',
    registers,
  })
  return {
    registry,
    streams: (count) => {
      const gauge: Gauge = new Gauge({
        name: 'countersign_live_streams',
        help: 'Devices that are connected to this process.',
        registers,
        collect: () => gauge.set(count()),
      })
    },
    request: (route, status, seconds) => requestsOf(route, status).observe(seconds),
    verification: (result) => verifications.inc({ result }),
    delivery: (channel, provider, status) => deliveries.inc({ channel, provider, status }),
    callback: (result) => callbacks.inc({ result }),
    push: (result) => pushes.inc({ result }),
    commit: (milliseconds, inputs) => {
      commits.observe(milliseconds / 1_000)
      committed.inc(inputs)
    },
    sealedWithOldKeys: (fields) => oldSeals.set(fields),
    queue: (jobs, oldestMs) => {
      depth.set(jobs)
      age.set(oldestMs / 1_000)
    },
  }
}

/** Remembers what `make` gave for a route and a status, of which there are few: finding a histogram by its labels costs as much as an answer's head. */
function createKept<Made>(
  make: (route: string, status: number) => Made,
): (route: string, status: number) => Made {
  const kept = new Map<string, Map<number, Made>>()
  return (route, status) => {
    const ofRoute = kept.get(route) ?? new Map<number, Made>()
    const known = ofRoute.get(status)
    if (known !== undefined) return known
    const made = make(route, status)
    kept.set(route, ofRoute.set(status, made))
    return made
  }
}
