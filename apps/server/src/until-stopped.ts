/**
 * A terminal sends Ctrl-C to every process it started, and each launcher passes it on to the next: one
 * press arrives several times within moments, and must not count as a second one.
 */
const ONE_PRESS_MS = 500

/** Resolves at the first request to stop; a second one ends the process. */
export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    let firstAt: number | undefined
    for (const [signal, exitCode] of [
      ['SIGINT', 130],
      ['SIGTERM', 143],
      ['SIGHUP', 129],
    ] as const) {
      process.on(signal, () => {
        firstAt ??= performance.now()
        if (performance.now() - firstAt > ONE_PRESS_MS) process.exit(exitCode)
        resolve()
      })
    }
  })
}
