/**
 * WebCrypto works in threads, which end when they like. Nothing else of a simulation does: as long as one
 * of them works, its moment is not over. It is counted here, and not changed.
 */
let outstanding = 0

export function outstandingThreadWork(): number {
  return outstanding
}

type Method = (...args: readonly unknown[]) => Promise<unknown>

/** Call it once in a process that simulates. */
export function countThreadWork(): void {
  const { subtle } = globalThis.crypto
  for (const name of ['verify', 'importKey', 'sign', 'digest'] as const) {
    // Each of them takes other arguments; all are passed on as they are.
    const method = subtle[name].bind(subtle) as Method
    Object.defineProperty(subtle, name, {
      configurable: true,
      value: async (...args: readonly unknown[]) => {
        outstanding++
        try {
          return await method(...args)
        } finally {
          outstanding--
        }
      },
    })
  }
}
