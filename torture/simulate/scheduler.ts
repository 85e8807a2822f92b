import { outstandingThreadWork } from './thread-work.ts'

/** Turns of the event loop in which nothing happens, after which nothing will until the next moment comes. */
const IDLE_TURNS = 3

/** Time that passes only from one thing that happens to the next, in an order that a seed decides. */
export interface Scheduler {
  /** Milliseconds since the beginning. */
  readonly now: () => number
  readonly after: (milliseconds: number, act: () => void) => void
  /** Resolves then. */
  readonly sleep: (milliseconds: number) => Promise<void>
  /** Runs one moment after the other until `isOver`, or until nothing is left to come. */
  readonly runUntil: (isOver: () => boolean) => Promise<void>
}

interface Moment {
  readonly at: number
  readonly place: number
  readonly act: () => void
}

export function createScheduler(): Scheduler {
  const moments: Moment[] = []
  let now = 0
  let places = 0
  let stirs = 0

  function after(milliseconds: number, act: () => void): void {
    stirs++
    const moment = { at: now + Math.max(0, milliseconds), place: ++places, act }
    // Sorted, the next at the end: there are a few dozen at a time.
    let index = moments.length
    while (index > 0 && isSooner(moments[index - 1], moment)) index--
    moments.splice(index, 0, moment)
  }

  /** Lets everything come to where it waits for a later moment. */
  async function settle(): Promise<void> {
    let idle = 0
    while (idle < IDLE_TURNS) {
      const before = stirs
      await new Promise(setImmediate)
      idle = before === stirs && outstandingThreadWork() === 0 ? idle + 1 : 0
    }
  }

  return {
    now: () => now,
    after,
    sleep: (milliseconds) => new Promise((resolve) => after(milliseconds, resolve)),
    async runUntil(isOver) {
      await settle()
      while (!isOver()) {
        const next = moments.pop()
        if (next === undefined) return
        now = next.at
        next.act()
        await settle()
      }
    },
  }
}

function isSooner(one: Moment | undefined, other: Moment): boolean {
  if (one === undefined) return false
  return one.at < other.at || (one.at === other.at && one.place < other.place)
}
