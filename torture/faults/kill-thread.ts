import type { TortureFault } from './fault.ts'

/** Ends the thread that holds the SQLite database, wherever it is at the moment. The service mends it itself. */
export const killThread: TortureFault = {
  name: 'kill-thread',
  databases: ['sqlite'],
  async begin({ nodes }) {
    for (const node of nodes) await node.order({ kind: 'kill-thread' })
    return async () => {}
  },
}
