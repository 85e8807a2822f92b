/** Inputs in one commit: past this the gain is small and the wait of the first is long. */
const LARGEST_GROUP = 64

/** Inputs waiting at most; past it an answer is refused at once rather than given late (RFC 9110 §15.6.4). */
const LONGEST_QUEUE = 8_192

/** Thrown when too much waits already; answered 503 with Retry-After. */
export class StoreOverloaded extends Error {
  override readonly name = 'StoreOverloaded'
}

/** Thrown by a store whose database is at fault, not the input: away, full, or too busy. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable'
}

/** Nobody answers: what waits for the database would wait in vain. */
export class StoreAway extends StoreUnavailable {}

interface Waiting<Input> {
  readonly input: Input
  readonly key: string
  readonly resolve: (output: unknown) => void
  readonly reject: (error: unknown) => void
  /** How many groups had begun when it came. */
  readonly after: number
}

/**
 * Lets requests that arrive together share one durable commit. Two inputs of one key never run at
 * the same time: the second waits for the first's commit, so a decision always sees the one before.
 */
export function createGroupCommit<Input>(options: {
  /** Runs and commits a group; outputs in the order of the inputs. */
  readonly run: (inputs: readonly Input[]) => Promise<readonly unknown[]>
  readonly keyOf: (input: Input) => string
  readonly groupsAtOnce: number
}): { readonly submit: (input: Input) => Promise<unknown>; readonly depth: () => number } {
  const ready: Waiting<Input>[] = []
  const behind = new Map<string, Waiting<Input>[]>()
  let waiting = 0
  let running = 0
  let begun = 0
  let isPumpDue = false

  function submit(input: Input): Promise<unknown> {
    if (waiting >= LONGEST_QUEUE)
      return Promise.reject(new StoreOverloaded('Too many requests wait for the store.'))
    waiting++
    return new Promise((resolve, reject) => {
      const entry = { input, key: options.keyOf(input), resolve, reject, after: begun }
      const sameKey = behind.get(entry.key)
      if (sameKey === undefined) {
        behind.set(entry.key, [])
        ready.push(entry)
      } else {
        sameKey.push(entry)
      }
      pumpSoon()
    })
  }

  /** After the present turn of the event loop, so that what arrived with it goes together. */
  function pumpSoon(): void {
    if (isPumpDue || running >= options.groupsAtOnce) return
    isPumpDue = true
    setImmediate(() => {
      isPumpDue = false
      while (running < options.groupsAtOnce && ready.length > 0)
        void runGroup(ready.splice(0, LARGEST_GROUP))
    })
  }

  async function runGroup(group: readonly Waiting<Input>[]): Promise<void> {
    running++
    const number = ++begun
    try {
      const outputs = await options.run(group.map((entry) => entry.input))
      for (const [index, entry] of group.entries()) entry.resolve(outputs[index])
    } catch (error) {
      if (error instanceof StoreAway) rejectWaiting(number, error)
      await runOneByOne(group, error)
    } finally {
      running--
      waiting -= group.length
      for (const entry of group) release(entry.key)
      if (ready.length > 0) pumpSoon()
    }
  }

  /**
   * What waited while the group did has waited for the same database: group by group, the last would wait
   * for minutes. What came since the group began is still to be tried.
   */
  function rejectWaiting(number: number, error: StoreAway): void {
    const isTold = (entry: Waiting<Input>) => {
      if (entry.after >= number) return false
      waiting -= 1
      entry.reject(error)
      return true
    }
    // Those behind first: who is behind one that is told becomes ready then.
    for (const entries of behind.values())
      entries.push(...entries.splice(0).filter((entry) => !isTold(entry)))
    for (const entry of ready.splice(0)) {
      if (isTold(entry)) release(entry.key)
      else ready.push(entry)
    }
  }

  /**
   * One input that cannot be decided must not take its neighbours down with it. A database that is
   * away fails them all at once: asking it for each would keep the last of them waiting for minutes.
   */
  async function runOneByOne(group: readonly Waiting<Input>[], error: unknown): Promise<void> {
    if (group.length === 1 || error instanceof StoreUnavailable) {
      for (const entry of group) entry.reject(error)
      return
    }
    for (const entry of group) {
      try {
        const [output] = await options.run([entry.input])
        entry.resolve(output)
      } catch (cause) {
        entry.reject(cause)
      }
    }
  }

  function release(key: string): void {
    const next = behind.get(key)?.shift()
    if (next === undefined) behind.delete(key)
    else ready.push(next)
  }

  return { submit, depth: () => waiting }
}
