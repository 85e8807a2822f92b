import type { Response } from 'express'
import type { Attempt, Attempts } from './attempts.ts'

/** One page has one stream, and a person a few pages at most. */
const MOST_STREAMS = 4
/** Proxies close what is silent, commonly after a minute. */
const SIGN_OF_LIFE_MS = 20_000

/** Streams what becomes of an attempt to the page that waits for it, and ends with the answer. */
export function streamAttempt(attempts: Attempts, attempt: Attempt, response: Response): void {
  if (attempts.watchers(attempt.id) >= MOST_STREAMS) {
    response.status(429).json({ error: 'too-many-streams' })
    return
  }
  response.status(200).set({ 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' })
  response.flushHeaders()
  const tell = () => {
    const { status } = attempts.find(attempt.id) ?? attempt
    response.write(`data: ${JSON.stringify({ status })}\n\n`)
    if (status !== 'pending') response.end()
  }
  const signs = setInterval(() => response.write(': waiting\n\n'), SIGN_OF_LIFE_MS)
  const unwatch = attempts.watch(attempt.id, tell)
  response.on('close', () => {
    clearInterval(signs)
    unwatch()
  })
  // Watched first, then read: an answer between the two is told twice, never lost.
  tell()
}
