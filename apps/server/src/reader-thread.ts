import { parentPort, workerData } from 'node:worker_threads'
import type { ReaderData } from './store/sqlite/protocol.ts'
import { serveReader } from './store/sqlite/reader.ts'

if (parentPort === null)
  throw new Error('reader-thread.ts is started by store/open.ts, as a worker thread.')
// workerData has no type of its own; startThread is its only sender.
serveReader(parentPort, workerData as ReaderData)
