import type { GuardedSender } from './delivery/guarded-sender.ts'
import type { Channel, Provider } from './delivery/provider.ts'
import type { Deps } from './deps.ts'
import { deliverCallbacks } from './worker/deliver-callback.ts'
import { deliverMessages } from './worker/deliver-message.ts'
import { deliverWebhooks } from './worker/deliver-webhook.ts'
import { createLane, type Lane } from './worker/lane.ts'
import { wakeDevices } from './worker/wake-device.ts'

export interface Worker {
  /** Leases what is due and starts its delivery; says whether there was any. */
  readonly look: () => Promise<boolean>
  /** Looks until nothing is due and all that was started is settled. */
  readonly runUntilIdle: () => Promise<void>
  /** Ends deliveries under way and settles them: their jobs are tried again after the lease. */
  readonly stop: () => Promise<void>
}

/** The ways out of the process. */
export interface Outside {
  readonly providers: Readonly<Record<Channel, readonly Provider[]>>
  /** To URLs of apps and devices. */
  readonly sender: GuardedSender
}

export interface WorkerMetrics {
  readonly delivered: (channel: Channel, provider: string, status: string) => void
  readonly calledBack: (result: string) => void
  readonly woken: (result: string) => void
}

/** Delivers what the decisions left in the jobs. Each job stands alone, with its own backoff. */
export function createWorker(deps: Deps, outside: Outside, metrics: WorkerMetrics): Worker {
  const { providers, sender } = outside
  const stopping = new AbortController()
  const { signal } = stopping
  const lanes = [
    deliverMessages(deps, providers, metrics.delivered, signal),
    deliverCallbacks(deps, sender.send, metrics.calledBack, signal),
    wakeDevices(deps, sender.send, metrics.woken, signal),
    deliverWebhooks(deps, sender.send, signal),
  ].map((work) => createLane(deps, work))
  const underWay = () => lanes.flatMap((lane) => [...lane.underWay])

  async function look(): Promise<boolean> {
    if (signal.aborted) return false
    const looks = await Promise.allSettled(lanes.map(async (lane: Lane) => await lane.look()))
    // Told only now: what stops one kind must not keep the others from starting.
    for (const each of looks) if (each.status === 'rejected') throw each.reason
    return looks.some((each) => each.status === 'fulfilled' && each.value)
  }

  return {
    look,
    async runUntilIdle() {
      while ((await look()) || underWay().length > 0) await Promise.all(underWay())
    },
    async stop() {
      stopping.abort()
      await Promise.all(underWay())
      await sender.close()
    },
  }
}
