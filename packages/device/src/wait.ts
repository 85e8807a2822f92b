/** Resolves after `ms` milliseconds, or as soon as the signal says that nobody waits any more. */
export type WaitMs = (ms: number, signal?: AbortSignal) => Promise<void>

export const waitMs: WaitMs = (ms, signal) =>
  new Promise((resolve) => {
    if (signal?.aborted === true) return resolve()
    const end = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal?.addEventListener('abort', end)
  })

export interface Backoff {
  readonly firstMs: number
  readonly mostMs: number
}

/**
 * How long to wait before the next try: twice as long after each failure, up to a limit, and between
 * half and all of that by chance, so that the devices that one outage cut off do not come back at once.
 *
 * @param failures in a row, from 1
 */
export function backoffMs(
  failures: number,
  { firstMs, mostMs }: Backoff,
  random: (bytes: number) => Uint8Array,
): number {
  const full = Math.min(firstMs * 2 ** (failures - 1), mostMs)
  const [byte = 0] = random(1)
  return Math.round(full / 2 + (full / 2) * (byte / 255))
}

/** A signal of one's own that ends with another one. `end` ends it, and lets go of the other one. */
export interface LinkedSignal {
  readonly signal: AbortSignal
  readonly end: () => void
}

export function linkedSignal(signal: AbortSignal | undefined): LinkedSignal {
  // Not AbortSignal.any: React Native has none.
  const own = new AbortController()
  const end = () => {
    signal?.removeEventListener('abort', end)
    own.abort()
  }
  if (signal?.aborted === true) own.abort()
  else signal?.addEventListener('abort', end)
  return { signal: own.signal, end }
}

/** Ends a connection on which nothing came in time, unless the function that it answers is called first. */
export function endIfLate(
  { waitMs }: { readonly waitMs: WaitMs },
  ms: number,
  connection: LinkedSignal,
): () => void {
  const timer = linkedSignal(connection.signal)
  const end = () => {
    if (!timer.signal.aborted) connection.end()
  }
  // A `waitMs` of the caller's may reject when its signal ends it.
  waitMs(ms, timer.signal).then(end, () => {})
  return timer.end
}
