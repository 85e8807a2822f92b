import type { Deps } from '../src/deps.ts'

/** 14 November 2023, 22:13:20 UTC: where every test's clock starts. A 30-second and a 10-second step open exactly here. */
export const START = 1_700_000_000_000

export interface TestClock {
  readonly now: () => number
  readonly advance: (milliseconds: number) => void
}

/** A clock that moves when the test says so, and waits that end by it. */
export function createTestClock(): { readonly clock: TestClock; readonly wait: Deps['wait'] } {
  let now = START
  const waits = new Set<{ readonly until: number; readonly end: () => void }>()
  return {
    clock: {
      now: () => now,
      advance(milliseconds) {
        now += milliseconds
        for (const each of waits) if (each.until <= now) each.end()
      },
    },
    wait: (milliseconds, signal) =>
      new Promise((resolve) => {
        const each = {
          until: now + milliseconds,
          end: () => {
            waits.delete(each)
            resolve()
          },
        }
        waits.add(each)
        signal.addEventListener('abort', each.end)
        if (signal.aborted) each.end()
      }),
  }
}
