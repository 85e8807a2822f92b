import type { TimeLimit } from '../../src/delivery/time-limit.ts'

/** Never aborts by itself. */
export const never = (): AbortSignal => new AbortController().signal

/** A time limit that runs out when the test says so, and remembers how long it was to be. */
export function manualTimeLimit() {
  const controller = new AbortController()
  const asked: number[] = []
  const timeLimit: TimeLimit = (milliseconds) => {
    asked.push(milliseconds)
    return controller.signal
  }
  return { timeLimit, asked, runOut: () => controller.abort() }
}
