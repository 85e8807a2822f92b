import { choose } from '../random.ts'
import type { TortureFault } from './fault.ts'

/** Between nodes and PostgreSQL: connections are reset, or stand still as behind a firewall that forgot them. */
export const cutNetwork: TortureFault = {
  name: 'cut-network',
  databases: ['postgres'],
  async begin({ random, database: { postgres } }) {
    postgres?.proxy.set(choose(random, ['cut', 'stalled']))
    return async () => postgres?.proxy.set('open')
  },
}
