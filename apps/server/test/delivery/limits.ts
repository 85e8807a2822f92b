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

/** Time limits of many attempts: `runOut` ends those that run just then, and none that starts later. */
export function manualTimeLimits() {
  let running: AbortController[] = []
  const timeLimit: TimeLimit = () => {
    const controller = new AbortController()
    running.push(controller)
    return controller.signal
  }
  return {
    timeLimit,
    runOut: () => {
      const ended = running
      running = []
      for (const controller of ended) controller.abort()
    },
  }
}
