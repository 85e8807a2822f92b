import { choose } from '../random.ts'
import type { TortureFault } from './fault.ts'

/** SIGKILL to one process of the service. */
export const killNode: TortureFault = {
  name: 'kill-node',
  databases: ['sqlite', 'postgres'],
  async begin({ random, nodes, clockOf }) {
    const node = choose(random, nodes)
    await node.kill()
    return async () => await node.start(clockOf(node))
  },
}
