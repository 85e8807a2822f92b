import { parentPort } from 'node:worker_threads'

import type { WorkerRequest } from '../../src/qr/render-qr-png.ts'

parentPort?.on('message', ({ id, text }: WorkerRequest) => {
  if (text === 'throw') throw new Error('out of ink')
  if (text === 'exit') process.exit()
  if (text !== 'hang') parentPort?.postMessage({ id, png: Buffer.from(text) }, [])
})
