import { choose } from '../random.ts'
import type { TortureFault } from './fault.ts'

const JUMP_MS = 300_000

/** The clock jumps five minutes ahead or back, of each node by itself, and returns. */
export const jumpClock: TortureFault = {
  name: 'jump-clock',
  databases: ['sqlite', 'postgres'],
  async begin({ random, nodes, setClocks }) {
    await setClocks(nodes.map(() => choose(random, [JUMP_MS, -JUMP_MS])))
    return async () => await setClocks(nodes.map(() => 0))
  },
}
