import { parentPort, workerData } from 'node:worker_threads'
import { runTask } from './actions/run-task.ts'
import { runActs } from './actions/hot/run-acts.ts'
import type { WriterData } from './store/sqlite/protocol.ts'
import { serveWriter } from './store/sqlite/writer.ts'

if (parentPort === null)
  throw new Error('writer-thread.ts is started by store/sqlite/open.ts, as a worker thread.')
// workerData has no type of its own; openSqlite is its only sender.
serveWriter(parentPort, workerData as WriterData, { runActs, runTask })
