// Runs in a thread of its own, where the milliseconds that a QR code takes hold no request up.
import { parentPort } from 'node:worker_threads'

import { drawQrPng } from './draw-qr-png.ts'
import type { WorkerAnswer, WorkerRequest } from './render-qr-png.ts'

parentPort?.on('message', ({ id, ...request }: WorkerRequest) => {
  const answer: WorkerAnswer = { id, png: drawQrPng(request) }
  parentPort?.postMessage(answer, answer.png === undefined ? [] : [answer.png.buffer])
})
