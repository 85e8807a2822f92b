/** What waits on a topic: a live stream, a long poll. */
type Listener = () => void

/**
 * Tells whoever waits that rows have changed, here and on every other node. A signal is a hint and
 * may get lost with the process that should have given it: who waits also looks now and then.
 */
export interface Signals {
  readonly publish: (topics: readonly string[]) => void
  /** Returns the function that ends it. */
  readonly subscribe: (topic: string, listener: Listener) => () => void
  readonly close: () => Promise<void>
}

/** The topic of all that happens to a person's devices. */
export const userTopic = (authyId: number) => `user/${authyId}`
export const approvalTopic = (uuid: string) => `approval/${uuid}`
export const registrationTopic = (id: string) => `registration/${id}`

/** Signals inside one process: all that SQLite needs, and the near half of PostgreSQL's. */
export function createLocalSignals(): Signals & { readonly wakeAll: () => void } {
  const listeners = new Map<string, Set<Listener>>()
  return {
    publish(topics) {
      for (const topic of topics) for (const listener of listeners.get(topic) ?? []) listener()
    },
    subscribe(topic, listener) {
      const those = listeners.get(topic) ?? new Set()
      listeners.set(topic, those.add(listener))
      return () => {
        those.delete(listener)
        if (those.size === 0 && listeners.get(topic) === those) listeners.delete(topic)
      }
    },
    wakeAll() {
      for (const those of listeners.values()) for (const listener of those) listener()
    },
    close: async () => {},
  }
}
