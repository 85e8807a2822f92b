/** Inputs in one commit: past this the gain is small and the wait of the first is long. */
const LARGEST_GROUP = 32

/** From so many on, a group is worth its commit while another is under way; fewer wait for that one's end. */
const WORTH_A_COMMIT = 16

/** Inputs waiting at most; past it an answer is refused at once rather than given late (RFC 9110 §15.6.4). */
const LONGEST_QUEUE = 8_192

/** Of them those of one app, so that its flood leaves room for the others. */
export const LONGEST_LINE = 4_096

/** Milliseconds after which whoever asked has most likely gone: no work is done for them. */
const LONGEST_WAIT_MS = 10_000

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
  readonly app: number
  readonly key: string
  readonly since: number
  readonly resolve: (output: unknown) => void
  readonly reject: (error: unknown) => void
}

export interface GroupCommitOptions<Input> {
  /** Runs and commits a group; outputs in the order of the inputs. */
  readonly run: (inputs: readonly Input[]) => Promise<readonly unknown[]>
  readonly keyOf: (input: Input) => string
  /** Whose input it is. Apps take turns, whatever each has waiting. */
  readonly appOf: (input: Input) => number
  readonly groupsAtOnce: number
  /** Milliseconds that never go back; the time of day may. */
  readonly elapsed?: () => number
}

export interface GroupCommit<Input> {
  readonly submit: (input: Input) => Promise<unknown>
  readonly depth: () => number
}

/**
 * Lets requests that arrive together share one durable commit. Two inputs of one key never run at
 * the same time: the second waits for the first's commit, so a decision always sees the one before.
 */
export function createGroupCommit<Input>(options: GroupCommitOptions<Input>): GroupCommit<Input> {
  const { elapsed = () => performance.now() } = options
  /** What may run, a line for each app; the one whose turn is next stands first. */
  const lines = new Map<number, Waiting<Input>[]>()
  /** Behind each key that is ready or runs, what waits for its end. */
  const behind = new Map<string, Waiting<Input>[]>()
  const waitingOf = new Map<number, number>()
  let waiting = 0
  let ready = 0
  let running = 0
  let isPumpDue = false

  function submit(input: Input): Promise<unknown> {
    const app = options.appOf(input)
    const ofApp = waitingOf.get(app) ?? 0
    if (waiting >= LONGEST_QUEUE || ofApp >= LONGEST_LINE)
      return Promise.reject(new StoreOverloaded('Too many requests wait for the store.'))
    waiting++
    waitingOf.set(app, ofApp + 1)
    return new Promise((resolve, reject) => {
      const entry = { input, app, key: options.keyOf(input), since: elapsed(), resolve, reject }
      const sameKey = behind.get(entry.key)
      if (sameKey === undefined) {
        behind.set(entry.key, [])
        putInLine(entry)
      } else {
        sameKey.push(entry)
      }
      pumpSoon()
    })
  }

  function putInLine(entry: Waiting<Input>): void {
    ready++
    const line = lines.get(entry.app)
    if (line === undefined) lines.set(entry.app, [entry])
    else line.push(entry)
  }

  /** After the present turn of the event loop, so that what arrived with it goes together. */
  function pumpSoon(): void {
    if (isPumpDue || running >= options.groupsAtOnce) return
    isPumpDue = true
    setImmediate(() => {
      isPumpDue = false
      pump()
    })
  }

  function pump(): void {
    while (ready >= (running === 0 ? 1 : WORTH_A_COMMIT) && running < options.groupsAtOnce) {
      const group = takeGroup()
      if (group.length > 0) void runGroup(group)
    }
  }

  /** One of each app in turn, and again, until the group is full. */
  function takeGroup(): readonly Waiting<Input>[] {
    const group: Waiting<Input>[] = []
    const tooLate = elapsed() - LONGEST_WAIT_MS
    // A line that is put back goes to the end, where this loop comes to it again.
    for (const [app, line] of lines) {
      const entry = line.shift()
      lines.delete(app)
      if (line.length > 0) lines.set(app, line)
      if (entry === undefined) continue
      ready--
      if (entry.since > tooLate) group.push(entry)
      else refuse(entry)
      if (group.length === LARGEST_GROUP) break
    }
    return group
  }

  function refuse(entry: Waiting<Input>): void {
    leave(entry)
    entry.reject(new StoreOverloaded('A request waited too long for the store.'))
  }

  async function runGroup(group: readonly Waiting<Input>[]): Promise<void> {
    running++
    const settle = await settlementOf(group)
    running--
    for (const entry of group) leave(entry)
    // First the store's next work, then the answers to what it has done: both go on at the same time.
    pump()
    settle()
  }

  async function settlementOf(group: readonly Waiting<Input>[]): Promise<() => void> {
    const beganAt = elapsed()
    try {
      const outputs = await options.run(group.map((entry) => entry.input))
      return () => {
        for (const [index, entry] of group.entries()) entry.resolve(outputs[index])
      }
    } catch (error) {
      if (error instanceof StoreAway) rejectWaiting(beganAt, error)
      return await settlementOfFailed(group, error)
    }
  }

  /**
   * What waited while the group did has waited for the same database: group by group, the last would wait
   * for minutes. What came since the group began is still to be tried.
   */
  function rejectWaiting(beganAt: number, error: StoreAway): void {
    const takeTold = (entries: Waiting<Input>[]) => {
      const told = entries.filter(({ since }) => since <= beganAt)
      entries.splice(0, Infinity, ...entries.filter(({ since }) => since > beganAt))
      for (const entry of told) entry.reject(error)
      return told
    }
    // Those behind first: who is behind one that is told may go then.
    for (const entries of behind.values()) for (const { app } of takeTold(entries)) countDown(app)
    for (const [app, line] of lines) {
      const told = takeTold(line)
      if (line.length === 0) lines.delete(app)
      ready -= told.length
      for (const entry of told) leave(entry)
    }
  }

  /**
   * One input that cannot be decided must not take its neighbours down with it. A database that is
   * away fails them all at once: asking it for each would keep the last of them waiting for minutes.
   */
  async function settlementOfFailed(
    group: readonly Waiting<Input>[],
    error: unknown,
  ): Promise<() => void> {
    const settlements: (() => void)[] = []
    for (const entry of group) {
      if (group.length === 1 || error instanceof StoreUnavailable) {
        settlements.push(() => entry.reject(error))
        continue
      }
      try {
        const [output] = await options.run([entry.input])
        settlements.push(() => entry.resolve(output))
      } catch (cause) {
        settlements.push(() => entry.reject(cause))
      }
    }
    return () => {
      for (const settle of settlements) settle()
    }
  }

  /** It is done with; whoever waited for its end may go. */
  function leave({ app, key }: Waiting<Input>): void {
    countDown(app)
    const next = behind.get(key)?.shift()
    if (next === undefined) behind.delete(key)
    else putInLine(next)
  }

  function countDown(app: number): void {
    waiting--
    const ofApp = (waitingOf.get(app) ?? 0) - 1
    if (ofApp > 0) waitingOf.set(app, ofApp)
    else waitingOf.delete(app)
  }

  return { submit, depth: () => waiting }
}
