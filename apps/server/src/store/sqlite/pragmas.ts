import type { Database } from 'better-sqlite3'

/** How long to wait for another process (the command line beside a running server) that is writing. */
const BUSY_TIMEOUT_MS = 5_000

/** 64 MiB of pages in memory; negative is KiB (sqlite.org, PRAGMA cache_size). */
const CACHE_KIB = -65_536

/** WAL with a sync at every commit: what was acknowledged survives a power cut (sqlite.org, "Write-Ahead Logging" §3). */
export function prepareConnection(db: Database): void {
  db.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`)
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  db.pragma('foreign_keys = ON')
  db.pragma(`cache_size = ${CACHE_KIB}`)
  db.pragma('temp_store = MEMORY')
}

/** Sees the last commit, and can change nothing. */
export function prepareReader(db: Database): void {
  db.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`)
  db.pragma('query_only = ON')
  db.pragma(`cache_size = ${CACHE_KIB}`)
  db.pragma('temp_store = MEMORY')
}
