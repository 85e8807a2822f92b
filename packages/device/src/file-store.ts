import { randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { DeviceError } from './device-error.ts'
import type { DeviceStore } from './device-store.ts'
import { textStore } from './text-store.ts'

/** The owner alone may read and write. */
const FILE_MODE = 0o600
const FOLDER_MODE = 0o700

/** Bits that let anybody but the owner at a file. */
const OTHERS = 0o077

/**
 * Keeps a device in one file of JSON, of mode 0600, in a folder that is made with mode 0700 where it is
 * missing. Node has no key store, so the private keys are in that file, as JWK: whoever can read it can
 * answer approvals as this device. Each save is written beside it and moved into its place.
 *
 * `load` throws DeviceError `bad-store` if the file cannot be read as one of these, or if others on the
 * machine may read it; what the file system refuses is thrown as Node throws it.
 *
 * @param path where the file is, such as `/home/ana/.config/acme/device.json`
 *
 * @example
 * ```ts
 * const device = await openDevice({ baseUrl: 'https://2fa.example.com', store: fileStore('./device.json') })
 * ```
 */
export function fileStore(path: string): DeviceStore {
  return textStore({
    name: path,
    async read() {
      const text = await readFile(path, 'utf8').catch(absent)
      if (text !== undefined) await requirePrivate(path)
      return text
    },
    async write(text) {
      await mkdir(dirname(path), { recursive: true, mode: FOLDER_MODE })
      await replaceFile(path, text)
    },
    remove: () => rm(path, { force: true }),
  })
}

/** Whoever opens `path` meanwhile finds the former text or the new one, also after a crash. */
async function replaceFile(path: string, text: string): Promise<void> {
  const beside = `${path}.${randomUUID()}.new`
  try {
    // `wx`: never through a link that somebody laid there.
    const file = await open(beside, 'wx', FILE_MODE)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(beside, path)
  } catch (error) {
    await rm(beside, { force: true })
    throw error
  }
}

async function requirePrivate(path: string): Promise<void> {
  const { mode } = await stat(path)
  // Windows has no such bits.
  if (process.platform === 'win32' || (mode & OTHERS) === 0) return
  throw new DeviceError(
    'bad-store',
    `${path} may be read by others on this machine: run \`chmod 600\` on it, and revoke the device if somebody did.`,
  )
}

function absent(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
  throw error
}
