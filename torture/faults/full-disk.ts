import { spawnSync } from 'node:child_process'
import type { TortureFault } from './fault.ts'

/** Less than any file of the database has already, so that not one page more can be written. */
const LARGEST_FILE_BYTES = 4_096

/**
 * No room for another page. It is the limit on the size of a process's files (`prlimit`, Linux), which
 * needs neither root nor a disk of its own: writes fail as on a full one. PostgreSQL ends itself when it
 * cannot write its log, which is `kill-postgres`.
 */
export const fullDisk: TortureFault = {
  name: 'full-disk',
  databases: ['sqlite'],
  async begin({ nodes }) {
    for (const node of nodes) limitFiles(node.pid(), `${LARGEST_FILE_BYTES}:`)
    return async () => {
      for (const node of nodes) limitFiles(node.pid(), 'unlimited:')
    }
  },
}

function limitFiles(pid: number, limit: string): void {
  const { status, stderr } = spawnSync('prlimit', ['--pid', String(pid), `--fsize=${limit}`], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`prlimit: ${stderr}`)
}
