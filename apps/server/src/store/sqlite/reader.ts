import type { MessagePort } from 'node:worker_threads'
import openDatabase from 'better-sqlite3'
import { createCheckpoint, type LogState } from './checkpoint.ts'
import { prepareReader } from './pragmas.ts'
import type { ReaderData } from './protocol.ts'
import { createQueries } from './queries.ts'
import { servePort } from './thread-port.ts'

/** The thread beside the writer: long lists, and checkpoints. It decides nothing, and loads nothing that does. */
export function serveReader(port: MessagePort, { path }: ReaderData): void {
  const db = openDatabase(path, { readonly: true })
  prepareReader(db)
  const query = createQueries(db)
  let checkpoint: (() => LogState) | undefined
  servePort(port, {
    async answerOf(message) {
      if (message.kind !== 'query') throw new Error('The reader was given something to decide.')
      return query(message.sql, message.parameters)
    },
    state: () => ({ log: undefined, isCommitted: false }),
    checkpoint() {
      checkpoint ??= createCheckpoint(openDatabase(path))
      return checkpoint()
    },
    repair: () => {
      throw new Error('The reader was given something to repair.')
    },
    useIndexKey: () => {},
    close: () => db.close(),
  })
}
