import type { Kysely, Transaction } from 'kysely'
import type { Schema } from './schema.ts'

/** What waits on a topic: a live stream, a long poll, what remembers rows. */
type Listener = () => void

/**
 * Tells whoever waits that rows have changed, here and on every other node. A signal is a hint and
 * may get lost with the process that should have given it: who waits also looks now and then.
 */
export interface Signals {
  readonly publish: (topics: readonly string[]) => void
  /**
   * Runs a change in a transaction whose signal cannot get lost: it is given with the commit. Answers
   * once every node has heard it, and what a deaf one remembered has run out (TRUSTED_MS).
   */
  readonly announce: <Result>(
    db: Kysely<Schema>,
    topics: readonly string[],
    change: (tx: Transaction<Schema>) => Promise<Result>,
  ) => Promise<Result>
  /** Returns the function that ends it. */
  readonly subscribe: (topic: string, listener: Listener) => () => void
  /** Whether whatever any process announced until a second ago (TRUSTED_MS) was heard here. */
  readonly isHearing: () => boolean
  readonly close: () => Promise<void>
}

/**
 * How long a node goes on trusting what it remembers after it has last heard from the database, in
 * milliseconds; and so how long an announcement waits for a node that does not confirm it.
 */
export const TRUSTED_MS = 1_000

/** The topic of all that happens to a person's devices. */
export const userTopic = (authyId: number) => `user/${authyId}`
export const approvalTopic = (uuid: string) => `approval/${uuid}`
export const registrationTopic = (id: string) => `registration/${id}`
/** Apps and their API keys: one topic for all, since they change as seldom as people decide. */
export const APPS_TOPIC = 'apps'

/** Signals inside one process: all that SQLite needs, and the near half of PostgreSQL's. */
export function createLocalSignals(): Signals & { readonly wakeAll: () => void } {
  const listeners = new Map<string, Set<Listener>>()
  function publish(topics: readonly string[]): void {
    for (const topic of topics) for (const listener of listeners.get(topic) ?? []) listener()
  }
  return {
    publish,
    async announce(db, topics, change) {
      const result = await db.transaction().execute(change)
      publish(topics)
      return result
    },
    subscribe(topic, listener) {
      const those = listeners.get(topic) ?? new Set()
      listeners.set(topic, those.add(listener))
      return () => {
        those.delete(listener)
        if (those.size === 0 && listeners.get(topic) === those) listeners.delete(topic)
      }
    },
    // The command works on the same file, and cannot be heard.
    isHearing: () => false,
    wakeAll() {
      for (const those of listeners.values()) for (const listener of those) listener()
    },
    close: async () => {},
  }
}
