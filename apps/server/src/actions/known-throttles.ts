import type { Deps } from '../deps.ts'
import { type LimitName, limitOf } from '../domain/counter-names.ts'
import type { ExceededLimit, Limit } from './hot/counting.ts'

/** How long a limit that the database called exceeded is believed to be, in milliseconds: an operator may lift it. */
const BELIEVED_MS = 1_000

/** Refusals of one limit in that time that are answered at once: more than people ever cause. */
const AT_ONCE = 50

/** How long each further one waits for its answer, in milliseconds: from the first to the sum of both, spread so that a crowd does not come back as one. */
const PAUSE_MS = 200
const SPREAD_MS = 100

/** Coprime to the spread: neighbours are far apart. */
const STRIDE = 37

/** Answers that wait at most; past it they go out at once, so that a flood fills no memory. */
const MOST_WAITING = 1_000

/** Limits remembered at most. */
const MOST_KNOWN = 10_000

/** Limits that one flood is up against, however many people it guesses at. */
const OF_CROWDS: ReadonlySet<LimitName> = new Set([
  'wrong/address',
  'wrong/app',
  'wrong-code/address',
  'wrong-code/app',
])

interface Known extends ExceededLimit {
  /** Believed for so long. */
  readonly until: number
  refused: number
}

export interface KnownThrottles {
  /**
   * The exceeded one among these, if it is known; with a pause where it is asked for in floods.
   *
   * @param limitsOf is called only while any limit is known: most of the time there is none
   */
  readonly refuse: (limitsOf: () => readonly Limit[]) => Promise<ExceededLimit | undefined>
  /** Notes which of these the database called exceeded. */
  readonly note: (limits: readonly Limit[], exceeded: ExceededLimit) => void
}

/**
 * Remembers which limits of addresses and apps are exceeded. A flood of guesses against one app would else take the
 * turns of all others, each to be refused in the end: so it costs no statement, and comes back no sooner than its
 * answers let it. Nothing is let through that the database would refuse.
 */
export function createKnownThrottles(deps: Pick<Deps, 'now' | 'wait'>): KnownThrottles {
  const known = new Map<string, Known>()
  const never = new AbortController().signal
  let waiting = 0

  function find(limitsOf: () => readonly Limit[]): Known | undefined {
    if (known.size === 0) return undefined
    const now = deps.now()
    for (const { id } of limitsOf()) {
      const each = known.get(id)
      // The clock may have been set back.
      if (each !== undefined && now < each.until && each.until <= now + BELIEVED_MS) return each
    }
    return undefined
  }

  return {
    async refuse(limitsOf) {
      const exceeded = find(limitsOf)
      if (exceeded === undefined) return undefined
      const { limit, retryAt } = exceeded
      exceeded.refused++
      if (exceeded.refused > AT_ONCE && waiting < MOST_WAITING) {
        waiting++
        await deps.wait(PAUSE_MS + ((exceeded.refused * STRIDE) % SPREAD_MS), never).finally(() => {
          waiting--
        })
      }
      return { limit, retryAt }
    },
    note(limits, { limit, retryAt }) {
      // Limits of single people are left to the database: a flood over many of them would fill this.
      if (limit === undefined || !OF_CROWDS.has(limit)) return
      const id = limits.find((each) => limitOf(each.id) === limit)?.id
      if (id === undefined) return
      const now = deps.now()
      const until = Math.min(retryAt, now + BELIEVED_MS)
      const before = known.get(id)
      // A flood that goes on is still one; a new one begins with answers at once.
      const isGoingOn = before !== undefined && now - before.until < BELIEVED_MS
      const refused = isGoingOn ? Math.min(before.refused, AT_ONCE) : 0
      if (known.size >= MOST_KNOWN) known.clear()
      known.set(id, { limit, retryAt, until, refused })
    },
  }
}
