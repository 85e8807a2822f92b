import { createSecretKey, randomBytes } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { sqlitePath } from './store/open.ts'
import type { MasterKey } from './store/vault.ts'

const FILE = 'master.key'
const KEY_BYTES = 32
/** The id that a key given without one has too, so that the file's key can go on in MASTER_KEY. */
const KEY_ID = '1'

/**
 * The master key beside an SQLite database, made on the first run. Whoever can read this file and
 * the database can read every secret, so it is for its owner's eyes only.
 */
export function loadOrCreateMasterKey(dataDir: string): MasterKey {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const path = masterKeyPath(dataDir)
  if (!existsSync(path) && existsSync(sqlitePath(dataDir))) {
    // A new key would open nothing, and what is sealed with it could not be opened with the old one.
    throw new Error(
      `${path} is missing beside a database that was sealed with it. Restore it from a backup, or set MASTER_KEY to its content.`,
    )
  }
  createIfAbsent(path)
  const bytes = Buffer.from(readFileSync(path, 'utf8').trim(), 'base64')
  if (bytes.length !== KEY_BYTES) {
    throw new Error(
      `${path} should hold 32 bytes in base64 and holds ${bytes.length}. Restore it from a backup: without it nothing in the database opens.`,
    )
  }
  return { id: KEY_ID, key: createSecretKey(bytes) }
}

export function masterKeyPath(dataDir: string): string {
  return join(dataDir, FILE)
}

function createIfAbsent(path: string): void {
  let file: number
  try {
    // Exclusive: of two processes that start together one makes the key, and the other reads it.
    file = openSync(path, 'wx', 0o600)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return
    throw error
  }
  writeSync(file, `${randomBytes(KEY_BYTES).toString('base64')}\n`)
  fsyncSync(file)
  closeSync(file)
  chmodSync(path, 0o600)
}
