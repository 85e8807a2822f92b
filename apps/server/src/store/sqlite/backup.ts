import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { dirname } from 'node:path'
import openDatabase, { SqliteError } from 'better-sqlite3'

/** Pages in one step, about 10 MB: between two the process hears of Ctrl-C. */
const PAGES_A_STEP = 2_560

/** What lies beside an open database in WAL mode. */
const BESIDE = ['-wal', '-shm'] as const

export type BackupResult =
  | { readonly result: 'copied'; readonly bytes: number }
  /** The copy is gone again. */
  | { readonly result: 'damaged'; readonly says: string }

/**
 * Copies a database that others may be reading and writing, as it was at one moment, and checks the copy.
 * The file is there once it is whole and on disk; until then it is `to` with `.part` at its end.
 *
 * @param onProgress pages that are copied, and all of them
 */
export async function backupSqlite(
  from: string,
  to: string,
  onProgress: (copied: number, all: number) => void = () => {},
): Promise<BackupResult> {
  const part = `${to}.part`
  rmSync(part, { force: true })
  // For its owner's eyes, as the database itself.
  closeSync(openSync(part, 'wx', 0o600))
  try {
    await copyAtOneMoment(from, part, onProgress)
    const says = checkCopy(part)
    if (says !== 'ok') {
      rmSync(part, { force: true })
      return { result: 'damaged', says }
    }
    syncFile(part)
    renameSync(part, to)
    syncFile(dirname(to))
    return { result: 'copied', bytes: statSync(to).size }
  } catch (error) {
    for (const suffix of ['', ...BESIDE, '-journal']) rmSync(`${part}${suffix}`, { force: true })
    throw error
  }
}

async function copyAtOneMoment(
  from: string,
  to: string,
  onProgress: (copied: number, all: number) => void,
): Promise<void> {
  const source = openDatabase(from, { readonly: true, fileMustExist: true })
  try {
    // A page that another process writes would make the copy begin anew, and under load it would never
    // end. In one read transaction it is a copy of that moment; the log is not written back meanwhile.
    source.exec('BEGIN')
    source.prepare('SELECT count(*) FROM sqlite_master').get()
    await source.backup(to, {
      progress: ({ totalPages, remainingPages }) => {
        onProgress(totalPages - remainingPages, totalPages)
        return PAGES_A_STEP
      },
    })
  } finally {
    source.close()
  }
}

/** Also makes it one file: a database in WAL mode would make two more when it is looked at. */
function checkCopy(path: string): string {
  const copy = openDatabase(path)
  try {
    copy.pragma('journal_mode = DELETE')
    return String(copy.pragma('integrity_check', { simple: true }))
  } catch (error) {
    if (isDamage(error)) return error.message
    throw error
  } finally {
    copy.close()
  }
}

/** A database that nobody else can open until it is released. */
export interface Held {
  readonly release: () => void
}

/**
 * Holds a database alone; undefined where another process has it open. Whoever has opened a database in
 * WAL mode keeps a shared lock on its file, and the system takes that back when the process ends, however it ends.
 */
export function holdAlone(path: string): Held | undefined {
  const database = openDatabase(path, { fileMustExist: true, timeout: 0 })
  try {
    database.pragma('locking_mode = EXCLUSIVE')
    // Needs the lock of all readers, and writes the log back into the file.
    database.pragma('journal_mode = DELETE')
    database.exec('BEGIN EXCLUSIVE; COMMIT')
    return { release: () => void database.close() }
  } catch (error) {
    database.close()
    // Nobody serves from what is no database; and it is what one restores for.
    if (isDamage(error)) return { release: () => {} }
    if (error instanceof SqliteError && error.code.startsWith('SQLITE_BUSY')) return undefined
    throw error
  }
}

function isDamage(error: unknown): error is Error {
  return error instanceof SqliteError && /^SQLITE_(CORRUPT|NOTADB)/.test(error.code)
}

/**
 * Puts a database in the place of another, which stays beside it under the name `kept`. At no moment is
 * there none: a server that found none would make a new one.
 */
export function replaceDatabase(path: string, by: string, kept: string): void {
  if (existsSync(path)) {
    // The log of the former one must never be read as the new one's.
    for (const suffix of BESIDE)
      if (existsSync(`${path}${suffix}`)) renameSync(`${path}${suffix}`, `${kept}${suffix}`)
    linkOrCopy(path, kept)
  }
  renameSync(by, path)
  syncFile(dirname(path))
}

function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to)
  } catch (error) {
    // File systems without links.
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') throw error
    copyFileSync(from, to)
    syncFile(to)
  }
}

function syncFile(path: string): void {
  const file = openSync(path, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
