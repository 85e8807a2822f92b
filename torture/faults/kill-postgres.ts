import type { TortureFault } from './fault.ts'

/** SIGKILL to PostgreSQL and to each of its processes, and a new start, which recovers from its log. */
export const killPostgres: TortureFault = {
  name: 'kill-postgres',
  databases: ['postgres'],
  async begin({ database: { postgres } }) {
    await postgres?.killAndStart()
    return async () => {}
  },
}
