import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { TortureFault } from './fault.ts'

/**
 * Nothing is committed for seconds, as on a disk that stands still. Of SQLite another process holds the lock
 * that a commit needs; the processes of PostgreSQL are stopped (SIGSTOP) and go on where they were.
 */
export const slowDisk: TortureFault = {
  name: 'slow-disk',
  databases: ['sqlite', 'postgres'],
  async begin({ database: { folder, postgres } }) {
    if (postgres !== undefined) {
      const stopped = postgres.pids()
      for (const pid of stopped) signal(pid, 'SIGSTOP')
      return async () => {
        for (const pid of stopped) signal(pid, 'SIGCONT')
      }
    }
    const holder = new Database(join(folder, 'countersign.db'), { timeout: 5_000 })
    holder.exec('BEGIN IMMEDIATE')
    return async () => {
      holder.exec('ROLLBACK')
      holder.close()
    }
  },
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // A process of one connection may have ended since they were listed.
  }
}
