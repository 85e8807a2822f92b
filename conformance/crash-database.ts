import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { administer } from '../apps/server/test/postgres.ts'

/** A database for one run: where it is, how to look at it after a kill, and how to be rid of it. */
export interface CrashDatabase {
  readonly env: Readonly<Record<string, string>>
  /** What is wrong with it, with nobody having it open. */
  readonly inspect: () => string[]
  readonly drop: () => Promise<void>
}

/** SQLite in a folder of its own, or a new database of a running PostgreSQL. */
export async function createCrashDatabase(postgresUrl: string | undefined): Promise<CrashDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-crash-'))
  const dropFolder = async () => rmSync(folder, { recursive: true, force: true })
  if (postgresUrl === undefined)
    return { env: { DATA_DIR: folder }, inspect: () => inspectCopy(folder), drop: dropFolder }
  const name = `crash_${crypto.randomUUID().replaceAll('-', '')}`
  await administer(postgresUrl, `CREATE DATABASE ${name}`)
  const url = new URL(postgresUrl)
  url.pathname = `/${name}`
  return {
    env: {
      DATA_DIR: folder,
      DATABASE_URL: url.href,
      MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
    },
    // The server alone is killed: PostgreSQL looks after its own files.
    inspect: () => [],
    async drop() {
      await administer(postgresUrl, `DROP DATABASE ${name} WITH (FORCE)`)
      await dropFolder()
    },
  }
}

/** Opens a copy, so that the server itself still finds the database as the kill left it. */
function inspectCopy(folder: string): string[] {
  const copy = mkdtempSync(join(tmpdir(), 'countersign-crash-copy-'))
  try {
    for (const suffix of ['', '-wal', '-shm']) {
      const file = `countersign.db${suffix}`
      if (existsSync(join(folder, file))) cpSync(join(folder, file), join(copy, file))
    }
    const database = new Database(join(copy, 'countersign.db'))
    try {
      const verdict = database.pragma('integrity_check', { simple: true })
      return verdict === 'ok' ? [] : [`PRAGMA integrity_check says: ${String(verdict)}`]
    } finally {
      database.close()
    }
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}
