import { badCarrier, badEndpoint } from './bad-outside.ts'
import { cutNetwork } from './cut-network.ts'
import type { TortureFault } from './fault.ts'
import { fullDisk } from './full-disk.ts'
import { jumpClock } from './jump-clock.ts'
import { killNode } from './kill-node.ts'
import { killPostgres } from './kill-postgres.ts'
import { killThread } from './kill-thread.ts'
import { slowDisk } from './slow-disk.ts'

export const FAULTS: readonly TortureFault[] = [
  killNode,
  killThread,
  killPostgres,
  cutNetwork,
  fullDisk,
  slowDisk,
  jumpClock,
  badCarrier,
  badEndpoint,
]
