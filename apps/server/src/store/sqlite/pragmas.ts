import type { Database } from 'better-sqlite3'

/** How long to wait for another process (the command line beside a running server) that is writing. */
const BUSY_TIMEOUT_MS = 5_000

/** 16 MiB of pages in memory; negative is KiB (sqlite.org, PRAGMA cache_size). What is not there lies in the system's own cache. */
const CACHE_KIB = -16_384

/**
 * WAL that durability.ts syncs before a commit is acknowledged, so that it survives a power cut. With NORMAL,
 * SQLite itself syncs what keeps the file whole: the log before a checkpoint, the file after it, and the head of a
 * log that starts over (sqlite.org, "PRAGMA synchronous").
 */
export function prepareConnection(db: Database): void {
  db.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`)
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = NORMAL')
  db.pragma('foreign_keys = ON')
  db.pragma(`cache_size = ${CACHE_KIB}`)
  db.pragma('temp_store = MEMORY')
  // By itself SQLite would do it inside a COMMIT, and whoever waits for that would wait for the file as well.
  db.pragma('wal_autocheckpoint = 0')
}

/** Sees the last commit, and can change nothing. */
export function prepareReader(db: Database): void {
  db.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`)
  db.pragma('query_only = ON')
  db.pragma(`cache_size = ${CACHE_KIB}`)
  db.pragma('temp_store = MEMORY')
}
