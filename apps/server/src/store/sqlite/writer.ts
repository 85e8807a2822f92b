import type { MessagePort } from 'node:worker_threads'
import openDatabase, { type Database } from 'better-sqlite3'
import { openVault } from '../vault.ts'
import { createCheckpoint, createLogMeter, type LogState } from './checkpoint.ts'
import { prepareConnection } from './pragmas.ts'
import type { WriterData } from './protocol.ts'
import { servePort } from './thread-port.ts'
import { createWork, type Inside } from './work.ts'

/** The writer thread: the only connection that writes, so that commits never block the event loop. */
export function serveWriter(
  port: MessagePort,
  { path, masterKeys }: WriterData,
  inside: Inside,
): void {
  const db = openDatabase(path)
  prepareConnection(db)
  const vault = openVault(masterKeys)
  const work = createWork(db, vault, inside)
  const readLog = createLogMeter(db)
  let checkpoint: (() => LogState) | undefined
  servePort(port, {
    answerOf: work.answerOf,
    state: () => ({ log: readLog(), isCommitted: work.takeCommitted() }),
    checkpoint() {
      checkpoint ??= createCheckpoint(db)
      return checkpoint()
    },
    repair: () => repair(db),
    useIndexKey: (key) => vault.useIndexKey(key),
    close: () => db.close(),
  })
}

/**
 * Writes the whole log back into the file. Whoever was amid a transaction has lost it: no statement of theirs
 * may run outside of it, and their ROLLBACK would never come to run.
 */
export function repair(db: Database): void {
  if (db.inTransaction) {
    db.exec('ROLLBACK')
    throw new Error('The disk failed, and the transaction was ended.')
  }
  const [row] = db.pragma('wal_checkpoint(TRUNCATE)') as readonly { readonly busy: number }[]
  if (row?.busy !== 0) throw new Error('The write-ahead log of SQLite could not be written back.')
}
