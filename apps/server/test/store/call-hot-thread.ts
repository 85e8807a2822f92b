import { parentPort, workerData } from 'node:worker_threads'
import type { WriterData } from '../../src/store/sqlite/protocol.ts'
import { serveWriter } from '../../src/store/sqlite/writer.ts'
import { callHot } from './call-hot.ts'

if (parentPort === null) throw new Error('This module is started as a worker thread.')
// workerData has no type of its own; openSqlite is its only sender.
serveWriter(parentPort, workerData as WriterData, {
  runActs: callHot,
  runTask: async () => undefined,
})
