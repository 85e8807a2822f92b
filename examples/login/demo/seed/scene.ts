import type { Client } from '@countersign/client'
import type { Device } from '@countersign/device'
import { type Deps, listMessages } from '@countersign/server'
import type { Chance } from './chance.ts'
import type { SeedPerson } from './people.ts'

/** How long the service needs to look for what is due, in real time. */
const MOST_LOOKS = 400

export interface Scene {
  readonly deps: Deps
  readonly bank: Client
  readonly clinic: Client
  readonly clinicId: number
  readonly url: string
  readonly chance: Chance
  readonly clock: { readonly now: () => number; readonly advance: (milliseconds: number) => void }
  readonly settled: () => Promise<void>
}

export interface Member extends SeedPerson {
  readonly authyId: number
  readonly device: Device | undefined
}

export async function newestToken({ deps }: Scene, to: string): Promise<string> {
  const [message] = await listMessages(deps, { to, limit: 1 })
  return message?.token ?? ''
}

/** Until the worker has taken all that is due. */
export async function untilDelivered({ db, now, wakeWorker }: Deps): Promise<void> {
  for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
    const due = await db
      .selectFrom('jobs')
      .select('id')
      .where('due_at', '<=', now())
      .limit(1)
      .executeTakeFirst()
    if (due === undefined) return
    // Its own timers know nothing of the clock of the demonstration.
    wakeWorker()
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}

export function e164({ countryCode, phone }: SeedPerson): string {
  return `+${countryCode}${phone}`
}
