/** A value that pages watch. */
export interface Store<Value> {
  readonly get: () => Value
  readonly set: (change: Partial<Value>) => void
  /** Returns what ends it. */
  readonly watch: (listener: () => void) => () => void
}

export function createStore<Value extends object>(first: Value): Store<Value> {
  let value = first
  const listeners = new Set<() => void>()
  return {
    get: () => value,
    set(change) {
      value = { ...value, ...change }
      for (const listener of listeners) listener()
    },
    watch(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
